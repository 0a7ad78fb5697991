"""The credit ledger of a unit in a year, and how its sums become the bonus of each quarter.

The sums are added up here from the very entries that the page prints, so that a person can follow them by hand; what
the latest run of a quarter says is set beside them.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from assessments.models import Period, Scheme, Score
from experts.models import CreditEntry
from townships.models import Township

ZERO, CENT = Decimal("0.00"), Decimal("0.01")
OPENING = CreditEntry.Cause.OPENING


class LedgerLine(NamedTuple):
    entry: CreditEntry
    running: Decimal


class QuarterSum(NamedTuple):
    """The ledger up to a quarter's end: sum → floor → cap → bonus, and the score of the latest run beside it."""

    period: Period
    raw: Decimal
    floored: Decimal
    bonus: Decimal
    heads: Decimal
    is_judged: bool
    score: Score | None
    newer: int  # entries that the run could not know

    @property
    def agrees(self) -> bool:
        return self.score is not None and self.score.bonus == self.bonus


def ledger_of(unit: Township, year: int) -> list[LedgerLine]:
    """Every entry that counts in the year, in order; opening balances up to its end first, worth nothing."""
    rows = CreditEntry.objects.filter(township=unit).select_related(
        "expert", "conflict__decided_by", "agreement", "posted_by", "selection__programme"
    )
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    openings = list(rows.filter(cause=OPENING, counts_on__lt=after).order_by("counts_on", "pk"))
    counting = rows.counting_between(first, after).exclude(cause=OPENING)
    running, lines = ZERO, []
    for entry in [*openings, *counting.order_by("counts_on", "effective_on", "pk")]:
        running += _worth(entry)
        lines.append(LedgerLine(entry, running))
    return lines


def _worth(entry: CreditEntry) -> Decimal:
    return ZERO if entry.cause == OPENING else entry.amount


def quarters_of(unit: Township, year: int, lines: list[LedgerLine], user: Any) -> list[QuarterSum]:
    """The opened quarters of the year."""
    periods = list(Period.objects.opened().filter(year=year).select_related("scheme").order_by("quarter"))
    scores = _latest_scores(unit, year, user)
    return [_quarter(period, [line.entry for line in lines], scores.get(period.pk)) for period in periods]


def _latest_scores(unit: Township, year: int, user: Any) -> dict[int, Score]:
    """By period: of the newest run that this reader may see."""
    rows = Score.objects.visible_to(user).filter(township=unit, run__period__year=year).select_related("run__scheme")
    return {score.run.period_id: score for score in rows.order_by("run__version")}


def _quarter(period: Period, entries: list[CreditEntry], score: Score | None) -> QuarterSum:
    scheme = score.run.scheme if score else period.scheme
    counting = [e for e in entries if e.cause != OPENING and e.counts_on < period.after]
    known = score.run.computed_at if score else None
    raw = _raw(scheme, counting, score)
    floored = max(scheme.bonus_floor, raw)
    bonus = min(scheme.bonus_cap, floored)
    if scheme.bonus_mode == Scheme.BonusMode.FLAT:
        bonus = scheme.bonus_cap if raw > 0 else scheme.bonus_floor
    return QuarterSum(
        period=period,
        raw=raw,
        floored=floored,
        bonus=bonus,
        heads=sum((e.heads for e in counting), ZERO),
        is_judged=scheme.bonus_mode == Scheme.BonusMode.JUDGED,
        score=score,
        newer=sum(known is not None and e.posted_at > known for e in counting),
    )


def _raw(scheme: Scheme, entries: list[CreditEntry], score: Score | None) -> Decimal:
    """What the mode of the scheme adds up: amounts, persons at a fixed price, or what the district judged."""
    if scheme.bonus_mode == Scheme.BonusMode.PER_HEAD:
        persons = sum((e.persons for e in entries), ZERO)
        return (persons * scheme.bonus_per_head).quantize(CENT, ROUND_HALF_UP)
    if scheme.bonus_mode == Scheme.BonusMode.JUDGED:
        return score.bonus_judged if score else ZERO
    return sum((e.amount for e in entries), ZERO)
