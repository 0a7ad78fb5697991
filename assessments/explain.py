"""Why a line has its points, in sentences with the real numbers, as an official would work them out by hand.

The first sentence is the sum itself; the others say what it does not show: a cap, a step, why a line does not apply.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from assessments.measures import MEASURES
from assessments.models import Indicator, Scheme, Score
from assessments.queries.rulebook import Line, rulebook_of
from talentportal.core.formats import exact_percent, number, score
from townships.models import Tier

HUNDRED = Decimal(100)


class Scored(Protocol):
    """A line of a score, from the view or from the arrays."""

    @property
    def counted(self) -> Decimal | None: ...
    @property
    def out_of(self) -> Decimal | None: ...
    @property
    def expected(self) -> Decimal | None: ...
    @property
    def points(self) -> Decimal | None: ...


def explain(
    indicator: Indicator, tier: str, quarter: int, line: Scored, months: Sequence[int] | None = None
) -> list[str]:
    """The sentences for one indicator of one unit; `tier`, `quarter` and the months in each tier are of the score."""
    terms = rulebook_of(indicator.scheme_id).lines[indicator.position - 1]
    if terms.kind in (Indicator.Kind.RATIO, Indicator.Kind.CHECKLIST):
        return _ratio(terms, tier, quarter, line, months)
    return _SENTENCES[terms.kind](terms, tier, quarter, line)


def explain_bonus(result: Score) -> str:
    """What the mode of the scheme makes of the ledger, or of what the district judged."""
    scheme = result.run.scheme
    said = {"bonus": score(result.bonus), "cap": score(scheme.bonus_cap), "raw": score(result.bonus_raw)}
    match scheme.bonus_mode:
        case Scheme.BonusMode.PER_HEAD:
            said |= {"persons": number(result.bonus_persons), "each": score(scheme.bonus_per_head)}
            return _("%(persons)s persons × %(each)s, at most %(cap)s: %(bonus)s") % said
        case Scheme.BonusMode.FLAT:
            return _("Sum %(raw)s; whoever earned anything gets %(cap)s: %(bonus)s") % said
        case Scheme.BonusMode.JUDGED:
            return _("Judged by the district: %(judged)s, at most %(cap)s: %(bonus)s") % {
                **said,
                "judged": score(result.bonus_judged),
            }
    return _("Sum %(raw)s, at most %(cap)s: %(bonus)s") % said


def counting_rule(indicator: Indicator) -> str:
    """What is counted, and over which time."""
    says = str(MEASURES[indicator.measure or "reported"].says)
    when = {"ytd": _("year to date"), "quarter": _("in the quarter"), "stock": _("on the last day")}[indicator.basis]
    return _("%(what)s (%(when)s)") % {"what": says, "when": when}


def _weight(terms: Line) -> str:
    return score(Decimal(terms.weight) / HUNDRED)


def _count(line: Scored) -> Decimal:
    return line.counted or Decimal(0)


def _not_due(terms: Line, tier: str) -> str:
    if terms.targets.get(tier) == 0:
        return _("This tier has no target and nothing was counted: the line does not apply and leaves the denominator.")
    return _("Nothing is due yet and nothing was counted: the line does not apply and leaves the denominator.")


def _ratio(terms: Line, tier: str, quarter: int, line: Scored, months: Sequence[int] | None = None) -> list[str]:
    expected, counted = line.expected or Decimal(0), _count(line)
    if line.points is None:
        return [_not_due(terms, tier)]
    if expected <= 0:
        return [_("Nothing was expected and %(n)s counted: all %(points)s points.") % _both(counted, line.points)]
    target, phase = terms.targets.get(tier, expected), terms.phase_of(quarter)
    goal, notes = number(expected), []
    if target * phase != expected:
        goal, note = _goal_by_months(terms, phase, expected, months)
        notes.append(note)
    elif phase != 1:
        goal = f"({number(target)} × {exact_percent(phase)})"
        notes.append(
            _("The annual target is %(target)s; %(phase)s of it is due by this quarter.")
            % {"target": number(target), "phase": exact_percent(phase)}
        )
    return [_capped(terms, f"{number(counted)} ÷ {goal}", line), *notes, *_beyond(terms, counted, expected)]


def _goal_by_months(terms: Line, phase: Decimal, expected: Decimal, months: Sequence[int] | None) -> tuple[str, str]:
    """The goal as a sum over the months in each tier, those of merged units among them."""
    mean = _("The target is the mean of the tiers in which the unit stands during the year.")
    if months is None or not terms.targets:
        return number(expected), mean
    adds_up = terms.kind == Indicator.Kind.RATIO and terms.basis == Indicator.Basis.YTD
    counted = months[3:] if adds_up else months[:3]
    stood = [(terms.targets.get(tier, Decimal(0)), n) for tier, n in zip(Tier.values, counted, strict=True) if n]
    goal = f"({' + '.join(f'{number(target)} × {n}' for target, n in stood)}) ÷ 12"
    goal = f"({goal} × {exact_percent(phase)})" if phase != 1 else f"({goal})"
    if sum(counted) > 12:
        return goal, _(
            "The target goes by months: those of the units merged into this one until the merger, and its own."
        )
    return goal, mean


def _capped(terms: Line, share: str, line: Scored) -> str:
    return f"{_weight(terms)} × min(1, {share}) = {score(line.points)}"


def _beyond(terms: Line, counted: Decimal, goal: Decimal) -> list[str]:
    if counted > goal:
        return [_("More than expected: the line is capped at its %(points)s points.") % {"points": _weight(terms)}]
    return [_("The count is below zero and gives no points.")] if counted < 0 else []


def _both(counted: Decimal, points: Decimal | None) -> dict[str, str]:
    return {"n": number(counted), "points": score(points)}


def _rate(terms: Line, tier: str, quarter: int, line: Scored) -> list[str]:
    if line.points is None:
        return [_nothing_to_count_from() if not line.out_of else _not_due(terms, tier)]
    expected, counted, out_of = line.expected or Decimal(0), _count(line), line.out_of or Decimal(0)
    if expected <= 0:
        return [_("Nothing was expected and %(n)s counted: all %(points)s points.") % _both(counted, line.points)]
    share = f"{number(counted)} ÷ {number(out_of)} ÷ {exact_percent(expected)}"
    return [_capped(terms, share, line), *_beyond(terms, counted, out_of * expected)]


def _nothing_to_count_from() -> str:
    return _("There is nothing to count from: the line does not apply and leaves the denominator.")


def _yes_no(terms: Line, tier: str, quarter: int, line: Scored) -> list[str]:
    if line.points is None:
        return [_not_due(terms, tier)]
    return [
        (_("Yes: %(points)s points.") if line.points else _("No: %(points)s points.")) % {"points": score(line.points)}
    ]


def _steps(terms: Line, tier: str, quarter: int, line: Scored) -> list[str]:
    if line.points is None:
        return [_nothing_to_count_from()]
    write: Callable[[Decimal], str] = number if line.out_of is None else exact_percent
    steps = terms.steps.get(tier, ())
    table = " · ".join(
        _("from %(value)s: %(points)s") % {"value": write(value), "points": score(Decimal(points) / HUNDRED)}
        for value, points in steps
    )
    counted = _count(line)
    value = number(counted) if line.out_of is None else f"{number(counted)} ÷ {number(line.out_of)}"
    reached = [at_least for at_least, _points in steps if counted >= at_least * (line.out_of or 1)]
    if not reached:
        first = _("%(value)s reaches no step: %(points)s points.")
        return [first % {"value": value, "points": score(line.points)}, table]
    first = _("%(value)s reaches the step from %(step)s: %(points)s points.")
    return [first % {"value": value, "step": write(reached[-1]), "points": score(line.points)}, table]


def _penalty(terms: Line, tier: str, quarter: int, line: Scored) -> list[str]:
    sentence = f"max(0, {_weight(terms)} − {score(_count(line))}) = {score(line.points)}"
    return [sentence] if _count(line) else [sentence, _("No penalty points in this quarter.")]


def _judged(terms: Line, tier: str, quarter: int, line: Scored) -> list[str]:
    return [f"min({_weight(terms)}, {score(_count(line))}) = {score(line.points)}"]


_SENTENCES: dict[str, Callable[[Line, str, int, Any], list[str]]] = {
    "ratio": _ratio,
    "yes_no": _yes_no,
    "checklist": _ratio,
    "rate": _rate,
    "steps": _steps,
    "penalty": _penalty,
    "judged": _judged,
}
