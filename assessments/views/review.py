"""The review: the queue of a quarter, one report with its decision, and the rows behind a figure."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.review import FORMS, DecisionForm
from assessments.measures import read_figures
from assessments.models import Indicator, Period, Report
from assessments.queries import progress
from assessments.queries.amendments import amendments_asked
from assessments.queries.rows import counted_rows
from assessments.services.reports import StepRefused
from assessments.services.returns import returnable
from assessments.services.review import Overtaken, decide, last_step
from assessments.workflow import OFFICE_STEPS, STEPS
from talentportal.core import clock
from talentportal.core.views.access import requires
from talentportal.core.views.errors import conflict
from townships.models import Role

from .dashboard import chosen_period
from .review_page import address, detail_context, next_in_queue, overtaken_words
from .review_verdicts import waiting_units

STATES = ("submitted", "returned", "ready", "draft", "not_started", "overdue", "missing", "approved")
DONE = {
    "return": _("The report of %(unit)s is returned."),
    "approve": _("The report of %(unit)s is approved; the scores of the quarter are being computed."),
    "reopen": _("The report of %(unit)s is reopened."),
    "decline": _("The amendment of %(unit)s is declined."),
}


def get_report(request: HttpRequest, period: str, code: str) -> Report:
    """The unit's report of the quarter, or 404; units do not get here at all."""
    quarter = get_object_or_404(Period.objects.coded(period).select_related("scheme"))
    mine = Report.objects.visible_to(request.user).for_period(quarter)
    report = get_object_or_404(mine.select_related("township", "checked_by", "signed_by"), township__code=code)
    report.period = quarter
    return report


@requires("assessments.view_review")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/review_queue.html", queue_context(request, clock.now()))


def queue_context(request: HttpRequest, at: dt.datetime) -> dict[str, Any]:
    """The reports of the chosen quarter in the order in which they wait."""
    periods = progress.periods_to_choose()
    period = chosen_period(request, periods)
    if period is None:
        return {"period": None}
    units = [unit for unit in progress.waiting_first(progress.board(period, request.user, at)) if unit.report_id]
    mine = [unit for unit in units if unit.is_mine]
    who = "all" if request.GET.get("who") == "all" or not mine else "mine"
    state = request.GET.get("state", "")
    listed = mine if who == "mine" else units
    shown = [unit.shown for unit in listed]
    waiting = [unit for unit in units if unit.awaits_me]
    joint = waiting_units(request.user, units, period) if request.user.role == Role.CO_REVIEWER else []
    n_objections = sum(each.n_objections for each in periods)
    counts = {"review-queue": len(waiting) or len(joint), "objection-list": n_objections}
    request.menu_counts = counts  # type: ignore[attr-defined]
    return {
        "period": period,
        "periods": periods,
        "who": who,
        "state": state if state in STATES else "",
        "units": [unit for unit in listed if state not in STATES or unit.shown == state],
        "counts": [(name, shown.count(name)) for name in STATES if name in shown],
        "total": len(units),
        "mine": len(mine),
        "listed": len(listed),
        "waiting": waiting,
        "joint": joint,
        "amendments": amendments_asked(request.user, clock.today()),
        "at": at,
        "all_units": units,
        "may_approve": bool(waiting) and request.user.has_perm("assessments.approve_report"),
    }


@requires("assessments.view_review")
@require_safe
def detail(request: HttpRequest, period: str, code: str) -> HttpResponse:
    report = get_report(request, period, code)
    return render(request, "assessments/review_detail.html", detail_context(request, report, clock.now()))


@requires("assessments.view_review")
@require_safe
def rows(request: HttpRequest, period: str, code: str, indicator: str) -> HttpResponse:
    """The rows the register counts for one figure: a part of the review page, or a page of its own."""
    report = get_report(request, period, code)
    about = get_object_or_404(Indicator, scheme=report.period.scheme_id, code=indicator)
    at = report.registers_at(clock.now())
    figures = read_figures(report.period, [report.township_id], [about], at=at)
    figure = figures.get((report.township_id, about.pk))
    found = counted_rows(about, figure.row_ids, request.user) if figure else []
    template = "_review_rows.html" if request.headers.get("HX-Request") else "review_rows.html"
    context = {"report": report, "indicator": about, "rows": found, "figure": figure}
    return render(request, f"assessments/{template}", context)


@requires("assessments.view_review")
@require_POST
def step(request: HttpRequest, period: str, code: str, step: str) -> HttpResponse:
    if step not in OFFICE_STEPS:
        raise Http404
    if not request.user.has_perm(STEPS[step].permission):
        raise PermissionDenied
    report, at = get_report(request, period, code), clock.now()
    places = returnable(report) if step == "return" else None
    form = FORMS[step](request.POST, auto_id=f"id_{step}_%s", places=places)
    form.step = step  # type: ignore[attr-defined]
    if not form.is_valid():
        return _again(request, report, form)
    try:
        decide(step, report, by=request.user, at=at, **form.said())
    except Overtaken as late:
        return conflict(request, overtaken_words(late.step), href=address(report))
    except StepRefused as refused:
        return _refused(request, get_report(request, period, code), form, refused)
    messages.success(request, DONE[step] % {"unit": _name(request, report)})
    if form.cleaned_data["next"]:
        return redirect(next_in_queue(report, request.user, at))
    return redirect("review-detail", period, code)


def _name(request: HttpRequest, report: Report) -> str:
    named = type(report.township).objects.named_on(report.period.last_day).visible_to(request.user)
    return named.get(pk=report.township_id).name or report.township.code


def _again(request: HttpRequest, report: Report, form: DecisionForm) -> HttpResponse:
    context = detail_context(request, report, clock.now(), form)
    return render(request, "assessments/review_detail.html", context, status=422)


def _refused(request: HttpRequest, report: Report, form: DecisionForm, refused: StepRefused) -> HttpResponse:
    """Too late: say who did what. Otherwise the message beside its field, or why this person may not."""
    if report.state not in STEPS[form.step].sources:  # type: ignore[attr-defined]
        return conflict(request, overtaken_words(last_step(report)), href=address(report))
    findings = [finding for finding in refused.findings if finding.part in form.fields]
    if not findings:
        raise PermissionDenied(" ".join(refused.messages))
    for finding in findings:
        form.add_error(finding.part, finding.message)
    return _again(request, report, form)
