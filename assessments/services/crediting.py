"""Credit under the scheme in force: which terms hold on a day, and the verbs that post to the ledger.

The scheme of a day is that of the period the day lies in; a day without a period follows the scheme published last.
Entering or verifying a fact, posting what follows from it and asking for the scores it moves is one transaction.
What the ledger has to know about results is handed down from here: the sums behind the published bonus of a year, and
from which day on entries of a year count whose result is final.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from assessments.models import Period, Scheme, Score
from assessments.queries.final_years import final_years
from assessments.services.scoring import request_scores
from experts.models import CreditEntry, Expert, Placement, Selection
from experts.services import credits, people
from experts.services.reckoning import OpensOn
from experts.services.terms import Terms, TermsOn
from townships.models import User


class NoSchemeError(Exception):
    """No scheme is published, so nothing says what a level is worth."""


def post_credits(experts: "QuerySet[Expert]", *, by: User | None, at: dt.datetime) -> list[CreditEntry]:
    """Bring the ledger of these persons up to date under the schemes in force."""
    return credits.post_credits(
        experts, terms=terms_in_force(), published=published_sums, opens_on=open_days(), by=by, at=at
    )


@transaction.atomic
def register(
    *, person: dict[str, Any], placement: dict[str, Any], selection: dict[str, Any] | None, by: User, at: dt.datetime
) -> Expert:
    """A new person with the landing and perhaps a selection: verified by the district, or claimed by a unit."""
    expert = people.register_expert(**person, by=by, at=at)
    rows: list[Any] = [people.record_placement(expert, **placement, by=by, at=at)]
    if selection:
        rows.append(people.record_selection(expert, **selection, by=by, at=at))
    _follow(expert, rows, by=by, at=at)
    return expert


@transaction.atomic
def add_selection(expert: Expert, *, selection: dict[str, Any], by: User, at: dt.datetime) -> Selection:
    row = people.record_selection(expert, **selection, by=by, at=at)
    _follow(expert, [row], by=by, at=at)
    return row


@transaction.atomic
def add_placement(expert: Expert, *, placement: dict[str, Any], by: User, at: dt.datetime) -> Placement:
    row = people.record_placement(expert, **placement, by=by, at=at)
    _follow(expert, [row], by=by, at=at)
    return row


@transaction.atomic
def end_placement(placement: Placement, *, departure: dict[str, Any], by: User, at: dt.datetime) -> Placement:
    """The person left; credit younger than the claw-back goes back."""
    row = people.end_placement(placement, **departure, by=by, at=at)
    _follow(row.expert, [row], by=by, at=at)
    return row


@transaction.atomic
def verify(
    expert: Expert, *, selections: Iterable[int], placements: Iterable[int], by: User, at: dt.datetime
) -> list[Selection | Placement]:
    """Rows of one person that the district has checked now count; answers those that did not before."""
    rows: list[Any] = [
        *people.verify_selections(expert.selections.filter(pk__in=selections), by=by, at=at),
        *people.verify_placements(expert.placements.filter(pk__in=placements), by=by, at=at),
    ]
    _follow(expert, rows, by=by, at=at)
    return rows


def _follow(expert: Expert, rows: list[Any], *, by: User, at: dt.datetime) -> None:
    """What follows from facts that count: credit, and new scores of the units concerned in every open quarter."""
    if any(row.is_verified for row in rows):
        days = [getattr(row, "selected_on", None) or row.starts_on for row in rows]
        post_and_rescore(Expert.objects.filter(pk=expert.pk), since=min(days), by=by, at=at)


@transaction.atomic
def post_and_rescore(
    experts: "QuerySet[Expert]", *, since: dt.date | None = None, by: User | None, at: dt.datetime
) -> list[CreditEntry]:
    """Post what these persons are due, and ask for new scores of the units whose sums or registers move.

    `since` is the first day on which a fact about the persons changed, where there is one.
    """
    entries = post_credits(experts, by=by, at=at)
    units = {entry.township_id for entry in entries}
    units |= set(Placement.objects.verified().filter(expert__in=experts).values_list("township_id", flat=True))
    for period in quarters_taking(entries, since=since):
        request_scores(period, by=by, at=at, townships=units)
    return entries


def quarters_taking(entries: Iterable[CreditEntry], *, since: dt.date | None = None) -> list[Period]:
    """The quarters whose scores follow from posted entries, and from facts that changed on a day, in the order of time.

    Those not settled; and the last quarter of a year that is not final though it is published, for no later quarter
    reads the credit of that year.
    """
    counted = [entry.counts_on for entry in entries]
    days = counted + ([since] if since else [])
    if not days:
        return []
    years = {day.year for day in counted}
    last = Period.objects.opened().filter(quarter=4, year__in=years - set(final_years()))
    found = {period.pk: period for period in (*Period.objects.unsettled(), *last) if min(days) < period.after}
    return sorted(found.values(), key=lambda period: (period.year, period.quarter))


def terms_in_force() -> TermsOn:
    """A function from a day to its terms, loaded once for a whole run."""
    schemes = {scheme.pk: scheme for scheme in _published()}
    if not schemes:
        raise NoSchemeError
    terms = {pk: terms_of(scheme) for pk, scheme in schemes.items()}
    latest = max(schemes.values(), key=lambda s: (s.published_at is not None, s.published_at, s.version, s.pk)).pk
    by_quarter = {(p.year, p.quarter): p.scheme_id for p in Period.objects.filter(scheme__in=schemes)}
    return _lookup(terms, by_quarter, latest)


def _lookup(terms: dict[int, Terms], by_quarter: dict[tuple[int, int], int], latest: int) -> Callable:
    def terms_on(day: dt.date) -> Terms:
        return terms[by_quarter.get((day.year, (day.month + 2) // 3), latest)]

    return terms_on


def published_sums(townships: Iterable[int]) -> Mapping[tuple[int, int], Decimal]:
    """The sum behind the published bonus of each unit and year: that of the newest run of the fourth quarter."""
    runs = Score.objects.filter(run__status="published", run__period__quarter=4, township__in=list(townships))
    rows = runs.order_by("run__version").values_list("township_id", "run__period__year", "bonus_raw")
    return {(township_id, year): raw for township_id, year, raw in rows}


def open_days() -> OpensOn:
    """A function from a day to the day on which an entry of that day counts.

    After the result of a year is final a correction is an entry of the first year that is not. Which years are final
    is read when it is first asked, by then the ledger is held and no year becomes final meanwhile.
    """
    final = cache(final_years)

    def opens_on(day: dt.date) -> dt.date:
        year = day.year
        while year in final():
            year += 1
        return day if year == day.year else dt.date(year, 1, 1)

    return opens_on


def terms_of(scheme: Scheme) -> Terms:
    """What this version of the scheme says about credit."""
    return Terms(
        values={row.level: row.bonus for row in scheme.levels.all()},
        factors={row.engagement: row.factor for row in scheme.factors.all()},
        tier_minimum={row.tier: row.min_level for row in scheme.tiers.all()},
        clawback_months=scheme.clawback_months,
        bonus_cap=scheme.bonus_cap,
        bonus_floor=scheme.bonus_floor,
    )


def _published() -> "QuerySet[Scheme]":
    return Scheme.objects.filter(status=Scheme.Status.PUBLISHED).prefetch_related("levels", "factors", "tiers")
