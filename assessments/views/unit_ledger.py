"""The credit ledger of a unit: every entry of a year with its cause, adding up to the bonus."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.models import Period
from assessments.queries.unit_ledger import OPENING, LedgerLine, ledger_of, quarters_of
from experts.masks import shown_name
from experts.models import CreditEntry, Expert
from experts.services.access import may_see_full
from talentportal.core.views.access import requires
from townships.models import Township


@requires("experts.view_ledger")
@require_safe
def ledger(request: HttpRequest, code: str, year: int) -> HttpResponse:
    years = list(Period.objects.opened().order_by("year").values_list("year", flat=True).distinct())
    if year not in years:
        raise Http404
    user: Any = request.user
    last_day = Period(year=year, quarter=4).last_day
    unit = get_object_or_404(Township.objects.visible_to(user).named_on(last_day), code=code)
    lines = ledger_of(unit, year)
    quarters = quarters_of(unit, year, lines, user)
    seen = set(
        Expert.objects.visible_to(user)
        .filter(pk__in={line.entry.expert_id for line in lines})
        .values_list("pk", flat=True)
    )
    full = may_see_full(user)
    context = {
        "unit": unit,
        "name": unit.name or unit.code,
        "year": year,
        "years": years,
        "lines": [_told(line, full=full, seen=seen) for line in lines],
        "total": lines[-1].running if lines else 0,
        "quarters": quarters,
        "scheme": quarters[-1].period.scheme if quarters else None,
        "has_newer": any(quarter.newer or not quarter.agrees for quarter in quarters if quarter.score),
    }
    return render(request, "attribution/unit_ledger.html", context)


def _told(line: LedgerLine, *, full: bool, seen: set[int]) -> dict[str, Any]:
    entry = line.entry
    is_seen = entry.expert_id in seen
    return {
        "entry": entry,
        "person": shown_name(entry.expert, full=full and is_seen),
        "person_pk": entry.expert_id if is_seen else None,
        "amount": 0 if entry.cause == OPENING else entry.amount,
        "running": line.running,
        "is_opening": entry.cause == OPENING,
        "what": cause_words(entry),
        "decided_by": _decider(entry),
        "is_carried": entry.counts_on != entry.effective_on,
    }


def cause_words(entry: CreditEntry) -> str:
    """Landing · municipal · plan; where the row corrects an entry, the rule it corrects too."""
    parts = [capfirst(entry.get_cause_display())]
    if entry.rule and entry.rule != entry.cause:
        parts.append(capfirst(entry.get_rule_display()))
    parts.append(capfirst(entry.get_level_display()))
    if entry.selection:
        parts.append(entry.selection.programme.name)
    if entry.note:
        parts.append(entry.note)
    return " · ".join(parts)


def _decider(entry: CreditEntry) -> str:
    if entry.conflict and entry.conflict.decided_by:
        return entry.conflict.decided_by.name
    return entry.posted_by.name if entry.posted_by else _("posted by the portal")
