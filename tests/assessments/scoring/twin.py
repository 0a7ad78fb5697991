"""A league reckoned by plain Python from the facts given, without looking at any table: the oracle of random leagues.

It knows one scheme (the reference) in one quarter, and of its indicators those that the random facts touch. Written
apart from the engine, it walks days and months one by one and computes with fractions.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor

from assessments.rules import RULES, Facts

YEAR, QUARTER = 2014, 3
TIERS = ("high", "medium", "low")
COUNTED = ("E1", "B2", "A2", "E2", "F2", "F3")
CAP, PER_HEAD = Decimal(5), Decimal(1)


def first_of(quarter: int) -> dt.date:
    return dt.date(YEAR, 3 * quarter - 2, 1)


@dataclass(eq=False)
class Unit:
    tier: str  # from long ago on
    changes: dict[dt.date, str]
    figures: dict[int, dict[str, object]]  # by quarter; F3 is (on time, due)
    reported: dict[int, bool]
    ledger: list[tuple[Decimal, Decimal]]  # amount and persons
    corrections: list[tuple[int, str, int, int]]  # quarter, code, count, denominator
    carried: list[Decimal]
    merged_into: int | None = None
    merged_on: dt.date | None = None
    members: list["Unit"] = field(default_factory=list)  # itself, and all that were merged into it

    def tier_on(self, day: dt.date) -> str:
        return next((t for start, t in sorted(self.changes.items(), reverse=True) if start <= day), self.tier)

    def months(self, until: dt.date = dt.date(YEAR + 1, 1, 1)) -> Iterator[str]:
        for month in range(1, 13):
            if dt.date(YEAR, month, 1) < until:
                yield self.tier_on(first_of((month + 2) // 3))


def gather(units: list[Unit]) -> list[Unit]:
    """The units that stand in the end, each with its members."""
    for unit in units:
        heir = unit
        while heir.merged_into is not None:
            heir = units[heir.merged_into]
        heir.members.append(unit)
    return [unit for unit in units if unit.merged_into is None]


def tier_months(unit: Unit) -> list[int]:
    own = list(unit.months())
    all_months = own + [tier for old in unit.members if old is not unit for tier in old.months(old.merged_on)]
    return [months.count(tier) for months in (own, all_months) for tier in TIERS]


def counts(unit: Unit, code: str) -> tuple[Fraction, Fraction | None]:
    members, quarters = unit.members, range(1, QUARTER + 1)
    corrected = [row for old in members for row in old.corrections if row[1] == code and row[0] <= QUARTER]
    if code in ("E2", "F2", "F3"):
        corrected = [row for row in corrected if row[0] == QUARTER]
    rows = [old.figures[q].get(code) for old in members for q in quarters if code in ("E1", "B2", "E2")]
    if code in ("A2", "F2"):
        among = quarters if code == "A2" else [QUARTER]
        rows = [old.figures[q].get(code) for old in members for q in among if old.reported[q]]
        rows = rows if unit.reported[QUARTER] else []
    if code == "F3":
        pairs = [old.figures[QUARTER].get("F3") or (0, 0) for old in members]
        found, out_of = (Fraction(sum(pair[k] for pair in pairs)) for k in (0, 1))
        out_of = max(Fraction(0), out_of + sum(row[3] for row in corrected))
    else:
        known = [Fraction(str(value)) for value in rows if value is not None]
        found, out_of = (max(known, default=Fraction(0)) if code in ("E2", "F2") else sum(known, Fraction(0))), None
    return found + max(sum(row[2] for row in corrected), -found), out_of


def goal(line, months: list[int]) -> Fraction | None:
    """What is expected, exactly; `line` is one of the scheme."""
    if not line.targets:
        return Fraction(len(line.items)) if line.kind == "checklist" else None
    of = months[3:] if line.kind == "ratio" and line.basis == "ytd" else months[:3]
    year = sum(Fraction(line.targets[tier]) * n for tier, n in zip(TIERS, of, strict=True)) / 12
    return year * Fraction(line.phase_of(QUARTER))


def points(line, months: list[int], tier: str, found: Fraction, out_of: Fraction | None) -> int | None:
    steps = [(Fraction(at), hundredths) for at, hundredths in line.steps.get(tier, ())]
    return RULES[line.kind].points(Facts(line.weight, found, out_of, goal(line, months), steps))


def bonus(unit: Unit, mode: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """What the ledger and the district say, and what the mode makes of it."""
    ledger = [row for old in unit.members for row in old.ledger]
    raw, persons = (sum((row[k] for row in ledger), Decimal(0)) for k in (0, 1))
    judged = Decimal(sum(row[2] for old in unit.members for row in old.corrections if row[:2] == (QUARTER, "X1")))
    if mode == "flat":
        return raw, persons, judged, CAP if raw > 0 else Decimal(0)
    seen = {"graded": raw, "per_head": PER_HEAD * persons, "judged": judged}[mode]
    return raw, persons, judged, min(CAP, max(Decimal(0), seen))


def half_up(exact: Fraction, places: int = 2) -> Decimal:
    return Decimal(floor(exact * 10**places + Fraction(1, 2))) / 10**places
