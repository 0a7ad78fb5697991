"""Objections as pages show them: the line as it was published, who objects to what, and how the matter stands."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from assessments.calendar import working_days_left
from assessments.models import DeductionRule, Indicator, Objection, Period, Score, ScoreRun
from talentportal.core import prepared
from talentportal.core.bilingual import reads_english
from townships.models import TownshipName

BONUS = "X1"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class PublishedLine:
    """One line of a score to which a unit may object. `figure` is what was counted, the sum of the ledger, or how
    often a deduction applied; `points` is None where an indicator does not apply."""

    code: str
    figure: Decimal
    points: Decimal | None
    out_of: Decimal | None = None
    expected: Decimal | None = None
    indicator: Indicator | None = None
    rule: DeductionRule | None = None
    row_ids: tuple[int, ...] = ()

    @property
    def counted(self) -> Decimal:
        return self.figure

    @property
    def is_bonus(self) -> bool:
        return self.code == BONUS

    @property
    def full(self) -> Decimal | None:
        return self.indicator.weight if self.indicator else None


def published_line(score: Score, code: str) -> PublishedLine | None:
    """The line with this code: an indicator, the bonus, or a deduction that applied; None for anything else."""
    if code == BONUS:
        return PublishedLine(code, score.bonus_raw, score.bonus)
    indicator = Indicator.objects.select_related("group").filter(scheme=score.run.scheme_id, code=code).first()
    if indicator:
        return _indicator_line(score, indicator)
    rules = score.run.scheme.deduction_rules.order_by("position")
    for rule, times in zip(rules, score.deduction_counts, strict=False):
        if rule.code == code and times:
            return PublishedLine(code, Decimal(times), -rule.points * times, rule=rule)
    return None


def _indicator_line(score: Score, indicator: Indicator) -> PublishedLine:
    at = indicator.position - 1
    points, first = score.points[at], sum(score.row_counts[:at])
    return PublishedLine(
        indicator.code,
        score.counted[at] or Decimal(0),
        None if points is None else Decimal(points) / HUNDRED,
        score.out_of[at],
        score.expected[at],
        indicator,
        row_ids=tuple(score.row_ids[first : first + score.row_counts[at]]),
    )


def objections(user: Any) -> QuerySet[Objection]:
    """Those this person may see, what is still open first, then the latest."""
    related = ("run__period", "run__scheme", "township", "filed_by", "accepted_by", "decided_by")
    is_open = Q(state__in=[Objection.State.FILED, Objection.State.ACCEPTED])
    waits_until = Case(When(is_open, then="due_on"))  # nothing once decided, and NULL stands last
    return Objection.objects.visible_to(user).select_related(*related).order_by(waits_until, "-filed_at", "pk")


def of_unit_and_period(user: Any, period: Period, township_id: int) -> dict[str, list[Objection]]:
    """The unit's objections to any version of a quarter, by line, the latest first."""
    found: dict[str, list[Objection]] = {}
    rows = Objection.objects.visible_to(user).of_period(period).filter(township=township_id)
    for row in rows.select_related("run").order_by("-filed_at", "-pk"):
        found.setdefault(row.line, []).append(row)
    return found


def names_then(rows: Iterable[Objection]) -> dict[int, str]:
    """How each objection's unit was called on the last day of the quarter, by the objection's id; one query."""
    found = list(rows)
    column = "name_en" if reads_english() else "name_zh"
    units = {row.township_id for row in found}
    names = list(TownshipName.objects.filter(township__in=units).values("township_id", "starts_on", "ends_on", column))
    return {row.pk: _name_on(names, row.township_id, row.run.period.last_day, column) for row in found}


def _name_on(names: list[dict[str, Any]], unit: int, day: dt.date, column: str) -> str:
    held = (n for n in names if n["township_id"] == unit and n["starts_on"] <= day)
    return next((n[column] for n in held if n["ends_on"] is None or n["ends_on"] > day), "")


@dataclass(frozen=True)
class Clock:
    """How much time is left to decide: working days after today, or overdue."""

    due_on: dt.date
    days_left: int
    is_overdue: bool


def clocks(rows: Iterable[Objection], today: dt.date) -> dict[int, Clock]:
    """The clocks of the objections still open, by their ids; one query for all of them."""
    waiting = [row for row in rows if row.is_open]
    left = working_days_left(today, [row.due_on for row in waiting])
    return {row.pk: Clock(row.due_on, left[row.due_on], row.due_on < today) for row in waiting}


@dataclass(frozen=True)
class Outcomes:
    """What everybody may know of a quarter's objections: how many are open, and whose ended how."""

    n_open: int
    decided: list[tuple[str, str, str]]  # unit, line, words of the outcome


_OUTCOMES = """
SELECT n.{name}, o.line, o.state
FROM assessments_objection o
JOIN assessments_scorerun r ON r.id = o.run_id AND r.period_id = %(period)s
JOIN townships_township t ON t.id = o.township_id
LEFT JOIN townships_townshipname n ON n.township_id = t.id AND n.starts_on <= %(day)s
      AND (n.ends_on IS NULL OR n.ends_on > %(day)s)
WHERE o.state <> 'withdrawn'
ORDER BY t."order", o.line, o.id
"""


def outcomes_of(period_id: int, day: dt.date) -> Outcomes:
    """Units and outcomes, without persons or grounds; what was withdrawn is nobody's business any more.

    Written SQL, for it stands on the ranking.
    """
    statement = _OUTCOMES.format(name="name_en" if reads_english() else "name_zh")
    rows = prepared.fetch("objections", statement, {"period": period_id, "day": day})
    ended = {Objection.State.UPHELD, Objection.State.REJECTED}
    decided = [(unit, line, str(Objection.State(state).label)) for unit, line, state in rows if state in ended]
    return Outcomes(len(rows) - len(decided), decided)


def n_waiting(user: Any) -> int:
    """Open work in the menu: what the office has to decide, or what a unit waits for."""
    return Objection.objects.visible_to(user).unsettled().count()


def is_latest_published(run: ScoreRun) -> bool:
    later = ScoreRun.objects.published().filter(period=run.period_id, version__gt=run.version)
    return run.status == ScoreRun.Status.PUBLISHED and not later.exists()


def line_names(rows: Iterable[Objection]) -> dict[int, str]:
    """What each line is called in its scheme, by the objection's id; the bonus has no row and no entry here."""
    found = list(rows)
    schemes, codes = {row.run.scheme_id for row in found}, {row.line for row in found}
    named: dict[tuple[int, str], str] = {}
    for model in (Indicator, DeductionRule):
        for each in model.objects.filter(scheme__in=schemes, code__in=codes):
            named[each.scheme_id, each.code] = each.name
    return {row.pk: named.get((row.run.scheme_id, row.line), "") for row in found}
