"""The permission matrix: one row for each address and method (domain §5).

`who` may use it. `own` is the answer where the object belongs to the reader's unit (for the office: where it belongs
to any), `other` what people of a unit get for another unit's object: 404, for its existence is none of their business.
`unassigned` is what a reviewer gets for a unit that is not his to check. Whoever is not in `who` gets 403, whoever has
not signed in is led to the sign-in page (REST: 401). Every method that has no row is refused to everybody.
"""

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


MATRIX = (
    # --- the kernel ---
    Row("login", "GET", OPEN, (200, 302)),
    Row("login", "POST", OPEN, (302, 422)),
    Row("logout", "POST", OPEN, (302,)),
    Row("password_change", "GET", EVERYBODY),
    Row("password_change", "POST", EVERYBODY, (200, 422)),
    Row("preferences", "GET", EVERYBODY),
    Row("notice-list", "GET", EVERYBODY),
    Row("notice-read-all", "POST", EVERYBODY, (302,)),
    Row("notice-open", "POST", EVERYBODY, (404,), needs=("notice",)),
    Row("notice-choice", "POST", EVERYBODY, (302,), data=(("email", "daily"), ("language", "zh-hans"))),
    Row("preferences-save", "POST", OPEN, (302,)),
    Row("set_language", "POST", OPEN, (302, 400)),
    Row("help", "GET", OPEN),
    Row("accessibility", "GET", OPEN),
    Row("health", "GET", OPEN),
    Row("check", "GET", OPEN),
    Row("paper-check", "GET", OPEN, needs=("paper_code",)),
    Row("paper-check", "POST", OPEN, needs=("paper_code",)),
    Row("audit-list", "GET", WATCHERS),
    Row("audit-export", "GET", WATCHERS),
    Row("home", "GET", EVERYBODY, (200, 302)),
    # --- registers ---
    Row("expert-list", "GET", PEOPLE),
    Row("expert-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("expert",)),
    Row("expert-register", "GET", REGISTRARS),
    Row("expert-register", "POST", REGISTRARS, SAID),
    Row("expert-claim", "GET", EDITORS),
    Row("expert-claim", "POST", EDITORS, SAID),
    Row("expert-verify", "GET", frozenset({Role.REVIEWER}), needs=("expert",)),
    Row("expert-verify", "POST", frozenset({Role.REVIEWER}), SAID, needs=("expert",)),
    Row("expert-add-selection", "GET", REGISTRARS, needs=("expert",)),
    Row("expert-add-selection", "POST", REGISTRARS, SAID, needs=("expert",)),
    Row("expert-add-placement", "GET", REGISTRARS, needs=("expert",)),
    Row("expert-add-placement", "POST", REGISTRARS, SAID, needs=("expert",)),
    Row("expert-end-placement", "GET", REGISTRARS, needs=("expert", "placement")),
    Row("expert-end-placement", "POST", REGISTRARS, SAID, needs=("expert", "placement")),
    Row("platform-list", "GET", PEOPLE),
    Row("platform-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("platform",)),
    Row("import-list", "GET", REGISTRARS),
    Row("import-upload", "POST", REGISTRARS, SAID),
    Row("import-template", "GET", REGISTRARS, fixed=(("kind", "expert"),)),
    Row("import-detail", "GET", REGISTRARS, needs=("import",)),
    Row("import-marked", "GET", REGISTRARS, (302,), needs=("import",)),
    Row("import-apply", "POST", REGISTRARS, SAID, needs=("import",)),
    Row("import-undo", "POST", REGISTRARS, SAID, needs=("import",)),
    # --- whose points they are ---
    Row("expert-move", "GET", REGISTRARS, needs=("expert", "placement")),
    Row("expert-move", "POST", REGISTRARS, SAID, needs=("expert", "placement")),
    Row("expert-full-time", "GET", REGISTRARS, needs=("expert", "placement")),
    Row("expert-full-time", "POST", REGISTRARS, SAID, needs=("expert", "placement")),
    Row("claim-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("claim",)),
    Row("claim-file-add", "POST", EDITORS, SAID, NOT_FOUND, ("claim",)),
    Row("claim-file", "GET", FULL, other=NOT_FOUND, needs=("claim", "file")),
    Row("claim-withdraw", "POST", EDITORS, SAID, NOT_FOUND, ("claim",)),
    Row("conflict-list", "GET", PEOPLE),
    Row("conflict-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("conflict",)),
    Row("conflict-propose", "POST", frozenset({Role.REVIEWER}), SAID, needs=("conflict",)),
    Row("conflict-decide", "POST", frozenset({Role.APPROVER}), SAID, needs=("conflict",)),
    Row("share-new", "GET", SHARERS, other=NOT_FOUND, needs=("expert",)),
    Row("share-new", "POST", SHARERS, SAID, NOT_FOUND, ("expert",)),
    Row("share-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("agreement",)),
    Row("share-agree", "POST", LEADERS, SAID, NOT_FOUND, ("agreement",)),
    Row("share-end", "POST", frozenset({Role.APPROVER}), SAID, needs=("agreement",)),
    Row("share-refuse", "POST", LEADERS, SAID, NOT_FOUND, ("agreement",)),
    Row("unit-ledger", "GET", PEOPLE, other=NOT_FOUND, needs=("code", "year")),
    # --- the report of a unit ---
    Row("my-quarter", "GET", UNIT, (200, 302)),
    Row("report-detail", "GET", READERS, other=NOT_FOUND, needs=REPORT),
    Row("report-timeline", "GET", READERS, other=NOT_FOUND, needs=REPORT),
    Row("report-preview", "GET", READERS, other=NOT_FOUND, needs=REPORT),
    Row("report-check", "GET", READERS, other=NOT_FOUND, needs=REPORT),
    Row("workbook-file", "GET", EDITORS, other=NOT_FOUND, needs=REPORT),
    Row("workbook-page", "GET", EDITORS, other=NOT_FOUND, needs=REPORT),
    Row("workbook-page", "POST", EDITORS, SAID, NOT_FOUND, REPORT),
    Row("workbook-import", "GET", EDITORS, other=NOT_FOUND, needs=(*REPORT, "workbook")),
    Row("workbook-marked", "GET", EDITORS, other=NOT_FOUND, needs=(*REPORT, "workbook")),
    Row("workbook-apply", "POST", EDITORS, SAID, NOT_FOUND, (*REPORT, "workbook")),
    Row("workbook-undo", "POST", EDITORS, SAID, NOT_FOUND, (*REPORT, "workbook")),
    Row("row-new", "GET", EDITORS, other=NOT_FOUND, needs=REPORT, fixed=(SESSION,)),
    Row("row-new", "POST", EDITORS, SAID, NOT_FOUND, REPORT, (SESSION,)),
    Row("row-edit", "GET", EDITORS, other=NOT_FOUND, needs=(*REPORT, "row"), fixed=(SESSION,)),
    Row("row-edit", "POST", EDITORS, SAID, NOT_FOUND, (*REPORT, "row"), (SESSION,)),
    Row("row-answer", "POST", EDITORS, SAID, NOT_FOUND, (*REPORT, "row"), (SESSION,)),
    Row("row-withdraw", "POST", EDITORS, SAID, NOT_FOUND, (*REPORT, "row"), (SESSION,)),
    Row("rows-confirm", "POST", EDITORS, SAID, NOT_FOUND, REPORT, (SESSION,)),
    Row("report-section", "GET", READERS, other=NOT_FOUND, needs=REPORT, fixed=(("section", "A"),)),
    Row("report-section", "POST", EDITORS, SAID, NOT_FOUND, REPORT, (("section", "A"),)),
    Row("section-autosave", "POST", EDITORS, SAID, NOT_FOUND, REPORT, (("section", "A"),)),
    Row("section-present", "POST", EDITORS, SAID, NOT_FOUND, REPORT, (("section", "A"),)),
    Row("report-step", "POST", frozenset({Role.DEPUTY}), SAID, NOT_FOUND, REPORT, (("step", "ready"),)),
    Row("report-step", "POST", EDITORS, SAID, NOT_FOUND, REPORT, (("step", "recall"),)),
    Row(
        "report-step",
        "POST",
        frozenset({Role.DEPUTY, Role.SECRETARY}),
        SAID,
        NOT_FOUND,
        REPORT,
        (("step", "submit"),),
    ),
    Row("evidence-add", "POST", EDITORS, SAID, NOT_FOUND, REPORT, (("indicator", "A2"),)),
    Row("evidence-file", "GET", READERS, other=NOT_FOUND, needs=(*REPORT, "evidence"), unassigned=NOT_FOUND),
    Row("evidence-remove", "POST", EDITORS, SAID, NOT_FOUND, (*REPORT, "evidence")),
    Row("note-reply", "POST", EDITORS, SAID, NOT_FOUND, (*REPORT, "note")),
    Row("note-resolve", "POST", EDITORS, SAID, NOT_FOUND, (*REPORT, "note")),
    # --- the district's desk ---
    Row("dashboard", "GET", OFFICE),
    Row("review-queue", "GET", REVIEWERS),
    Row("review-detail", "GET", REVIEWERS, needs=REPORT),
    Row("review-rows", "GET", REVIEWERS, needs=REPORT, fixed=(("indicator", "B1"),)),
    Row("note-add", "POST", REVIEWERS, SAID, None, REPORT, unassigned=(403,), data=(("indicator", "A2"),)),
    Row(
        "line-review",
        "POST",
        REVIEWERS,
        SAID,
        needs=REPORT,
        unassigned=(403,),
        fixed=(("indicator", "A2"),),
        data=(("verdict", "confirmed"),),
    ),
    Row("note-settle", "POST", REVIEWERS, SAID, None, (*REPORT, "note"), unassigned=(403,)),
    Row("deduction-add", "POST", DECIDERS, SAID, needs=REPORT),
    Row("review-approve-ticked", "POST", DECIDERS, SAID, needs=("period",)),
    Row("review-step", "POST", DECIDERS, SAID, needs=REPORT, fixed=(("step", "return"),)),
    Row("review-step", "POST", DECIDERS, SAID, needs=REPORT, fixed=(("step", "approve"),)),
    Row("review-step", "POST", frozenset({Role.APPROVER}), SAID, needs=REPORT, fixed=(("step", "reopen"),)),
    Row("review-step", "POST", frozenset({Role.APPROVER}), SAID, needs=REPORT, fixed=(("step", "decline"),)),
    # --- amendments and corrections ---
    Row(
        "report-step",
        "POST",
        frozenset({Role.DEPUTY, Role.SECRETARY}),
        SAID,
        NOT_FOUND,
        REPORT,
        (("step", "request"),),
    ),
    Row("correction-notice", "GET", PEOPLE, needs=("corrected",)),
    Row("figure-correct", "GET", frozenset({Role.APPROVER}), needs=REPORT, fixed=(("line", "E1"),)),
    Row("figure-correct", "POST", frozenset({Role.APPROVER}), SAID, needs=REPORT, fixed=(("line", "E1"),)),
    Row("year-entry", "GET", frozenset({Role.APPROVER}), needs=("final_year", "code")),
    Row("year-entry", "POST", frozenset({Role.APPROVER}), SAID, needs=("final_year", "code")),
    # --- results ---
    Row("ranking", "GET", PEOPLE),
    Row("ranking", "GET", PEOPLE, needs=("period",)),
    Row("score-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("published", "code")),
    Row("score-rows", "GET", PEOPLE, other=NOT_FOUND, needs=("published", "code"), fixed=(("indicator", "B1"),)),
    Row("objection-list", "GET", PEOPLE),
    Row("objection-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("objection",)),
    Row("objection-new", "GET", SIGNERS, (200,), NOT_FOUND, ("published", "code"), (("line", "E1"),)),
    Row("objection-new", "POST", SIGNERS, SAID, NOT_FOUND, ("published", "code"), (("line", "E1"),)),
    Row("objection-accept", "POST", DECIDERS, SAID, needs=("objection",)),
    Row("objection-decide", "POST", frozenset({Role.APPROVER}), SAID, needs=("objection",)),
    Row("objection-withdraw", "POST", SIGNERS, SAID, NOT_FOUND, needs=("objection",)),
    Row("objection-file", "GET", READERS, other=NOT_FOUND, needs=("objection", "objection_file")),
    Row("period-score", "POST", SCORERS, (302,), needs=("period",)),
    Row("job-progress", "GET", OFFICE, needs=("job",)),
    Row("run-publish", "GET", frozenset({Role.APPROVER}), needs=("run",)),
    Row("run-publish", "POST", frozenset({Role.APPROVER}), SAID, needs=("run",)),
    # --- papers ---
    Row("run-circular", "GET", SCORERS, needs=("published_run",)),
    Row("run-circular-edit", "GET", SCORERS, needs=("published_run",)),
    Row("run-circular-edit", "POST", SCORERS, SAID, needs=("published_run",)),
    Row("run-circular-print", "POST", SCORERS, (302,), needs=("published_run",)),
    Row("run-cards-print", "POST", SCORERS, (302,), needs=("published_run",)),
    Row("run-card-print", "POST", SCORERS | UNIT, (302,), NOT_FOUND, ("published_run", "code")),
    Row("paper-detail", "GET", SCORERS | UNIT, other=NOT_FOUND, needs=("paper",)),
    Row("paper-file", "GET", SCORERS | UNIT, other=NOT_FOUND, needs=("paper",)),
    Row("scheme-list", "GET", PEOPLE),
    # --- years, final results and seals ---
    Row("calendar", "GET", PEOPLE),
    Row("calendar-day", "POST", ADMINS, SAID),
    Row("calendar-dates", "GET", ADMINS, needs=("period",)),
    Row("calendar-dates", "POST", ADMINS, SAID, needs=("period",)),
    Row("year-result", "GET", PEOPLE),
    Row("year-result", "GET", PEOPLE, needs=("year",)),
    Row("year-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("year", "code")),
    Row("year-compute", "POST", SCORERS, (302,), needs=("year",)),
    Row("year-publish", "POST", frozenset({Role.APPROVER}), SAID, needs=("year_result",)),
    Row("year-finalise", "POST", frozenset({Role.APPROVER}), SAID, needs=("year_result",)),
    Row("run-finalise", "POST", frozenset({Role.APPROVER}), SAID, needs=("run",)),
    Row("seal-list", "GET", SEALED),
    Row("seal-verify", "POST", SEALED, (302,)),
    Row("scheme-detail", "GET", PEOPLE, needs=("scheme",)),
    # --- what if: a unit's scenarios are seen in the unit, the office's in the office ---
    Row("what-if", "GET", PEOPLE),
    Row("scenario-list", "GET", PEOPLE),
    Row("scenario-detail", "GET", PEOPLE, (302, 404), NOT_FOUND, ("scenario",)),
    Row("scenario-save", "POST", PLAYERS, SAID, data=(("name", "示例情景"), ("address", "?"))),
    Row("scenario-share", "POST", PLAYERS, (302, 403, 404), NOT_FOUND, ("scenario",)),
    Row("scenario-copy", "POST", PLAYERS, (302, 404), NOT_FOUND, ("scenario",)),
    Row("scenario-delete", "POST", PLAYERS, (302, 403, 404), NOT_FOUND, ("scenario",)),
    # --- the scheme editor, and what explains the rules ---
    Row("scheme-export", "GET", PEOPLE, needs=("scheme",)),
    Row("scheme-compare", "GET", PEOPLE, needs=("draft",)),
    Row("scheme-import", "GET", ADMINS),
    Row("scheme-import", "POST", ADMINS, SAID),
    Row("scheme-clone", "POST", ADMINS, (302,), needs=("scheme",)),
    Row("scheme-edit", "GET", ADMINS, needs=("draft",)),
    Row("scheme-edit-part", "GET", ADMINS, needs=("draft",), fixed=(("part", "weights"),)),
    Row("scheme-edit-part", "POST", ADMINS, SAID, needs=("draft",), fixed=(("part", "weights"),)),
    Row("scheme-edit-indicator", "GET", ADMINS, needs=("draft",), fixed=(("indicator", "B1"),)),
    Row("scheme-edit-indicator", "POST", ADMINS, SAID, needs=("draft",), fixed=(("indicator", "B1"),)),
    Row("scheme-remove-indicator", "POST", ADMINS, SAID, needs=("draft",), fixed=(("indicator", "B1"),)),
    Row("scheme-review", "GET", DECIDERS, needs=("draft",)),
    Row("scheme-review", "POST", DECIDERS, SAID, needs=("draft",), data=(("revision", "1"),)),
    Row("scheme-publish", "GET", frozenset({Role.APPROVER}), needs=("draft",)),
    Row("scheme-publish", "POST", frozenset({Role.APPROVER}), SAID, needs=("draft",), data=(("revision", "1"),)),
    Row("rule-list", "GET", PEOPLE),
    Row("rule-detail", "GET", PEOPLE, fixed=(("kind", "late-departure"),)),
    # --- units in time ---
    Row("township-list", "GET", ADMINS),
    Row("township-detail", "GET", ADMINS, needs=("code",)),
    Row("township-merge", "GET", ADMINS),
    Row("township-merge", "POST", ADMINS, SAID),
    Row("township-rename", "GET", ADMINS, needs=("code",)),
    Row("township-rename", "POST", ADMINS, SAID, needs=("code",)),
    Row("township-tier", "GET", ADMINS, needs=("code",)),
    Row("township-tier", "POST", ADMINS, SAID, needs=("code",)),
    Row("township-split", "GET", ADMINS, needs=("code",)),
    Row("township-split", "POST", ADMINS, SAID, needs=("code",)),
    # --- REST ---
    api("township-list", "GET", EVERYBODY),
    api("township-detail", "GET", EVERYBODY, other=NOT_FOUND, needs=("code",)),
    api("conflict-list", "GET", PEOPLE),
    api("conflict-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("conflict",)),
    api("ledger-list", "GET", PEOPLE),
    api("expert-list", "GET", EVERYBODY),
    api("expert-detail", "GET", EVERYBODY, own=(200,), other=NOT_FOUND, needs=("expert",)),
    api("platform-list", "GET", EVERYBODY),
    api("platform-detail", "GET", EVERYBODY, other=NOT_FOUND, needs=("platform",)),
    api("period-list", "GET", EVERYBODY),
    api("period-detail", "GET", EVERYBODY, needs=("period_as_code",)),
    api("report-list", "GET", READERS | {Role.API_CLIENT}),
    api("report-detail", "GET", READERS, other=NOT_FOUND, needs=REPORT),
    api("report-section", "PATCH", EDITORS, own=SAID, other=NOT_FOUND, needs=REPORT, fixed=(("section", "T"),)),
    api(
        "report-step",
        "POST",
        DECIDERS | UNIT,
        own=(400, 403, 409),
        other=NOT_FOUND,
        needs=REPORT,
        fixed=(("step", "ready"),),
    ),
    api("report-evidence", "POST", EDITORS, own=SAID, other=NOT_FOUND, needs=REPORT, fixed=(("indicator", "A2"),)),
    api("score-list", "GET", EVERYBODY),
    api("objection-list", "GET", PEOPLE),
    api("objection-detail", "GET", PEOPLE, other=NOT_FOUND, needs=("objection",)),
    api("score-advice", "GET", PEOPLE, other=NOT_FOUND, needs=("published", "code")),
    api("score-line-list", "GET", EVERYBODY),
    api("year-score-list", "GET", EVERYBODY),
    api("seal-list", "GET", SEALED),
    api("correction-notice", "GET", EVERYBODY, needs=("corrected",)),
    api("what-if", "GET", PEOPLE),
    api("kept-scenarios", "GET", PEOPLE),
    api("coverage", "GET", EVERYBODY),
    api("statistics", "GET", EVERYBODY),
    api("schema", "GET", EVERYBODY),
    api("docs", "GET", EVERYBODY),
)
