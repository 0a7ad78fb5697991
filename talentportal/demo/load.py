"""Loading the whole demo in one transaction: all of it or nothing."""

from collections.abc import Callable

from django.db import transaction

from assessments.models import Scheme
from assessments.schemes import REFERENCE
from assessments.services.crediting import post_credits
from assessments.services.holidays import load_holidays
from assessments.services.schemes import load_scheme, publish_scheme, review_scheme
from experts.models import Expert, Placement, Selection
from townships.models import Township, User

from . import (
    care,
    circulars,
    claims,
    firms,
    imports,
    leadership,
    patents,
    quarters,
    talents,
    today,
    workbooks,
    workplaces,
)
from .accounts import CLIENT, make_client_token
from .cases import Cases
from .disputes import Disputes, settle
from .pace import Pace
from .people import Staff, load_people
from .story import END, START
from .units import load_units
from .when import DAY, SEEN, first_day, last_day, moment
from .when import quarters as quarters_between

Say = Callable[[str], None]


@transaction.atomic
def load_demo(say: Say) -> None:
    """Units, people and registers first, then quarter by quarter what the units reported and the district decided."""
    load_holidays()
    units = load_units()
    people = load_people(units)
    scheme = _publish_reference(people)
    say("units, accounts and the reference scheme")
    found = _load_registers(scheme, units, people)
    say("registers: firms, platforms, experts, events, requests, payments")
    staff = Staff(people)
    cases = Cases(units, people, staff)
    disputes = Disputes(units, people, staff, cases)
    for code in quarters_between("2012Q2", END):
        _credit(found, code, people["reviewer"], units, cases)
        if code >= START:
            period = quarters.open_quarter(code, scheme, people["admin"])
            if code < END:
                quarters.run_quarter(period, people, staff)
                disputes.after(period)
                say(f"{code}: reports approved, scores published")
            else:
                today.run_today(period, people, staff)
                say(f"{code}: open, in the middle of reporting")
    disputes.keep_questions(scheme)
    imports.load_imports(people["reviewer"])
    claims.load_claims(people["shounan-clerk"], END)
    workbooks.load_workbooks(people["shounan-clerk"], END)
    circulars.load_circular(people["reviewer"])
    settle(SEEN)
    make_client_token(people[CLIENT])


def _publish_reference(people: dict[str, User]) -> Scheme:
    draft = load_scheme(REFERENCE, by=people["admin"], at=moment(first_day("2012Q3")))
    reviewed = review_scheme(draft, by=people["reviewer"], at=moment(first_day("2012Q3") + 6 * DAY, 15))
    return publish_scheme(reviewed, by=people["approver"], at=moment(first_day("2012Q3") + 13 * DAY, 15))


def _load_registers(scheme: Scheme, units: dict[str, Township], people: dict[str, User]) -> talents.Talents:
    by, pace = people["reviewer"], Pace(scheme, units)
    posts = leadership.load_leadership(pace, Staff(people), by)
    companies = firms.load_firms(pace, by)
    firms.load_schools(pace, companies, by)
    firms.load_symposia(pace, by)
    workplaces.load_workplaces(pace, by)
    found = talents.plan_talents(pace, companies, by)
    talents.load_applications(found, pace, by)
    patents.load_patents(pace, companies, by)
    care.load_contacts(pace, found, posts, by)
    care.load_requests(pace, companies, by)
    care.load_payments(pace, companies, by)
    care.load_events(pace, companies, by)
    return found


def _credit(found: talents.Talents, code: str, by: User, units: dict[str, Township], cases: Cases) -> None:
    """The landings, rises and departures of a quarter, then the ledger of the persons concerned.

    Facts are written in the order of the quarters, so that every entry is posted when it became known.
    """
    after = last_day(code) + DAY
    placed = [p for p in found.placements if p.pk is None and p.starts_on < after]
    chosen = [s for s in found.selections if s.pk is None and s.selected_on < after]
    Placement.objects.bulk_create(placed)
    Selection.objects.bulk_create(chosen)
    gone = care.leave(found, code, {unit.pk: name for name, unit in units.items()})
    Placement.objects.bulk_update(gone, ["ends_on", "end_reason", "departure_reported_on"])
    people = {row.expert_id for row in (*placed, *chosen, *gone)}
    cases.tell(code)
    post_credits(Expert.objects.filter(pk__in=people), by=by, at=min(moment(after + 14 * DAY, 9), SEEN))
    settle(SEEN)
