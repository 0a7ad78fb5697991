"""One person's facts in one line each, and the ledger that follows from them."""

import datetime as dt
from decimal import Decimal

from experts.services.facts import (
    PersonFacts,
    PlacementFact,
    SelectionFact,
    Terms,
    TierSpan,
    Units,
    months_after,
)
from experts.services.ledger import due_entries

TERMS = Terms(
    values={
        "national": Decimal("3.00"),
        "provincial": Decimal("2.00"),
        "municipal": Decimal("1.00"),
        "district": Decimal("0.50"),
    },
    factors={"full_time": Decimal("1.00"), "flexible": Decimal("0.50")},
    tier_minimum={"high": "provincial", "medium": "municipal", "low": "district"},
    clawback_months=12,
)
UNIT, OTHER, THIRD = 7, 8, 9


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def terms_on(_day: dt.date) -> Terms:
    return TERMS


def place(starts_on: str, *, id: int = 1, **facts) -> PlacementFact:
    contract = {"contract_from": day(starts_on), "contract_until": months_after(day(starts_on), 60)}
    facts = {"township_id": UNIT, "enterprise_township_id": facts.get("township_id", UNIT), **contract, **facts}
    if isinstance(facts.get("ends_on"), str):
        facts["ends_on"] = day(facts["ends_on"])
    return PlacementFact(id=id, starts_on=day(starts_on), **facts)


def tiers(mergers=(), **classes) -> Units:
    """Classes for ever, medium unless told otherwise: `tiers(other="high")`."""
    of_unit = {UNIT: classes.get("unit"), OTHER: classes.get("other"), THIRD: classes.get("third")}
    spans = {unit: (TierSpan(tier or "medium", dt.date(2000, 1, 1)),) for unit, tier in of_unit.items()}
    return Units(spans, tuple(mergers))


def chosen(level: str, on: str, id: int = 1) -> SelectionFact:
    return SelectionFact(id=id, level=level, selected_on=day(on))


def ledger(selections, placements, *, benefit=None, units=None, **facts):
    person = PersonFacts(selections=tuple(selections), placements=tuple(placements), units=units or tiers(), **facts)
    how = {"benefit": benefit} if benefit else {}
    return [
        (e.rule, e.township_id, str(e.credit.amount), str(e.credit.heads), e.effective_on.isoformat())
        for e in due_entries(person, terms_on, **how)
    ]
