"""A level, a landing or a full-time post newly reached: what it earns, and how the units share it."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from experts.models import CreditEntry
from experts.services.facts import SelectionFact

from .entries import NONE, Credit, split
from .life import Holding, Life

Cause = CreditEntry.Cause


def event_days(life: Life) -> Iterator[dt.date]:
    """Days on which a selection and a landing are both true for the first time, or another landing takes over."""
    starts = {max(s.selected_on, p.starts_on) for p in life.landed for s in life.plans}
    ends = {p.ends_on for p in life.landed if p.ends_on}
    yield from (day for day in starts | ends if day > life.live_from)


def credit(life: Life, day: dt.date) -> None:
    """The person's worth on this day above what stands credited; nothing when the day brings nothing new."""
    host, plan = life.host(day), life.plan(day)
    if host is None or plan is None:
        return
    terms = life.terms_on(day)
    factor = terms.factor(host.engagement)
    rule = _rule(life, plan, factor, day)
    if rule is None:
        return
    parties = life.parties(life.home(host, day), day)
    amounts = split(life.gain(plan.level, factor, terms), parties.shares)
    heads = life.heads(life.reaching(parties, plan.level, day), factor, day)
    persons = life.persons(parties.shares, factor, day)
    holding = Holding(rule, plan, host.id, day, factor, parties.agreement_id)
    for unit in parties.shares:
        life.gives(holding, rule, unit, Credit(amounts[unit], heads.get(unit, NONE), persons[unit]), day, host.id)
    life.holdings.append(holding)


def _rule(life: Life, plan: SelectionFact, factor: Decimal, day: dt.date) -> str | None:
    """Landing, upgrade or conversion; None when the person was credited for as much before.

    An upgrade belongs to the unit that hosts the person on the day of the selection; who comes with a higher level
    than was ever credited has landed anew with it.
    """
    standing = life.standing_rank()
    if not standing:
        return Cause.LANDING
    if plan.rank > standing:
        return Cause.UPGRADE if plan.selected_on == day else Cause.LANDING
    return Cause.CONVERSION if factor > life.standing_factor() else None
