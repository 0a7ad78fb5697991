"""The measure for quantified assessment, to be read and printed: what is counted, for how much, for whom."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.explain import counting_rule
from assessments.measures import MEASURES
from assessments.models import Band, Indicator, Scheme
from assessments.queries import schemes
from assessments.queries.schemes import SchemeLine
from talentportal.core import formats
from talentportal.core.views.access import requires
from townships.models import Tier

HUNDRED = Decimal(100)


@requires("assessments.view_scheme")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/scheme_list.html", {"schemes": schemes.schemes()})


@requires("assessments.view_scheme")
@require_safe
def detail(request: HttpRequest, code: str, version: int) -> HttpResponse:
    scheme = schemes.scheme(code, version)
    if scheme is None:
        raise Http404
    groups = schemes.scheme_groups(scheme)
    context: dict[str, Any] = {
        "scheme": scheme,
        "groups": [{"group": group, "lines": [_line(line) for line in group.lines]} for group in groups],
        "sum": sum((group.sum for group in groups), Decimal(0)),
        "count": sum(len(group.lines) for group in groups),
        "tiers": [label for _tier, label in Tier.choices],
        "levels": schemes.by_level(scheme.levels.all()),
        "tier_goals": schemes.by_tier(scheme.tiers.all()),
        "grades": schemes.bands(scheme, Band.Kind.GRADE),
        "lights": schemes.bands(scheme, Band.Kind.LIGHT),
        "deductions": sorted(scheme.deduction_rules.all(), key=lambda rule: rule.position),
        "prizes": _prizes(scheme),
        "periods": sorted(scheme.periods.all(), key=lambda period: (period.year, period.quarter)),
    }
    return render(request, "assessments/scheme_detail.html", context)


def _prizes(scheme: Scheme) -> list[dict[str, Any]]:
    """The money table in words: by tier and place, or by grade."""
    by_rank = scheme.prize_basis == Scheme.PrizeBasis.TIER_RANK
    grades = {band.code: band.name for band in scheme.bands.all()}
    tiers = ["", *Tier.values]
    rows = [row for row in scheme.prizes.all() if (row.place is not None) == by_rank]
    shown = []
    for row in sorted(rows, key=lambda row: (tiers.index(row.tier), row.place or 0, -row.amount_yuan)):
        tier = Tier(row.tier).label if row.tier else _("every tier")
        what = _("place %(n)s") % {"n": row.place} if by_rank else grades.get(row.grade, row.grade)
        shown.append({"name": f"{tier} · {what}", "amount": row.amount_yuan})
    return shown


def _line(line: SchemeLine) -> dict[str, Any]:
    targets = _targets(line)
    shown = {"targets": targets, "goals": _goals(line, targets), "notes": _notes(line)}
    return {"line": line, "rule": counting_rule(line.indicator), **shown}


def _goals(line: SchemeLine, targets: list[str]) -> str:
    """The targets of the tiers in one word for a narrow screen: 40/24/12; nothing where every unit has the same."""
    if line.indicator.kind == Indicator.Kind.YES_NO or set(targets) == {formats.NOTHING}:
        return ""
    return "/".join(targets)


def _targets(line: SchemeLine) -> list[str]:
    """By tier; shares as percentages, a line without targets (steps, penalty) as —."""
    write = formats.exact_percent if line.indicator.kind == Indicator.Kind.RATE else formats.number
    return [write(target) for target in line.targets]


def _notes(line: SchemeLine) -> list[str]:
    """What the table's columns cannot say: phases, steps, named values."""
    notes = []
    if line.indicator.phase:
        due = "/".join(formats.number(share * HUNDRED) for share in line.indicator.phase)
        notes.append(_("due by quarter: %(shares)s") % {"shares": f"{due}%"})
    for tier, steps in _distinct_steps(line):
        words = [{"value": _value(line, step.at_least), "points": formats.score(step.points)} for step in steps]
        ladder = " · ".join(_("from %(value)s: %(points)s") % word for word in words)
        notes.append(f"{tier}{ladder}")
    if line.items:
        pairs = [f"{item.name} {formats.number(item.value)}" for item in line.items]
        notes.append(" · ".join(pairs))
    return notes


def _distinct_steps(line: SchemeLine) -> list[tuple[str, list[Any]]]:
    """Steps with the name of their tier, or once without it where all tiers share them."""
    ladders = {tuple((step.at_least, step.points) for step in steps) for _tier, steps in line.steps}
    if len(ladders) == 1 and len(line.steps) == len(Tier.values):
        return [("", line.steps[0][1])]
    colon = ": " if formats.in_english() else "："
    return [(f"{Tier(tier).label}{colon}", steps) for tier, steps in line.steps]


def _value(line: SchemeLine, value: Decimal) -> str:
    """Steps of a rate are percentages."""
    is_rate = MEASURES[line.indicator.measure or "reported"].is_rate
    return formats.exact_percent(value) if is_rate else formats.number(value)
