"""Register rows that give a unit wanted figures, so that examples run through the real tables.

Where two measures read the same rows (new platforms also run, every expert may be contacted), the rows are made to
fit together; a combination that no register can show is refused.
"""

import datetime as dt
import itertools
from decimal import Decimal

from assessments.models import Period
from experts.models import (
    EventParticipation,
    FundPayment,
    LeaderContact,
    Patent,
    RecruitmentEvent,
    ServiceRequest,
    Team,
)
from platforms.models import CooperationProject, PlatformActivity, Symposium, UniversityPartnership
from tests import make
from townships.models import CommitteeSession, LeadingGroupPost, ResponsibilityLetter, Township

LONG_AGO = dt.date(2011, 3, 1)
POSTS = (("head", "party_secretary"), ("deputy_head", "full_time_deputy"), ("clerk", "other"))
LEVELS = {"national": Decimal(3), "provincial": Decimal(2), "municipal": Decimal(1), "district": Decimal("0.5")}
_number = itertools.count(1)


def register_values(unit: Township, period: Period, values: dict) -> None:
    """Make verified rows so that the registers show these values for the unit at the end of the period.

    Counts are numbers (B1, B3 and D1 also fractions), D2, F1 and F3 pairs (numerator, denominator), "X1" a list of
    ledger amounts. What is not named stays empty. Everything lies inside the quarter of the period.
    """
    values = {code: value for code, value in values.items() if value is not None}
    pool = _active_experts(unit, values)
    _ledger(unit, period, values, pool)
    _platforms(unit, period, values)
    for code, fill in _SINGLE.items():
        if code in values:
            fill(unit, period, values[code])
    if "F1" in values:
        _contacts(unit, period, pool[: int(values["F1"][0])])


def _active_experts(unit, values):
    """Experts on the last day: as many as F1 needs, one of them qualifying when B4 asks for it."""
    count = int(values["F1"][1]) if "F1" in values else int(bool(values.get("B4")))
    pool = []
    for index in range(count):
        person = make.expert(created_at=make.moment(LONG_AGO))
        make.placement(person, unit, starts_on=LONG_AGO)
        if values.get("B4") and index == 0:
            make.selection(person, level="municipal", selected_on=LONG_AGO)
        pool.append(person)
    return pool


def _ledger(unit, period, values, pool):
    """Heads and amounts as entries of the office, one head each; a half head stands at the end."""
    left, amounts = Decimal(str(values.get("B1", 0))), [Decimal(a) for a in values.get("X1", [])]
    heads = []
    while left > 0:
        heads.append(min(left, Decimal(1)))
        left -= heads[-1]
    if (heads or amounts) and not pool:
        pool = [make.expert()]
    for head, amount in itertools.zip_longest(heads, amounts, fillvalue=Decimal(0)):
        make.credit(pool[0], unit, amount=amount, heads=head, on=period.first_day)


def _platforms(unit, period, values):
    """New platforms of fitting levels (D1); they run only when D2 is asked for and count in it."""
    rest, new = Decimal(str(values.get("D1", 0))), []
    for level, weight in LEVELS.items():
        while rest >= weight:
            rest -= weight
            new.append(level)
    if rest:
        raise ValueError(f"no levels add up to D1 = {values['D1']}")
    active, running = values.get("D2", (0, 0))
    if "D2" in values and running < len(new):
        raise ValueError("the new platforms of D1 run too; D2 needs a larger denominator")
    starts_on = period.first_day if "D2" in values else period.after
    rows = [make.platform(unit, level=level, approved_on=period.first_day, starts_on=starts_on) for level in new]
    rows += [make.platform(unit, approved_on=LONG_AGO) for _ in range(running - len(new))]
    PlatformActivity.objects.bulk_create(
        PlatformActivity(platform=row, held_on=period.last_day, title="示例活动", **make.verified())
        for row in rows[: int(active)]
    )


def _posts(unit, period, count):
    for post, office in POSTS[: int(count)]:
        LeadingGroupPost.objects.create(
            township=unit, post=post, office=office, holder_name="演示负责人", starts_on=LONG_AGO, **make.verified()
        )


