"""Approving the reports that are ticked in the queue."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.models import Period, Report
from assessments.services.bulk_approval import approve_many
from talentportal.core import clock
from talentportal.core.views.access import requires

from .review import queue_context


@requires("assessments.view_review", "assessments.approve_report")
@require_POST
def approve_ticked(request: HttpRequest, period: str) -> HttpResponse:
    """The queue again, with what was approved and what was left out, and why."""
    at = clock.now()
    ticked = Report.objects.visible_to(request.user).filter(
        period__in=Period.objects.coded(period), township__code__in=request.POST.getlist("unit")
    )
    done = approve_many(ticked, listed_at=_listed_at(request, at), by=request.user, at=at)
    context = queue_context(request, at)
    names = {unit.report_id: unit for unit in context.get("all_units", [])}
    context |= {
        "bulk": done,
        "approved_units": [names[report.pk] for report in done.approved if report.pk in names],
        "left_out": [(names[left.report.pk], left.reason) for left in done.left_out if left.report.pk in names],
        "nothing_ticked": "" if done.approved or done.left_out else _("Tick the reports to approve first."),
    }
    return render(request, "assessments/review_queue.html", context, status=422 if context["nothing_ticked"] else 200)


def _listed_at(request: HttpRequest, at: dt.datetime) -> dt.datetime:
    """When the list was read, as it says itself; without a readable moment, long ago, so that nothing slips through."""
    try:
        said = dt.datetime.fromisoformat(request.POST.get("listed_at", ""))
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return said if said.tzinfo else said.replace(tzinfo=at.tzinfo)
