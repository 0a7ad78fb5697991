"""The correction notice, and the director's corrections: of a figure, or of a final year in the next one."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.corrections import FigureForm, ReasonForm, YearEntryForm
from assessments.models import Period, YearEntry
from assessments.queries import corrections, notices
from assessments.queries.final_years import final_words, first_open_year, is_final
from assessments.services.corrections import CorrectionRefused, correct_figure, enter_in_next_year, why_not
from assessments.services.scoring import is_being_computed
from talentportal.core import clock, formats
from talentportal.core.views.access import requires
from townships.models import Township

from .ranking_words import state_words


@requires("assessments.view_ranking")
@require_safe
def notice(request: HttpRequest, period: str, version: int) -> HttpResponse:
    """What moved from the version before to this one, and why; for printing on A4."""
    run = notices.corrected_version(period, version)
    if run is None:
        raise Http404
    found = notices.seen_by(request.user, notices.correction_notice(run))
    kind, words = state_words(run.notice_until, run.final_at, clock.today())
    others = [other for other in notices.notices_of(run.period_id) if other.pk != run.pk]
    ranking = reverse("ranking", args=[period])
    context = {
        "notice": found,
        "run": run,
        "period": run.period,
        "state": kind,
        "state_words": words,
        "others": others,
        "old_href": f"{ranking}?run={found.before.version}",
        "new_href": f"{ranking}?run={run.version}",
    }
    return render(request, "assessments/correction_notice.html", context)


@requires("assessments.correct_figure")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, period: str, code: str, line: str) -> HttpResponse:
    """The figure as it is, what was corrected before, and the field for the right one."""
    at, quarter = clock.now(), get_object_or_404(Period.objects.opened().coded(period).select_related("scheme"))
    unit = _unit(request, code, quarter.last_day)
    figure = corrections.figure_now(quarter, unit, line)
    if figure is None:
        raise Http404
    if is_final(quarter.year):
        messages.info(request, final_words(quarter.year))
        return redirect("year-entry", quarter.year, code)
    refusal = why_not(unit, by=request.user, at=at)
    if not refusal and is_being_computed(quarter):
        refusal = _("Scores are being computed; wait until they are ready, then correct the figure.")
    is_rate, seen = figure.out_of is not None, _seen(figure)
    form = FigureForm(request.POST or None, is_rate=is_rate, initial=_as_it_is(figure, seen))
    context = {"form": form, "figure": figure, "unit": unit, "period": quarter, "refusal": refusal}
    if request.method != "POST" or refusal:
        return _page(request, "figure_correct", context, status=409 if refusal and request.method == "POST" else 200)
    if form.is_valid() and form.cleaned_data["seen"] != seen:
        form.add_error("figure", _("The figure has changed since you opened this page; look at it again."))
    if form.is_valid() and _saved(form, figure, quarter, unit, request.user, at):
        messages.success(request, _("The figure is corrected; new scores are being computed."))
        return redirect("score-detail", quarter.code, unit.code)
    return _page(request, "figure_correct", context, status=422)


def _seen(figure: corrections.Figure) -> str:
    """What the page showed, so that nobody corrects a figure that has changed since."""
    return "/".join(f"{(number or Decimal(0)).normalize():f}" for number in (figure.counted, figure.out_of))


def _as_it_is(figure: corrections.Figure, seen: str) -> dict[str, Any]:
    numbers = {"figure": figure.counted.normalize(), "out_of": figure.out_of.normalize() if figure.out_of else 0}
    return {name: f"{number:f}" for name, number in numbers.items()} | {"seen": seen}


def _saved(
    form: FigureForm, figure: corrections.Figure, period: Period, unit: Township, by: Any, at: dt.datetime
) -> bool:
    said = form.cleaned_data
    known = max((row.pk for row in figure.corrections), default=0)
    change = {"counted": said["figure"] - figure.counted, "reason": said["reason"], "after": known}
    if figure.out_of is not None:
        change["out_of"] = said["out_of"] - figure.out_of
    return _tried(form, lambda: correct_figure(period, unit, figure.code, **change, by=by, at=at))


@requires("assessments.correct_figure")
@require_http_methods(["GET", "HEAD", "POST"])
def year_entry(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Points of a final year, entered in the first year that is not."""
    at, unit = clock.now(), _unit(request, code, dt.date(year, 12, 31))
    if not is_final(year):
        raise Http404
    form = YearEntryForm(request.POST or None)
    context = {
        "form": form,
        "unit": unit,
        "of_year": year,
        "year": first_open_year(year),
        "entries": YearEntry.objects.filter(of_year=year, township=unit).select_related("decided_by").order_by("pk"),
        "refusal": why_not(unit, by=request.user, at=at),
    }
    if request.method != "POST" or context["refusal"]:
        return _page(request, "year_entry", context, status=409 if request.method == "POST" else 200)
    said = form.cleaned_data if form.is_valid() else None
    if said and _tried(form, lambda: enter_in_next_year(unit, of_year=year, **said, by=request.user, at=at)):
        told = {"year": context["year"], "points": formats.change(said["points"])}
        messages.success(request, _("Entered in %(year)s: %(points)s points.") % told)
        return redirect("year-entry", year, code)
    return _page(request, "year_entry", context, status=422)


def _tried(form: ReasonForm, act: Any) -> bool:
    """Whether it went through; a refusal stands beside its field."""
    try:
        act()
    except CorrectionRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    return True


def _unit(request: HttpRequest, code: str, day: dt.date) -> Township:
    """The unit as it was called that day."""
    return get_object_or_404(Township.objects.visible_to(request.user).named_on(day), code=code)


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    return render(request, f"assessments/{template}.html", context, status=status)
