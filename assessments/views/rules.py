"""Every rule explained: its sentence in both languages, its clause, and an example that the real code works out."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.explain import counting_rule
from assessments.models import Indicator, Scheme
from assessments.queries import schemes
from assessments.rules import RULES
from assessments.schemes.clauses import BY_SLUG, CLAUSES, Clause
from assessments.schemes.needs import FORMULAS
from assessments.services.crediting import terms_of
from experts.models import CreditEntry
from experts.services.ledger import due_entries
from experts.services.terms import Terms
from talentportal.core import formats
from talentportal.core.views.access import requires

from . import rule_lines
from .rule_lines import in_both

LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))
QUARTER = 2
HUNDRED = Decimal(100)


@requires("assessments.view_scheme")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The ledger's rules, the kinds of rule, and every indicator of the scheme published last."""
    scheme = schemes.latest_published()
    clauses = [{"slug": one.slug, "title": one.title, "sentence": one.sentence} for one in CLAUSES]
    kinds = [{"slug": kind, "title": word, "sentence": FORMULAS[kind]} for kind, word in Indicator.Kind.choices]
    lines = [
        {"slug": row.code, "title": f"{row.code} {row.name}", "sentence": counting_rule(row)}
        for row in (scheme.indicators.order_by("position") if scheme else [])
    ]
    return render(
        request, "assessments/rule_list.html", {"scheme": scheme, "clauses": clauses, "kinds": kinds, "lines": lines}
    )


@requires("assessments.view_scheme")
@require_safe
def detail(request: HttpRequest, kind: str) -> HttpResponse:
    scheme = schemes.latest_published()
    if scheme is None:
        raise Http404
    if kind in BY_SLUG:
        page = _clause(scheme, BY_SLUG[kind])
    elif kind in RULES:
        page = rule_lines.of_kind(scheme, kind)
    else:
        page = rule_lines.of_indicator(scheme, kind)
    return render(request, "assessments/rule_detail.html", {"scheme": scheme, **page})


def _clause(scheme: Scheme, clause: Clause) -> dict[str, Any]:
    terms = terms_of(scheme)
    number = CLAUSES.index(clause) + 1
    return {
        "title": clause.title,
        "clause": _("%(scheme)s, bonus, clause %(n)s") % {"scheme": scheme, "n": number},
        "sentences": in_both(lambda: clause.sentence),
        "told": in_both(lambda: clause.told),
        "facts": _terms(scheme, clause),
        "entries": _entries(clause, terms),
        "sums": _sums(clause, terms),
    }


def _terms(scheme: Scheme, clause: Clause) -> list[tuple[str, str]]:
    """What the scheme itself says about this rule."""
    found: list[tuple[str, str]] = []
    for name in clause.terms:
        if name == "values":
            found += [
                (row.get_level_display(), formats.score(row.bonus)) for row in schemes.by_level(scheme.levels.all())
            ]
        elif name == "factors":
            found += [(row.get_engagement_display(), f"× {formats.score(row.factor)}") for row in scheme.factors.all()]
        elif name == "tiers":
            found += [
                (row.get_tier_display(), row.get_min_level_display()) for row in schemes.by_tier(scheme.tiers.all())
            ]
        else:
            value = getattr(scheme, name if name in ("clawback_months", "min_share") else f"bonus_{name}")
            found.append((LABELS[name](), formats.number(value)))
    return found


LABELS = {
    "clawback_months": lambda: _("Claw-back months"),
    "min_share": lambda: _("Smallest credit share"),
    "cap": lambda: _("At most"),
    "floor": lambda: _("At least"),
}


def _due(clause: Clause, terms: Terms) -> list[Any]:
    def benefit(_unit: int, _year: int, amount: Decimal) -> Decimal:
        """The bonus with the person less the bonus without, beside what the others brought."""
        return terms.bonus(clause.others + amount) - terms.bonus(clause.others)

    return due_entries(clause.facts, lambda _day: terms, benefit=benefit)


def _entries(clause: Clause, terms: Terms) -> list[dict[str, Any]]:
    return [
        {
            "day": entry.effective_on,
            "unit": _unit(entry.township_id),
            "cause": CreditEntry.Cause(entry.rule).label,
            "level": entry.level,
            "amount": formats.change(entry.credit.amount),
            "heads": formats.change(entry.credit.heads),
        }
        for entry in _due(clause, terms)
    ]


def _sums(clause: Clause, terms: Terms) -> list[dict[str, Any]]:
    """What each unit's ledger and bonus of each year come to."""
    found: dict[tuple[int, int], list[Decimal]] = {}
    for entry in _due(clause, terms):
        row = found.setdefault((entry.effective_on.year, entry.township_id), [Decimal(0), Decimal(0)])
        row[0] += entry.credit.amount
        row[1] += entry.credit.heads
    rows = []
    for (year, unit), (amount, heads) in sorted(found.items()):
        others = clause.others if clause.reads_bonus or not any(y < year for y, u in found if u == unit) else Decimal(0)
        row = {"year": year, "unit": _unit(unit), "amount": amount, "others": others, "heads": heads}
        rows.append(row | {"bonus": terms.bonus(amount + others)})
    return rows


def _unit(number: int) -> str:
    return {1: _("Town A"), 2: _("Town B"), 3: _("Town C")}[number]
