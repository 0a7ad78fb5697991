"""A figure is confirmed or doubted on the review page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.models import Indicator, LineReview, Report
from assessments.services.line_reviews import VerdictRefused, say
from assessments.services.notes import annotated_codes
from talentportal.core import clock
from talentportal.core.views.access import requires

from .review import get_report
from .review_page import address, detail_context
from .review_verdicts import count, verdicts_of


@requires("assessments.view_review", "assessments.annotate_report")
@require_POST
def line_review(request: HttpRequest, period: str, code: str, indicator: str) -> HttpResponse:
    """htmx gets the tick, the words and the count back; otherwise the page, at the figure."""
    report = get_report(request, period, code)
    figures = Indicator.objects.exclude(source=Indicator.Source.SYSTEM)
    about = get_object_or_404(figures, scheme=report.period.scheme_id, code=indicator)
    verdict, note = request.POST.get("verdict", ""), request.POST.get("note", "").replace("\x00", "")
    if verdict not in ("", *LineReview.Verdict.values):
        raise Http404
    may_write = annotated_codes(request.user, report)  # type: ignore[arg-type]
    if may_write is not None and about.code not in may_write:
        raise PermissionDenied(_("You may confirm only the figures that are assigned to you."))
    error = ""
    try:
        say(report, about, verdict, note=note, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except VerdictRefused as refused:
        error = refused.message
    return _answer(request, report, about, may_write, {"verdict_error": error, "verdict_note": note if error else ""})


def _answer(
    request: HttpRequest, report: Report, about: Indicator, may_write: set[str] | None, told: dict[str, Any]
) -> HttpResponse:
    told |= {"verdict_about": about.code}
    status = 422 if told["verdict_error"] else 200
    if not request.headers.get("HX-Request"):
        if status == 200:
            return redirect(f"{address(report)}#row-{about.code}")
        context = detail_context(request, report, clock.now(), **told)
        return render(request, "assessments/review_detail.html", context, status=status)
    figures = Indicator.objects.filter(scheme=report.period.scheme_id).exclude(source=Indicator.Source.SYSTEM)
    found = verdicts_of(report, request.user, figures.values_list("code", flat=True), may_write)
    context = {"report": report, "period": report.period, "said": found[about.code], **count(found), **told}
    return render(request, "assessments/_review_said.html", context, status=status)
