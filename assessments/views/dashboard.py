"""The district's desk: who has reported, what waits for me, coverage, the last ranking."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.models import Period
from assessments.queries import overview, progress
from assessments.queries.coverage import coverage
from assessments.queries.standing import Standing, standing
from talentportal.core import clock
from talentportal.core.models.jobs import Job
from talentportal.core.views.access import requires
from townships.models import Tier

from .sentences import progress_sentence

UNIT = "0-UNIT"  # stands in an address for the code of each unit
LEGEND = ("approved", "submitted", "returned", "ready", "draft", "not_started", "overdue", "missing")


def chosen_period(request: HttpRequest, periods: list[Period]) -> Period | None:
    """The quarter in ?period=, else the latest opened one, else the next to open; 404 for one that is not there."""
    if code := request.GET.get("period"):
        found = next((period for period in periods if period.code == code), None)
        if found is None:
            raise Http404
        return found
    opened = [period for period in periods if period.opened_at]
    return opened[0] if opened else (periods[-1] if periods else None)


@requires("townships.view_dashboard")
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    periods = progress.periods_to_choose()
    period = chosen_period(request, periods)
    if period is None:
        return render(request, "assessments/dashboard.html", {"period": None})
    ranked = standing([p for p in periods if p.is_published and p.last_day <= period.last_day], request.user)
    address = _address(request.user, period, ranked)
    units = [
        replace(unit, href=address.replace(UNIT, unit.code) if unit.report_id else "")
        for unit in progress.board(period, request.user, at)
    ]
    waiting = [unit for unit in progress.waiting_first(units) if unit.awaits_me]
    n_objections = sum(each.n_objections for each in periods)
    request.menu_counts = {"review-queue": len(waiting), "objection-list": n_objections}  # type: ignore[attr-defined]
    context = {
        "period": period,
        "periods": periods,
        "view": "list" if request.GET.get("view") == "list" else "tiles",
        "is_opened": period.opened_at is not None and period.opened_at <= at,
        "is_locked": at >= period.locks_at,
        "is_due": at >= period.due_at,
        "units": units,
        "counts": _counts(units),
        "sentence": progress_sentence(period, units, at),
        "waiting": waiting,
        "late": [unit for unit in units if unit.shown in ("overdue", "missing", "not_started") and unit.report_id],
        "returned": [unit for unit in units if unit.state == "returned"],
        "ranked": ranked,
        "job": Job.objects.about("score_period", f"period:{period.pk}").newest(),
        "corrections": [p for p in periods if progress.is_fresh_correction(p, clock.today())],
        "at": at,
    }
    context["latest"] = ranked.trend[-1] if ranked and ranked.trend else None
    for line in ("median", "highest", "lowest"):
        context[f"{line}_line"] = [getattr(row, line) for row in ranked.trend] if ranked else []
    return render(request, "assessments/dashboard.html", context | _registers(period, units, clock.today()))


def _counts(units: list[progress.UnitProgress]) -> list[tuple[str, int]]:
    """States that occur, in the order of the bar."""
    shown = [unit.shown for unit in units]
    return [(state, shown.count(state)) for state in LEGEND if state in shown]


def _address(user: Any, period: Period, ranked: Standing | None) -> str:
    """Where a tile leads, with the unit's code to be put in: the review, the report, or the published score."""
    if user.has_perm("assessments.view_review"):
        return reverse("review-detail", args=[period.code, UNIT])
    if user.has_perm("assessments.view_report"):
        return reverse("report-detail", args=[period.code, UNIT])
    return reverse("score-detail", args=[ranked.period.code, UNIT]) if ranked else ""


def _registers(period: Period, units: list[progress.UnitProgress], today: dt.date) -> dict[str, Any]:
    """Coverage and register counts as of the quarter's last day, or of today while it runs."""
    day = min(period.last_day, today)
    covered = coverage(day)
    have, had = set(covered.covered), set(covered.reached)
    listed = [(unit, unit.code in have, unit.code in had) for unit in units]
    added = overview.experts_added(day, year=period.year_start, quarter=period.first_day)
    return {
        "day": day,
        "coverage": covered,
        "covered_share": Decimal(len(covered.covered)) / covered.units if covered.units else None,
        "covered_units": listed,
        "never_reached": [unit for unit, _now, ever in listed if not ever],
        "lost_again": [unit for unit, now, ever in listed if ever and not now],
        "by_tier": [
            (Tier(tier).label, have_now, total, f"{have_now}/{total}")
            for tier in Tier.values
            if (total := sum(unit.tier == tier for unit in units))
            for have_now in [sum(now for unit, now, _ever in listed if unit.tier == tier)]
        ],
        "added": added,
        "added_ever": sum(row.ever for row in added),
        "added_year": sum(row.year for row in added),
        "registers": overview.registers_on(day),
    }
