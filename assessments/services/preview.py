"""What a report would come to if it were approved as it stands: the real engine on draft figures, nothing stored."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Indicator, Report, Score, ScoreRun
from assessments.scoring.draft import score_draft
from assessments.services.acceptance import as_if_accepted

CENT = Decimal("0.01")
Points = dict[str, Decimal | None]


@dataclass(frozen=True)
class PreviewLine:
    """One indicator: what the draft counts and earns, and what it earned in the published quarter before."""

    indicator: Indicator
    counted: Decimal | None
    out_of: Decimal | None
    expected: Decimal | None
    points: Decimal | None
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return None if self.points is None or self.before is None else self.points - self.before


@dataclass(frozen=True)
class Preview:
    """Points by the code of the indicator, None where it is not applicable. `previous` is the newest published
    quarter before."""

    tier: str
    tier_months: list[int]
    total: Decimal
    base: Decimal
    deductions: Decimal
    bonus: Decimal
    rows: list[PreviewLine]
    previous: Score | None
    previous_lines: Points

    @property
    def lines(self) -> Points:
        return {row.indicator.code: row.points for row in self.rows}

    @property
    def previous_total(self) -> Decimal | None:
        return self.previous.total if self.previous else None

    @property
    def difference(self) -> Decimal | None:
        return None if self.previous is None else self.total - self.previous.total


def preview(report: Report, *, at: dt.datetime) -> Preview | None:
    """A handful of queries, whatever the registers hold; None for a unit that is not assessed in this quarter."""
    with as_if_accepted(report, at=at):
        draft = score_draft(report, at=at)
    if draft is None:
        return None
    before = _published_before(report)
    then = _points(_indicators(before.run.scheme_id), before.points) if before else {}
    indicators = _indicators(report.period.scheme_id)
    points = _points(indicators, draft.points)
    columns = zip(indicators, draft.counted, draft.out_of, draft.expected, strict=True)
    rows = [PreviewLine(i, c, o, e, points[i.code], then.get(i.code)) for i, c, o, e in columns]
    sums = {name: getattr(draft, name) for name in ("tier", "tier_months", "total", "base", "deductions", "bonus")}
    return Preview(**sums, rows=rows, previous=before, previous_lines=then)


def _indicators(scheme_id: int) -> list[Indicator]:
    return list(Indicator.objects.filter(scheme=scheme_id).order_by("position"))


def _points(indicators: list[Indicator], points: list[int | None]) -> Points:
    pairs = zip(indicators, points, strict=True)
    return {indicator.code: None if value is None else value * CENT for indicator, value in pairs}


def _published_before(report: Report) -> Score | None:
    """The unit's score in the published quarter before; the newest version of it."""
    period = report.period
    runs = ScoreRun.objects.before(period.year, period.quarter).values("pk")[:1]
    return Score.objects.filter(township=report.township_id, run__in=runs).select_related("run__period").first()
