"""The correction notice: what moved between a published version of a quarter and the one before, and why.

Worked out of the two frozen tables whenever it is read, so it can say nothing else than they do.
"""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Prefetch, Q

from assessments.models import ApprovedLine, Band, Correction, Indicator, Period, ScoreRun
from talentportal.core.bilingual import reads_english

BONUS = "X1"


class LineMove(NamedTuple):
    """One line of a unit before and after; `points` are None where it did not apply."""

    code: str
    name: str
    counted: tuple[Decimal | None, Decimal | None]
    points: tuple[Decimal | None, Decimal | None]


class Result(NamedTuple):
    """Where a unit stood in one version; a grade by its name."""

    total: Decimal
    tier_rank: int
    rank: int
    grade: str


class Cause(NamedTuple):
    """What the district decided between the two versions."""

    period: str
    line: str
    reason: str


class Move(NamedTuple):
    """One unit. `before` or `after` is None where it stands in one version only; `lines` are what moved its points."""

    township_id: int
    code: str
    name: str
    tier: str
    before: Result | None
    after: Result | None
    lines: list[LineMove]
    causes: list[Cause]

    @property
    def gained(self) -> Decimal | None:
        return self.after.total - self.before.total if self.before and self.after else None

    @property
    def climbed(self) -> int | None:
        """Places gained overall."""
        return self.before.rank - self.after.rank if self.before and self.after else None


class Notice(NamedTuple):
    run: ScoreRun
    before: ScoreRun
    moves: list[Move]

    @property
    def corrected(self) -> list[Move]:
        """Units whose own figures changed; the others only changed places."""
        return [move for move in self.moves if move.lines or move.before is None or move.after is None]

    @property
    def displaced(self) -> list[Move]:
        return [move for move in self.moves if move not in self.corrected]


def notices_of(period_id: int) -> list[ScoreRun]:
    """The corrections of a quarter that were published, newest first: every version but its first."""
    found = ScoreRun.objects.published().filter(period=period_id).order_by("version").select_related("published_by")
    return list(found)[:0:-1]


def corrected_version(period: str, version: int) -> ScoreRun | None:
    """A published version that follows another published one; `period` is written 2014Q3."""
    found = ScoreRun.objects.published().filter(period__in=Period.objects.coded(period), version=version)
    run = found.select_related("period", "published_by", "final_by", "scheme").first()
    return run if run and version_before(run) else None


def version_before(run: ScoreRun) -> ScoreRun | None:
    earlier = ScoreRun.objects.published().filter(period=run.period_id, version__lt=run.version)
    return earlier.select_related("published_by", "scheme").order_by("-version").first()


def correction_notice(run: ScoreRun) -> Notice:
    """What the published run says otherwise than the published version before it; six queries."""
    before = version_before(run)
    if before is None:
        raise ScoreRun.DoesNotExist(f"{run} corrects no published version")
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"old": before.pk, "new": run.pk, "day": run.period.last_day})
        rows = cursor.fetchall()
    schemes = {scheme.pk: scheme for scheme in (before.scheme, run.scheme)}
    lines = _lines(schemes)
    grades = _grades(schemes)
    causes = _causes(before, run)
    moves = [_move(row, before, run, lines, grades, causes) for row in rows]
    return Notice(run, before, moves)


_MOVED = """
SELECT t.id, t.code, n.name_zh, n.name_en, coalesce(new.tier, old.tier), old.total, old.tier_rank, old.rank, old.grade,
       new.total, new.tier_rank, new.rank, new.grade, old.counted, new.counted, old.points, new.points,
       old.bonus, new.bonus, old.deductions, new.deductions, old.carried, new.carried
FROM (SELECT * FROM assessments_score WHERE run_id = %(old)s) old
FULL JOIN (SELECT * FROM assessments_score WHERE run_id = %(new)s) new ON new.township_id = old.township_id
JOIN townships_township t ON t.id = coalesce(new.township_id, old.township_id)
LEFT JOIN townships_townshipname n ON n.township_id = t.id AND n.starts_on <= %(day)s
     AND (n.ends_on IS NULL OR n.ends_on > %(day)s)
WHERE (old.total, old.tier_rank, old.rank, old.grade, old.counted, old.points, old.bonus, old.deductions, old.carried)
      IS DISTINCT FROM
      (new.total, new.tier_rank, new.rank, new.grade, new.counted, new.points, new.bonus, new.deductions, new.carried)
ORDER BY coalesce(new.rank, old.rank), t."order", t.code
"""


