"""Kinds of rule and indicators explained: the sentence in both languages, and the points for a few counts."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.explain import counting_rule, explain
from assessments.models import Indicator, Scheme
from assessments.queries.rulebook import Line, rulebook_of
from assessments.rules import RULES, Facts
from assessments.schemes.faults import about
from assessments.schemes.needs import FORMULAS
from assessments.schemes.words import words
from talentportal.core import formats
from townships.models import Tier

LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))
QUARTER = 2
HUNDRED = Decimal(100)


class Shown(NamedTuple):
    """A line as it would stand in a score."""

    counted: Decimal | None
    out_of: Decimal | None
    expected: Decimal | None
    points: Decimal | None


def in_both(make: Any) -> list[dict[str, str]]:
    """The same sentence in Chinese and in English, whatever the reader's language."""
    said = []
    for language, tag in LANGUAGES:
        with override(language):
            said.append({"lang": tag, "text": str(make())})
    return said


def of_kind(scheme: Scheme, kind: str) -> dict[str, Any]:
    """The kind, shown on the first indicator of the scheme that uses it."""
    rows = [row for row in scheme.indicators.order_by("position") if row.kind == kind]
    page = {
        "title": Indicator.Kind(kind).label,
        "clause": _("%(scheme)s, kinds of rule") % {"scheme": scheme},
        "sentences": in_both(lambda: FORMULAS[kind]),
        "used_by": rows,
    }
    if rows:
        return page | {"example_of": rows[0], "rows": _worked(rows[0])}
    return page | {"rows": _worked_alone(kind)}


def of_indicator(scheme: Scheme, code: str) -> dict[str, Any]:
    row = scheme.indicators.filter(code=code).select_related("group").first()
    if row is None:
        raise Http404
    return {
        "title": f"{row.code} {row.name}",
        "clause": _("%(scheme)s, group %(group)s, indicator %(code)s")
        % {"scheme": scheme, "group": row.group.code, "code": row.code},
        "sentences": in_both(lambda: about(counting_rule(row), str(FORMULAS[row.kind]))),
        "facts": _facts(row),
        "example_of": row,
        "rows": _worked(row),
    }


def _facts(row: Indicator) -> list[tuple[str, str]]:
    """Weight, rule, source and targets in words."""
    terms: Any = {"kind": row.kind, "measure": row.measure}
    found = [
        (_("Weight"), formats.number(row.weight)),
        (_("Kind of rule"), str(row.get_kind_display())),
        (_("Where the figure comes from"), str(row.get_source_display())),
    ]
    targets = {target.tier: target.value for target in row.targets.all()}
    if targets:
        found.append((_("Annual targets by tier"), words("target", targets, terms)))
    if row.phase:
        found.append((_("Share due by the end of each quarter"), words("phase", row.phase, terms)))
    return found


def _worked(row: Indicator) -> list[dict[str, Any]]:
    """The points for a few counts in every tier, by the rule that scores, with the words of the score page."""
    line = rulebook_of(row.scheme_id).lines[row.position - 1]
    found = []
    for tier, label in Tier.choices:
        for counted, out_of in _counts(line, tier):
            shown = _shown(line, tier, counted, out_of)
            found.append(
                {
                    "tier": label,
                    "counted": formats.number(counted) + (f" / {formats.number(out_of)}" if out_of is not None else ""),
                    "points": shown.points,
                    "why": explain(row, tier, QUARTER, shown)[0],
                }
            )
    return found


def _shown(line: Line, tier: str, counted: Decimal, out_of: Decimal | None) -> Shown:
    target = line.targets.get(tier)
    expected = None if target is None else target * line.phase_of(QUARTER)
    facts = Facts(
        weight=line.weight,
        counted=Fraction(counted),
        out_of=None if out_of is None else Fraction(out_of),
        expected=None if expected is None else Fraction(expected),
        steps=[(Fraction(value), points) for value, points in line.steps.get(tier, ())],
    )
    points = RULES[line.kind].points(facts)
    return Shown(counted, out_of, expected, None if points is None else Decimal(points) / HUNDRED)


def _counts(line: Line, tier: str) -> list[tuple[Decimal, Decimal | None]]:
    """Nothing, part of what is expected, all of it, and more."""
    one = Decimal(1)
    if line.kind in ("rate",) or (line.kind == "steps" and any(value <= 1 for value, _p in line.steps.get(tier, ()))):
        return [(Decimal(n), Decimal(4)) for n in (0, 3, 4)] + [(Decimal(0), Decimal(0))]
    if line.kind == "steps":
        return [(Decimal(0), None), *((value, None) for value, _points in line.steps.get(tier, ()))]
    if line.kind == "yes_no":
        return [(Decimal(0), None), (one, None)]
    if line.kind == "penalty":
        return [(Decimal(0), None), *((value, None) for value in sorted(set(line.items.values())))]
    if line.kind == "judged":
        return [(Decimal(0), None), (one, None)]
    goal = line.targets.get(tier, one) * line.phase_of(QUARTER)
    if line.kind == "checklist":
        return [(Decimal(n), None) for n in range(int(goal) + 1)]
    return [(Decimal(0), None), *((count, None) for count in dict.fromkeys((goal / 2, goal, goal + 1)) if count > 0)]


def _worked_alone(kind: str) -> list[dict[str, Any]]:
    """A kind that the scheme does not use: a line of five points."""
    found = []
    for counted in (Decimal(0), Decimal("2.75"), Decimal(9)):
        facts = Facts(weight=500, counted=Fraction(counted), expected=Fraction(4), steps=[(Fraction(1), 200)])
        points = RULES[kind].points(facts)
        shown = None if points is None else Decimal(points) / HUNDRED
        found.append({"tier": "", "counted": formats.number(counted), "points": shown, "why": FORMULAS[kind]})
    return found
