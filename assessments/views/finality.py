"""Declaring a quarter final, and the words that stand beside its result until then."""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.models import Period, ScoreRun
from assessments.queries.results import Run
from assessments.services.finality import NotFinal, check_newest, check_notice_over, check_objections, finalise_run
from talentportal.core import clock, formats
from talentportal.core.views.access import requires


class Finality(NamedTuple):
    """For templates/years/_finality.html: what the director may do with a published result, or why not yet."""

    pk: int
    refusal: str


def finality_of(run: Run, every: list[Run], user: Any, today: dt.date) -> Finality | None:
    """Told to whoever may declare the quarter final, of its newest version; a query only where there are objections."""
    if not run.id or not run.is_published or run.final_at or not user.has_perm("assessments.publish_run"):
        return None
    same = [other for other in every if other.period_id == run.period_id]
    try:
        check_newest(run.version or 0, max(other.version or 0 for other in same))
        check_notice_over(run.notice_until, today)
        if any(other.has_objections for other in same):
            check_objections(Period.objects.filter(pk=run.period_id))
    except NotFinal as refused:
        return Finality(run.id, str(refused))
    return Finality(run.id, "")


@requires("assessments.publish_run")
@require_POST
def finalise(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a published quarter final; what stands against it is said above the ranking."""
    run = get_object_or_404(ScoreRun.objects.visible_to(request.user).select_related("period"), pk=pk)
    told = {"quarter": formats.quarter(run.period)}
    try:
        finalise_run(run, by=request.user, at=clock.now())
    except NotFinal as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The result of %(quarter)s is final.") % told)
    return redirect("ranking", run.period.code)
