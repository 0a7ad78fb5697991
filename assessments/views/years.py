"""The result of a year: the table with its prize money, one unit's card, and the steps to a final result."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.models import YearResult
from assessments.models.periods import day_of
from assessments.queries import years as queries
from assessments.services import years
from talentportal.core import clock
from talentportal.core.views.access import requires
from townships.models import Tier

from .choices import Choice, version_asked
from .year_words import how, lede, standing, title_of


@requires("assessments.view_year")
@require_safe
def result(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year's table, by default of the latest published year in its published version."""
    user: Any = request.user
    found = list(queries.results(user))
    shown = queries.chosen(found, year, version_asked(request))
    if shown is None:
        return _nothing(request, found, year)
    tier = request.GET.get("tier", "")
    if tier and tier not in Tier.values:
        raise Http404
    rows = queries.rows(shown, by_tier=bool(tier))
    quarters = queries.quarters(shown)
    context = {
        **_frame(request, found, shown),
        "title": title_of(shown.year),
        "lede": lede(shown, quarters),
        "quarters": [(each, standing(each.run, clock.today()) if each.run else None) for each in quarters],
        "rows": [row for row in rows if not tier or row.score.tier == tier],
        "own": user.township_id,
        "opens": user.sees_all_units,
        "by_tier": bool(tier),
        "tabs": _tabs(request, rows, tier),
        "query": _query(request, shown),
        "money": queries.money(shown, rows),
    }
    return render(request, "years/year_detail.html", context)


def _query(request: HttpRequest, shown: YearResult) -> str:
    """Keeps the version that was asked for in the links of the page."""
    return f"?run={shown.version}" if request.GET.get("run") else ""


def _nothing(request: HttpRequest, found: list[YearResult], year: int | None) -> HttpResponse:
    """A year without a result: those who may compute it are offered that, everybody else learns that there is none."""
    may = request.user.has_perm("assessments.score_period")
    if request.GET.get("run") or (year is not None and not may and found):
        raise Http404
    year = year or clock.today().year
    return render(request, "years/year_none.html", {"year": year, "can_compute": may, "years": _years(found, None)})


def _frame(request: HttpRequest, found: list[YearResult], shown: YearResult) -> dict[str, Any]:
    """What stands around the table: other years and versions, and what this person may do here."""
    at, may = clock.now(), request.user.has_perm
    is_open = shown.status == YearResult.Status.PROVISIONAL
    may_publish = may("assessments.publish_run")
    to_publish = years.refusal_to_publish(shown) if is_open and may_publish else ""
    to_finalise = years.refusal_to_finalise(shown, at) if not is_open and may_publish and not shown.final_at else ""
    return {
        "result": shown,
        "year": shown.year,
        "years": _years(found, shown),
        "versions": _versions(found, shown),
        "standing": None if is_open else standing(shown, day_of(at)),
        "seal": getattr(shown, "seal", None),
        "can_compute": may("assessments.score_period") and shown.final_at is None and found[0].final_at is None,
        "can_publish": is_open and may_publish and not to_publish,
        "needs_note": is_open and may_publish and years.needs_note(shown),
        "can_finalise": not is_open and may_publish and not to_finalise and not shown.final_at,
        "refusal": to_publish or to_finalise,
    }


def _years(found: list[YearResult], shown: YearResult | None) -> list[Choice]:
    current = shown.year if shown else None
    numbers = dict.fromkeys(each.year for each in found)
    return [Choice(str(year), reverse("year-result", args=[year]), year == current) for year in numbers]


def _versions(found: list[YearResult], shown: YearResult) -> list[Choice]:
    same = [each for each in found if each.year == shown.year]
    if len(same) < 2:
        return []
    address = reverse("year-result", args=[shown.year])
    state = {True: _("published"), False: _("provisional")}
    return [
        Choice(
            _("Version %(n)s, %(state)s") % {"n": each.version, "state": state[each.published_at is not None]},
            f"{address}?run={each.version}",
            each == shown,
        )
        for each in same
    ]


def _tabs(request: HttpRequest, rows: list[queries.Row], tier: str) -> list[Choice]:
    version = request.GET.get("run", "")
    rest = f"&run={version}" if version else ""
    tabs = [Choice(_("All %(n)s") % {"n": len(rows)}, f"?{rest.lstrip('&')}", not tier)]
    for each in Tier:
        if size := sum(row.score.tier == each for row in rows):
            label = _("%(tier)s %(n)s") % {"tier": each.label, "n": size}
            tabs.append(Choice(label, f"?tier={each.value}{rest}", tier == each))
    return tabs


@requires("assessments.view_year")
@require_safe
def card(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """One unit's year: every indicator over the four quarters, and how its value of the year comes about."""
    found = list(queries.results(request.user))
    shown = queries.chosen(found, year, version_asked(request))
    unit = shown and queries.unit_of(code, year, request.user)
    score = unit and shown.scores.filter(township=unit).first()
    if not shown or not unit or not score:
        raise Http404
    score.result = shown
    made = queries.card(score)
    context = {
        "result": shown,
        "unit": unit,
        "score": score,
        "tier": Tier(score.tier).label,
        "grade": queries.grades(shown.scheme).get(score.grade, ""),
        "lines": [(line, how(line)) for line in made.lines],
        "sums": made.sums,
        "is_scaled": score.applicable != shown.scheme.base_points,
        "standing": standing(shown, clock.today()) if shown.published_at else None,
        "query": _query(request, shown),
    }
    return render(request, "years/year_card.html", context)


@requires("assessments.score_period")
@require_POST
def compute(request: HttpRequest, year: int) -> HttpResponse:
    """Compute the year now, from the newest published runs of its quarters."""
    try:
        made = years.compute_year(year, at=clock.now())
    except years.YearRefused as refused:
        messages.warning(request, str(refused))
        return redirect("year-result", year)
    messages.success(request, _("The year is computed as version %(n)s.") % {"n": made.version})
    return redirect(reverse("year-result", args=[year]) + f"?run={made.version}")


@requires("assessments.publish_run")
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a year on public notice."""
    shown = get_object_or_404(YearResult.objects.visible_to(request.user), pk=pk)
    try:
        years.publish_year(shown, by=request.user, at=clock.now(), note=request.POST.get("note", ""))
    except years.YearRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The result of %(year)s is published and on notice.") % {"year": shown.year})
    return redirect(reverse("year-result", args=[shown.year]) + f"?run={shown.version}")


@requires("assessments.publish_run")
@require_POST
def finalise(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a published year final."""
    shown = get_object_or_404(YearResult.objects.visible_to(request.user), pk=pk)
    try:
        years.finalise_year(shown, by=request.user, at=clock.now())
    except years.YearRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The result of %(year)s is final.") % {"year": shown.year})
    return redirect("year-result", shown.year)