def _lines(schemes: Any) -> dict[int, list[Indicator]]:
    """The indicators of each scheme in the order of the arrays."""
    found: dict[int, list[Indicator]] = {scheme_id: [] for scheme_id in schemes}
    for indicator in Indicator.objects.filter(scheme__in=found).order_by("position"):
        found[indicator.scheme_id].append(indicator)
    return found


def _grades(schemes: Any) -> dict[tuple[int, str], str]:
    bands = Band.objects.filter(scheme__in=list(schemes), kind=Band.Kind.GRADE)
    return {(band.scheme_id, band.code): band.name for band in bands}


def _move(row: tuple, before: ScoreRun, run: ScoreRun, lines: Any, grades: Any, causes: Any) -> Move:
    unit, code, zh, en, tier, *rest = row
    old, new = _result(before, rest[0:4], grades), _result(run, rest[4:8], grades)
    moved = _line_moves(lines[before.scheme_id], lines[run.scheme_id], *rest[8:]) if old and new else []
    return Move(unit, code, (en if reads_english() else zh) or code, tier, old, new, moved, causes.get(unit, []))


def _result(run: ScoreRun, told: Any, grades: dict[tuple[int, str], str]) -> Result | None:
    total, tier_rank, rank, grade = told
    return None if total is None else Result(total, tier_rank, rank, grades.get((run.scheme_id, grade), grade))


def _line_moves(were: Any, are: Any, *values: Any) -> list[LineMove]:
    """Lines whose count or points differ, met by their code; then bonus, deductions and points of earlier years."""
    old_counted, new_counted, old_points, new_points, *sums = values
    old = {line.code: pair for line, *pair in zip(were, old_counted, old_points, strict=True)}
    found = []
    for line, counted, points in zip(are, new_counted, new_points, strict=True):
        was_counted, was_points = old.get(line.code, (None, None))
        if (was_counted, was_points) != (counted, points):
            found.append(LineMove(line.code, line.name, (was_counted, counted), (_shown(was_points), _shown(points))))
    for code, (was, now) in zip((BONUS, "Y", "Z"), zip(sums[::2], sums[1::2], strict=True), strict=True):
        if was != now:
            sign = -1 if code == "Y" else 1
            found.append(LineMove(code, "", (None, None), (sign * was, sign * now)))
    return found


def _shown(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100


def _causes(before: ScoreRun, run: ScoreRun) -> dict[int, list[Cause]]:
    """What was corrected and what was approved anew, up to this quarter of the year, since the version before."""
    since, until = before.computed_at, run.computed_at
    of_year = Q(period__year=run.period.year, period__quarter__lte=run.period.quarter)
    found: dict[int, list[Cause]] = {}
    rows = Correction.objects.filter(of_year, decided_at__gt=since, decided_at__lte=until).select_related("period")
    for row in rows.order_by("decided_at", "pk"):
        found.setdefault(row.township_id, []).append(Cause(row.period.code, row.indicator_code, row.reason))
    for unit, code, reason in _amended(since, until, run):
        found.setdefault(unit, []).append(Cause(code, "", reason))
    return found


def _amended(since: dt.datetime, until: dt.datetime, run: ScoreRun) -> list[tuple[int, str, str]]:
    """Reports approved anew in between, with the words of their reopening."""
    of_year = Q(report__period__year=run.period.year, report__period__quarter__lte=run.period.quarter)
    approved = ApprovedLine.objects.filter(of_year, approved_at__gt=since, approved_at__lte=until, amendment__gt=1)
    lines = approved.order_by("report").distinct("report").select_related("report__period")
    found = []
    for line in lines.prefetch_related(Prefetch("report__steps")):
        words = [step.note for step in line.report.steps.all() if step.step == "reopen"]
        found.append((line.report.township_id, line.report.period.code, words[-1] if words else ""))
    return found


def seen_by(user: Any, notice: Notice) -> Notice:
    """Lines and reasons behind a unit's points: the office all, clients the lines, a unit its own; totals and ranks
    everybody (domain §5)."""
    if user.sees_all_units:
        return notice
    if user.township_id is None:
        return notice._replace(moves=[move._replace(causes=[]) for move in notice.moves])
    own = user.township_id
    return notice._replace(
        moves=[
            move if move.township_id == own else move._replace(lines=_named(move.lines), causes=[])
            for move in notice.moves
        ]
    )


def _named(lines: list[LineMove]) -> list[LineMove]:
    """Which lines moved, without what they count."""
    return [line._replace(counted=(None, None), points=(None, None)) for line in lines]
