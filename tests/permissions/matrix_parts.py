"""What a row of the permission matrix is, and the groups of roles that it names."""

from dataclasses import dataclass

from townships.models import Role, User

OFFICE = frozenset({Role.ADMIN, Role.REVIEWER, Role.CO_REVIEWER, Role.APPROVER, Role.LEADER, Role.AUDITOR})
UNIT = frozenset({Role.SECRETARY, Role.DEPUTY, Role.CLERK})
PEOPLE = OFFICE | UNIT
EVERYBODY = PEOPLE | {Role.API_CLIENT}
PLAYERS = PEOPLE - {Role.AUDITOR}
READERS = PEOPLE - {Role.LEADER}
REVIEWERS = frozenset({Role.REVIEWER, Role.CO_REVIEWER, Role.APPROVER})
DECIDERS = frozenset({Role.REVIEWER, Role.APPROVER})
SCORERS = frozenset({Role.ADMIN, Role.REVIEWER, Role.APPROVER})
REGISTRARS = frozenset({Role.ADMIN, Role.REVIEWER})
ADMINS = frozenset({Role.ADMIN})
SIGNERS = frozenset({Role.SECRETARY, Role.DEPUTY})
EDITORS = frozenset({Role.DEPUTY, Role.CLERK})
SEALED = frozenset({Role.ADMIN, Role.REVIEWER, Role.APPROVER, Role.AUDITOR})
FULL = frozenset({Role.ADMIN, Role.REVIEWER, Role.APPROVER, Role.AUDITOR}) | UNIT
LEADERS = frozenset({Role.SECRETARY, Role.DEPUTY})
SHARERS = LEADERS | DECIDERS
WATCHERS = frozenset({Role.APPROVER, Role.AUDITOR})
NOBODY: frozenset[str] = frozenset()
OPEN = frozenset({"anybody"})


@dataclass(frozen=True)
class Row:
    """One address and method. `needs` names the objects that its address is made of."""

    name: str
    method: str
    who: frozenset[str]
    own: tuple[int, ...] = (200,)
    other: tuple[int, ...] | None = None
    needs: tuple[str, ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()
    unassigned: tuple[int, ...] | None = None
    data: tuple[tuple[str, str], ...] = ()

    def answer(self, user: User, *, is_own: bool) -> tuple[int, ...]:
        """The statuses that are right for this reader."""
        if user.role not in self.who:
            return (403, 404) if user.acts_for_unit and not is_own else (403,)
        if user.role == Role.REVIEWER and not is_own and self.unassigned is not None:
            return self.unassigned
        if user.acts_for_unit and not is_own and self.other is not None:
            return self.other
        return self.own


NOT_FOUND = (404,)
SAID = (200, 302, 400, 409, 422)  # the right was there; whether the content was is another test's matter
REPORT = ("period", "code")
SESSION = ("kind", "session")


def api(name: str, method: str, who: frozenset[str], **more) -> Row:
    return Row(f"api-{name}", method, who, **more)
