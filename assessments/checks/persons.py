"""Checks of the rows about persons: new experts, departures, contacts by the leaders."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from experts.models import Engagement, Expert
from experts.services.facts import MONTHS_A_YEAR, contract_is_long

from .base import Case, Check, Finding, on_row, rows_of
from .rules import said

EXPERT, TALENT, DEPARTURE, CONTACT = "expert", "talent", "departure", "contact"


def new_experts_are_answered(case: Case) -> Iterator[Finding]:
    """V02: every new expert of the register is confirmed or disputed."""
    left = [part for part, view in rows_of(case, EXPERT) if view.is_known and view.is_agreed is None]
    if left:
        yield Finding("V02", said("V02", n=len(left)), left[0].code, part="rows", kind=EXPERT)


def landing_in_the_quarter(case: Case) -> Iterator[Finding]:
    """V03: a landing outside the quarter is possible, with a reason."""
    period = case.sheet.report.period
    for part, view in rows_of(case, EXPERT):
        if not period.first_day <= view.row.starts_on < period.after and not view.reason.strip():
            yield on_row(part, view, "V03", "reason")


def selection_is_documented(case: Case) -> Iterator[Finding]:
    """V04: a selection is proven by the number and the date of its document."""
    for part, view in rows_of(case, EXPERT):
        if view.is_entered and view.row.expert_id in case.persons.without_document:
            yield on_row(part, view, "V04", "document_no")


def departure_after_landing(case: Case) -> Iterator[Finding]:
    """V05: nobody leaves before he came."""
    for part, view in rows_of(case, DEPARTURE):
        if view.row.left_on < view.row.placement.starts_on:
            yield on_row(part, view, "V05", "left_on")


def contract_is_three_years(case: Case) -> Iterator[Finding]:
    """V06: a contract of less than three years is no landing, except of an entrepreneur with his own enterprise."""
    for part, view in rows_of(case, EXPERT):
        row = view.row
        own_firm = row.expert.category == Expert.Category.ENTREPRENEUR and row.enterprise_id is not None
        told = row.contract_from is not None and row.contract_until is not None
        if view.is_entered and told and not own_firm and not contract_is_long(row.contract_from, row.contract_until):
            yield on_row(part, view, "V06", "contract_until")


def flexible_is_two_months(case: Case) -> Iterator[Finding]:
    """V07: a flexible engagement means at least two months a year on site."""
    for part, view in rows_of(case, EXPERT):
        row = view.row
        if view.is_entered and row.engagement == Engagement.FLEXIBLE and row.months_a_year < MONTHS_A_YEAR:
            yield on_row(part, view, "V07", "months_a_year")


def claimed_by_one_unit(case: Case) -> Iterator[Finding]:
    """V08: where another unit claims the person too, the unit says why it claims him all the same."""
    for part, view in rows_of(case, EXPERT):
        others = case.persons.elsewhere.get(view.row.expert_id)
        if view.is_entered and others and not view.reason.strip():
            yield on_row(part, view, "V08", "reason", unit="、".join(others))


def expert_appears_once(case: Case) -> Iterator[Finding]:
    """V09: among the new experts and the other talent nobody stands twice. Two rows that the district verified, as of
    a person who came part-time and stayed full-time in one quarter, are two facts."""
    rows = [(part, view) for kind in (EXPERT, TALENT) for part, view in rows_of(case, kind)]
    known = {view.row.expert_id for _part, view in rows if view.is_known and view.row.expert_id}
    seen: set[int] = set()
    for part, view in rows:
        if view.is_entered and view.row.expert_id and view.row.expert_id in known | seen:
            yield on_row(part, view, "V09", "expert")
        seen |= {view.row.expert_id} if view.is_entered else set()


def shares_add_up(case: Case) -> Iterator[Finding]:
    """V10: the shares of an agreement add up to the whole."""
    for part, view in rows_of(case, EXPERT):
        if case.persons.shares.get(view.row.expert_id, 1) != 1:
            yield on_row(part, view, "V10", "share")


def contact_in_the_quarter(case: Case) -> Iterator[Finding]:
    """V13: a contact belongs to the quarter in which it took place."""
    period = case.sheet.report.period
    for part, view in rows_of(case, CONTACT):
        if not period.first_day <= view.row.contacted_on < period.after:
            yield on_row(part, view, "V13", "contacted_on")


def contacted_while_here(case: Case) -> Iterator[Finding]:
    """V14: on the day of the contact the person was on record in this unit."""
    for part, view in rows_of(case, CONTACT):
        spans = case.persons.here.get(view.row.expert_id, ())
        if not any(_holds(span, view.row.contacted_on) for span in spans):
            yield on_row(part, view, "V14", "expert")


def _holds(span: tuple[dt.date, Any], day: dt.date) -> bool:
    return span[0] <= day and (span[1] is None or day < span[1])


PERSON_CHECKS: tuple[Check, ...] = (
    new_experts_are_answered,
    landing_in_the_quarter,
    selection_is_documented,
    departure_after_landing,
    contract_is_three_years,
    flexible_is_two_months,
    claimed_by_one_unit,
    expert_appears_once,
    shares_add_up,
    contact_in_the_quarter,
    contacted_while_here,
)