def _sessions(unit, period, count):
    for _ in range(int(count)):
        CommitteeSession.objects.create(
            township=unit, held_on=period.first_day, topic="示例议题", has_minutes=True, **make.verified()
        )


def _letter(unit, period, signed):
    if signed:
        ResponsibilityLetter.objects.create(
            township=unit, year=period.year, signed_on=period.year_start, **make.verified()
        )


def _applications(unit, period, count):
    for _ in range(int(count)):
        make.application(make.expert(), unit, filed_on=period.first_day, batch=str(period.year))


def _other_talent(unit, period, points):
    """Teams weigh 2; an odd point is a doctor who has left again, so that no other measure sees him."""
    for _ in range(int(points) // 2):
        Team.objects.create(township=unit, name="示例团队", arrived_on=period.first_day, members=3, **make.verified())
    if int(points) % 2:
        doctor = make.expert(distinction="doctor_or_senior_title")
        first = period.first_day
        make.placement(doctor, unit, starts_on=first, ends_on=first + dt.timedelta(days=30))


def _upgrades(unit, period, count):
    for _ in range(int(count)):
        person = make.expert()
        make.placement(person, unit, starts_on=LONG_AGO)
        old = make.selection(person, level="district", selected_on=LONG_AGO)
        spot = person.placements.get()
        make.credit(
            person, unit, amount="0.50", on=LONG_AGO, cause="landing", level="district", selection=old, placement=spot
        )
        make.selection(person, level="municipal", selected_on=period.first_day)


def _patents(unit, period, count):
    owner = make.enterprise(unit)
    Patent.objects.bulk_create(
        Patent(
            township=unit, number=f"ZL-S-{next(_number)}", kind="invention", title="示例发明", enterprise=owner,
            granted_on=period.first_day, **make.verified(),
        )
        for _ in range(int(count))
    )  # fmt: skip


def _participations(unit, period, count):
    event = RecruitmentEvent.objects.create(name="示例招才活动", held_on=period.first_day, level="district")
    EventParticipation.objects.bulk_create(
        EventParticipation(event=event, township=unit, enterprise=make.enterprise(unit), **make.verified())
        for _ in range(int(count))
    )


def _partnership(unit, period, exists):
    if exists:
        UniversityPartnership.objects.create(
            township=unit, university=make.university(), starts_on=LONG_AGO, **make.verified()
        )


def _projects(unit, period, count):
    for _ in range(int(count)):
        CooperationProject.objects.create(
            township=unit,
            university=make.university(),
            subject="示例项目",
            signed_on=period.first_day,
            **make.verified(),
        )


def _contacts(unit, period, people):
    head = LeadingGroupPost.objects.filter(township=unit, post="head").first()
    if people and head is None:
        head = LeadingGroupPost.objects.create(
            township=unit, post="head", office="other", holder_name="演示负责人", starts_on=LONG_AGO, **make.verified()
        )
    for person in people:
        LeaderContact.objects.create(
            township=unit, expert=person, post=head, contacted_on=period.first_day, way="visit", **make.verified()
        )


def _symposium(unit, period, held):
    if held:
        Symposium.objects.create(
            township=unit, held_on=period.first_day, title="示例座谈会", has_minutes=True, **make.verified()
        )


def _requests(unit, period, pair):
    on_time, due = pair
    for index in range(int(due)):
        ServiceRequest.objects.create(
            township=unit,
            kind="policy",
            subject="示例诉求",
            received_on=period.first_day,
            due_on=period.last_day,
            closed_on=period.last_day if index < on_time else None,
            **make.verified(),
        )


def _payments(unit, period, wan):
    if Decimal(str(wan)):
        FundPayment.objects.create(
            township=unit,
            paid_on=period.first_day,
            purpose="award",
            amount_yuan=Decimal(str(wan)) * 10000,
            **make.verified(),
        )


_SINGLE = {
    "A1": _posts,
    "A2": _sessions,
    "A3": _letter,
    "B2": _applications,
    "B3": _other_talent,
    "C1": _upgrades,
    "C2": _patents,
    "E1": _participations,
    "E2": _partnership,
    "E3": _projects,
    "F2": _symposium,
    "F3": _requests,
    "G1": _payments,
}
