"""Accounts of the demo: one for every role of the office, three for every unit, one client with a token."""

from django.contrib.auth.hashers import make_password

from assessments.models import IndicatorAssignment
from townships.models import Assignment, Role, Township, User
from townships.models.people import Scope

from .accounts import PASSWORD
from .story import STORIES
from .units import facts, short_name

OFFICE = (
    ("admin", "演示管理员", Role.ADMIN),
    ("reviewer", "审核员甲", Role.REVIEWER),
    ("reviewer2", "审核员乙", Role.REVIEWER),
    ("co_reviewer", "会审员（演示科技局）", Role.CO_REVIEWER),
    ("co_reviewer2", "会审员（演示人社局）", Role.CO_REVIEWER),
    ("approver", "演示主任", Role.APPROVER),
    ("leader", "演示区领导", Role.LEADER),
    ("auditor", "演示审计员", Role.AUDITOR),
    ("api_client", "演示统计平台", Role.API_CLIENT),
)
UNIT_ROLES = ((Role.CLERK, "填报员"), (Role.DEPUTY, "副书记"), (Role.SECRETARY, "书记"))
JOINT_REVIEW = {"co_reviewer": ("C2", "D1", "D2", "E3"), "co_reviewer2": ("B1", "B2", "B3", "C1")}
REVIEWED_BY_SECOND = 2  # of every five units two belong to the second reviewer
PLACES = {"P-WC": "wangchun", "P-EDZ": "edz", "P-TC": "venture"}


def place(row: dict[str, str]) -> str:
    """The first word of a unit's account names: shounan for Shounan Subdistrict."""
    return PLACES.get(row["code"]) or row["name_en"].split()[0].lower()


def load_people(units: dict[str, Township]) -> dict[str, User]:
    """All accounts by user name; the password is hashed once, because hashing is made to be slow."""
    hashed = make_password(PASSWORD)
    people = [User(username=username, name=name, role=role, password=hashed) for username, name, role in OFFICE]
    for row in facts():
        if row["code"] in STORIES:
            people += [
                User(
                    username=f"{place(row)}-{role.value}",
                    name=f"{short_name(row)}{word}",
                    role=role,
                    township=units[row["code"]],
                    password=hashed,
                    phone="0574-0000-0000",
                )
                for role, word in UNIT_ROLES
            ]
    for person in people:
        if person.role == Role.API_CLIENT:
            person.scopes = list(Scope.values)
            person.set_unusable_password()
        else:
            person.email = f"{person.username}@example.org"
    by_name = {person.username: person for person in User.objects.bulk_create(people)}
    _assign(by_name, units)
    return by_name


def _assign(people: dict[str, User], units: dict[str, Township]) -> None:
    """The first reviewer takes three units of five and the unit of the printed accounts, the second the others."""
    Assignment.objects.bulk_create(
        Assignment(reviewer=people[reviewer_of(code)], township=units[code]) for code in STORIES
    )
    IndicatorAssignment.objects.bulk_create(
        IndicatorAssignment(user=people[name], indicator_code=code)
        for name, codes in JOINT_REVIEW.items()
        for code in codes
    )


def reviewer_of(code: str) -> str:
    return "reviewer2" if list(STORIES).index(code) % 5 >= 5 - REVIEWED_BY_SECOND else "reviewer"


class Staff:
    """The three people of each unit, by unit code and role."""

    def __init__(self, people: dict[str, User]) -> None:
        self._by_unit = {(p.township.code, p.role): p for p in people.values() if p.township is not None}

    def of(self, code: str, role: str) -> User:
        return self._by_unit[code, role]
