"""A placement ends: the person left the district, moved to another unit, or goes on in the same unit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from experts.models import CreditEntry, Placement
from experts.services.facts import PlacementFact, months_after

from .entries import NONE, Credit, Key, split, total
from .life import Holding, Life, Part
from .passing import reorganise

Cause, Reason = CreditEntry.Cause, Placement.EndReason
Year = tuple[int, int, int]


def end_days(life: Life, placement: PlacementFact) -> Iterator[dt.date]:
    """The day on which the end of a placement moves credit: when it ends, or when the next one stands."""
    if placement.ends_on is None:
        return
    if placement.end_reason == Reason.LEFT:
        yield placement.ends_on
    elif placement.end_reason in {Reason.MOVED, Reason.CONVERTED, Reason.REORGANISED}:
        following = _next(life, placement)
        if following is not None:
            yield max(placement.ends_on, following.starts_on)


def end(life: Life, placement: PlacementFact, day: dt.date) -> None:
    """Death, grave illness and postings by the state come here never; they cost nothing."""
    if placement.end_reason == Reason.LEFT:
        return _depart(life, placement, day)
    following = _next(life, placement)
    assert following is not None  # noqa: S101 - only then has the end a day
    holdings = _resting(life, placement)
    if life.home(placement, day) == life.home(following, day):
        for holding in holdings:
            holding.placement_id = following.id
    elif placement.end_reason == Reason.REORGANISED:
        reorganise(life, holdings, placement, following, day)
    else:
        _move(life, [h for h in holdings if _is_young(life, h, day)], following, day)
    return None


def _next(life: Life, placement: PlacementFact) -> PlacementFact | None:
    """Where the person went: the landing that starts on the day, else one that stands then, else the next one."""
    day = placement.ends_on
    assert day is not None  # noqa: S101 - it ended
    there = [p for p in life.landed if p.id != placement.id and (p.ends_on is None or p.ends_on > day)]
    return min(there, key=lambda p: (p.starts_on != day, max(p.starts_on, day), p.order), default=None)


def _resting(life: Life, placement: PlacementFact) -> list[Holding]:
    return [h for h in life.holdings if h.stands and h.placement_id == placement.id]


def _is_young(life: Life, holding: Holding, day: dt.date) -> bool:
    """Before the months of the claw-back are over; they always run from the day the credit was first earned."""
    return day < months_after(holding.earned_on, life.terms_on(holding.earned_on).clawback_months)


# --- departure ---


def _depart(life: Life, placement: PlacementFact, day: dt.date) -> None:
    """Who leaves young takes the points along: all of them in the same year, what they were good for later on."""
    late: dict[Year, list[tuple[Holding, Part]]] = defaultdict(list)
    for holding in [h for h in _resting(life, placement) if _is_young(life, h, day)]:
        holding.stands = False
        for part in holding.parts:
            if _same_year(life, holding, part, day):
                life.write(
                    holding, Cause.DEPARTURE, part.unit, -part.credit, day, holding.placement_id, reverses=part.source
                )
            else:
                late[part.unit, part.year_unit, part.year].append((holding, part))
    for (unit, year_unit, year), parts in late.items():
        _claw_back(life, unit, life.benefit(year_unit, year, _amount(parts)), parts, day)


def _same_year(life: Life, holding: Holding, part: Part, day: dt.date) -> bool:
    """Of the day the unit got it, or of the day both entries count, where a final result puts them off."""
    key = Key(Cause.DEPARTURE, holding.selection.id, holding.placement_id, day, part.unit)
    return day.year == part.source.effective_on.year or life.year(key) == part.year


def _claw_back(life: Life, unit: int, owed: Decimal, parts: list[tuple[Holding, Part]], day: dt.date) -> None:
    """The effective benefit of an earlier year, heads untouched; of several holdings the highest names it."""
    if owed:
        holding, part = max(parts, key=lambda pair: pair[0].selection.rank)
        life.write(holding, Cause.LATE_DEPARTURE, unit, Credit(-owed), day, holding.placement_id, reverses=part.source)


def _amount(parts: list[tuple[Holding, Part]]) -> Decimal:
    return total(part.credit for _holding, part in parts).amount


# --- move ---


def _move(life: Life, holdings: list[Holding], to: PlacementFact, day: dt.date) -> None:
    """The full standing amount goes out and in on the day; whether it is a head there, the tier there decides."""
    if not holdings:
        return
    parties = life.parties(life.home(to, day), day)
    highest = max(holdings, key=lambda h: h.selection.rank)
    factor = max(h.factor for h in holdings)
    heads = life.heads(life.reaching(parties, highest.selection.level, day), factor, day, without=holdings)
    for holding in holdings:
        whole = total(part.credit for part in holding.parts)
        amounts, persons = split(whole.amount, parties.shares), split(whole.persons, parties.shares)
        after = {
            unit: Credit(amounts[unit], heads.get(unit, NONE) if holding is highest else NONE, persons[unit])
            for unit in parties.shares
        }
        _rebook(life, holding, after, to, day, parties.agreement_id)


def _rebook(
    life: Life, holding: Holding, after: dict[int, Credit], to: PlacementFact, day: dt.date, agreement: int | None
) -> None:
    """Write what each unit loses and gains; what a unit keeps stays with the year in which it came."""
    before, left = holding.by_unit(), holding.placement_id
    gains = {unit: after.get(unit, Credit()) - before.get(unit, Credit()) for unit in [*before, *after]}
    for unit, change in gains.items():
        if change and not change.is_gain:
            first = next(part for part in holding.parts if part.unit == unit)
            life.write(holding, Cause.TRANSFER_OUT, unit, change, day, left, reverses=first.source)
            holding.parts = [part for part in holding.parts if part.unit != unit]
            if rest := after.get(unit):
                holding.parts.append(Part(unit, rest, first.year_unit, first.year, first.source))
    holding.placement_id = to.id
    holding.agreement_id = agreement
    for unit, change in gains.items():
        if change.is_gain:
            life.gives(holding, Cause.TRANSFER_IN, unit, change, day, to.id)
