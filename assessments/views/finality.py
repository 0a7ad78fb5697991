"""Declaring a quarter final, and the words that stand beside its result until then."""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.models import ScoreRun
from assessments.models.periods import day_of
from assessments.services.finality import NotFinal, check_final, finalise_run
from talentportal.core import clock, formats
from talentportal.core.views.access import requires

from .year_words import standing


class Finality(NamedTuple):
    """For templates/years/_finality.html: where a published result stands, and what the director may do now."""

    pk: int
    state: str
    words: str
    can_finalise: bool
    refusal: str


def finality_of(run_id: int, user: Any, at: dt.datetime) -> Finality | None:
    """None while the run is not published. Why it does not become final yet is told to whoever may declare it."""
    run = ScoreRun.objects.published().select_related("period").filter(pk=run_id).first()
    if run is None:
        return None
    state, words = standing(run, day_of(at))
    may = user.has_perm("assessments.publish_run") and run.final_at is None
    refusal = _refusal(run, at) if may else ""
    return Finality(run.pk, state, words, may and not refusal, refusal)


def _refusal(run: ScoreRun, at: dt.datetime) -> str:
    try:
        check_final(run, run.period, at)
    except NotFinal as refused:
        return str(refused)
    return ""


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
