"""The year by fractions, one unit after the other, as rule 6 reads: the oracle of the statement."""

from fractions import Fraction
from math import floor

from assessments.models import DeductionRule, Indicator, Score, ScoreRun


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def year_of(unit, runs: list[ScoreRun]) -> dict:
    """Base, deductions, bonus, total and points by code, in hundredths; `runs` in the order of the quarters."""
    scores = {run: Score.objects.filter(run=run, township=unit).first() for run in runs}
    latest = runs[-1]
    points, applicable = {}, 0
    for indicator in Indicator.objects.filter(scheme=latest.scheme_id):
        value = _value(indicator, runs, scores)
        points[indicator.code] = value
        applicable += 0 if value is None else int(indicator.weight * 100)
    earned = sum(value for value in points.values() if value is not None)
    base = half_up(Fraction(int(latest.scheme.base_points * 100)) * earned / applicable) if applicable else 0
    known = [score for score in scores.values() if score]
    deductions = sum(int(score.deductions * 100) for score in known)
    carried, bonus = int(scores[latest].carried * 100), int(scores[latest].bonus * 100)
    return {
        "points": points,
        "base": base,
        "deductions": deductions,
        "bonus": bonus,
        "total": max(0, base - deductions + carried) + bonus,
        "is_barred": any(score.is_missing or _has_veto(score) for score in known),
    }


def _value(indicator, runs, scores):
    quarters = [(run, scores[run]) for run in runs if scores[run]]
    if indicator.basis != Indicator.Basis.QUARTER:
        return _in(indicator, runs[-1], scores[runs[-1]])[0]
    applied = [(value, weight) for value, weight in (_in(indicator, *each) for each in quarters) if value is not None]
    if not applied:
        return None
    shares = [Fraction(value) * Fraction(indicator.weight) / Fraction(weight) for value, weight in applied]
    return half_up(sum(shares) / len(shares))


def _in(indicator, run, score):
    """The points of the indicator of the same code, and what it could earn then."""
    same = Indicator.objects.filter(scheme=run.scheme_id, code=indicator.code).first()
    return (score.points[same.position - 1], same.weight) if same else (None, None)


def _has_veto(score) -> bool:
    rules = DeductionRule.objects.filter(scheme=score.run.scheme_id).order_by("position")
    return any(rule.is_veto and n for rule, n in zip(rules, score.deduction_counts, strict=True))
