"""Invented lives for the examples of the ledger's rules: who was chosen, placed, shared, and in which units."""

import datetime as dt
from typing import Any

from experts.models import Placement
from experts.services.facts import AgreementFact, OpeningFact, PersonFacts, PlacementFact, SelectionFact
from experts.services.terms import Merger, TierSpan, Units

A, B, C = 1, 2, 3  # the invented units of the examples
LONG = dt.date(2030, 1, 1)
Reason = Placement.EndReason


def day(month: int, number: int, year: int = 2014) -> dt.date:
    return dt.date(year, month, number)


def chosen(number: int, level: str, on: dt.date, programme: str = "") -> SelectionFact:
    return SelectionFact(number, level, on, programme)


def placed(number: int, unit: int, since: dt.date, until: dt.date | None = None, why: str = "", **more: Any):
    terms: dict[str, Any] = {"enterprise_township_id": unit, "contract_from": since, "contract_until": LONG} | more
    return PlacementFact(number, unit, since, until, why, **terms)


def units(*mergers: Merger, **tiers: tuple[TierSpan, ...]) -> Units:
    """Unit A is in the middle tier, B in the low one, C in the high one, unless told otherwise."""
    usual = {A: "medium", B: "low", C: "high"}
    spans = {unit: (TierSpan(tier, day(1, 1, 2010)),) for unit, tier in usual.items()}
    return Units(spans | {A: tiers["a"]} if "a" in tiers else spans, mergers)


def person(*parts: Any, at: Units | None = None) -> PersonFacts:
    """The facts by their kind."""
    kinds: dict[Any, Any] = {kind: tuple(p for p in parts if isinstance(p, kind)) for kind in KINDS}
    return PersonFacts(
        selections=kinds[SelectionFact],
        placements=kinds[PlacementFact],
        openings=kinds[OpeningFact],
        agreements=kinds[AgreementFact],
        units=at or units(),
    )


KINDS = (SelectionFact, PlacementFact, OpeningFact, AgreementFact)
CHANGED = (TierSpan("low", day(1, 1, 2010), day(7, 1)), TierSpan("high", day(7, 1)))
