"""Recording a finding that costs points, from the review page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.services.deductions import DeductionRefused, record_deduction
from talentportal.core import clock
from talentportal.core.views.access import requires

from .review import get_report
from .review_page import detail_context


@requires("assessments.view_review", "assessments.record_deduction")
@require_POST
def add_deduction(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """One case; what was typed stands beside its fault when it is refused."""
    report, at = get_report(request, period, code), clock.now()
    said = {"code": request.POST.get("deduction", ""), "reason": request.POST.get("reason", "").replace("\x00", "")}
    try:
        record_deduction(report, by=request.user, at=at, **said)
    except DeductionRefused as refused:
        context = detail_context(request, report, at, refused_case=said | {"error": refused.message})
        return render(request, "assessments/review_detail.html", context, status=422)
    messages.success(request, _("The case is recorded; the scores follow in a moment."))
    return redirect("review-detail", period, code)
