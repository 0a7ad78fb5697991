"""Refusing one row that a report claims; the others are accepted with the approval."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import workflow
from assessments.models import ReportRow
from assessments.services.acceptance import refuse_row
from assessments.services.rows import RowRefused
from talentportal.core import clock
from talentportal.core.views.access import requires

from .review import get_report


@requires("assessments.view_review", "assessments.approve_report")
@require_POST
def refuse(request: HttpRequest, period: str, code: str, kind: str, pk: int) -> HttpResponse:
    """By whoever may approve the report, with a reason that the unit reads."""
    report, at = get_report(request, period, code), clock.now()
    standing = workflow.standings([report], request.user, at)[report.pk]  # type: ignore[arg-type]
    if reason := workflow.STEPS["approve"].bars(report, request.user, at, standing):  # type: ignore[arg-type]
        raise PermissionDenied(reason)
    rows = ReportRow.objects.visible_to(request.user).select_related("report__township")
    claim = get_object_or_404(rows, report=report, kind=kind, row_id=pk, origin=ReportRow.Origin.ENTERED)
    try:
        refuse_row(claim, reason=request.POST.get("reason", "")[:300], by=request.user, at=at)
    except RowRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The row is refused; it counts for nothing, and the unit reads why."))
    return redirect(reverse("review-detail", args=[period, code]) + "#claims")
