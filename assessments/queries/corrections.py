"""What the district corrected: behind a score, and the figure of a line as it is now."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from assessments.models import Correction, Indicator, Period, Scheme, Score, YearEntry
from townships.models import Township

BONUS = "X1"


class Figure(NamedTuple):
    """A line of a quarter as its newest computation has it. `out_of` is None where there is no denominator."""

    code: str
    name: str
    unit: str
    counted: Decimal
    out_of: Decimal | None
    version: int | None
    corrections: list[Correction]


def figure_now(period: Period, unit: Township, code: str) -> Figure | None:
    """None where the scheme has no such line, or its bonus follows the ledger; three queries."""
    line = Indicator.objects.filter(scheme=period.scheme_id, code=code).first()
    if line is None and not (code == BONUS and period.scheme.bonus_mode == Scheme.BonusMode.JUDGED):
        return None
    newest = Score.objects.filter(run__period=period, township=unit).select_related("run").order_by("-run__version")
    score = newest.first()
    made = Correction.objects.filter(period=period, township=unit, indicator_code=code)
    corrections = list(made.select_related("decided_by").order_by("decided_at", "pk"))
    version = score.run.version if score else None
    if line is None:
        judged = score.bonus_judged if score else Decimal(0)
        return Figure(code, "", "", judged, None, version, corrections)
    counted = score.counted[line.position - 1] if score else None
    out_of = score.out_of[line.position - 1] if score and line.source != Indicator.Source.SELF else None
    return Figure(code, line.name, line.unit, counted or Decimal(0), out_of, version, corrections)


def corrections_behind(score: Score) -> dict[str, list[Correction]]:
    """The corrections that a score counts, by line: of its quarter, and for sums of the year of the quarters before."""
    period, ytd = score.run.period, Indicator.Basis.YTD
    sums = Indicator.objects.filter(scheme=score.run.scheme_id, basis=ytd).values("code")
    own = Q(period=period)
    before = Q(period__year=period.year, period__quarter__lt=period.quarter, indicator_code__in=sums)
    made = Correction.objects.filter(own | before, township=score.township_id, decided_at__lte=score.run.computed_at)
    found: dict[str, list[Correction]] = {}
    for row in made.select_related("period").order_by("decided_at", "pk"):
        found.setdefault(row.indicator_code, []).append(row)
    return found


def carried_into(score: Score) -> list[YearEntry]:
    """Points of final years behind the score; no query where it carries none."""
    if not score.carried:
        return []
    entries = YearEntry.objects.filter(year=score.run.period.year, township=score.township_id)
    return list(entries.filter(decided_at__lte=score.run.computed_at).order_by("decided_at", "pk"))
