"""Asking for papers, seeing how far they are, and taking them away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Paper, ScoreRun
from assessments.papers.codes import grouped
from assessments.queries.papers import papers_seen
from assessments.services.papers import PaperRefused, request_paper, request_return_notice
from talentportal.core import clock
from talentportal.core.models.jobs import JobState
from talentportal.core.views.access import requires
from talentportal.core.views.files import download
from townships.models import Township

from .report_page import the_report

Kind = Paper.Kind


@requires("assessments.edit_circular")
@require_POST
def print_circular(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(pk)
    return _asked(request, Kind.CIRCULAR, run, None, redirect("run-circular", run.pk))


@requires("assessments.edit_circular")
@require_POST
def print_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """The score cards of all units in one file."""
    run = _run(pk)
    return _asked(request, Kind.SCORE_CARD, run, None, redirect("run-circular", run.pk))


@requires("assessments.print_paper")
@require_POST
def print_card(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The score card of one unit."""
    return _of_unit(request, Kind.SCORE_CARD, pk, code)


@requires("assessments.edit_circular")
@require_POST
def word_circular(request: HttpRequest, pk: int) -> HttpResponse:
    """The circular in the office's own Word template."""
    run = _run(pk)
    return _asked(request, Kind.CIRCULAR, run, None, redirect("run-circular", run.pk), format=Paper.Format.DOCX)


@requires("assessments.print_paper")
@require_POST
def print_sheet(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One unit on one page: standing, gaps, promises."""
    return _of_unit(request, Kind.UNIT_SHEET, pk, code)


@requires("assessments.print_paper")
@require_POST
def print_return(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """The notice of the latest return of a report."""
    report = the_report(request, period, code)
    try:
        origin = request.build_absolute_uri("/")
        paper = request_return_notice(report, origin=origin, by=request.user, at=clock.now())
    except PaperRefused as refused:
        messages.warning(request, str(refused))
        return redirect("report-detail", period, code)
    return redirect("paper-detail", paper.pk)


def _run(pk: int) -> ScoreRun:
    return get_object_or_404(ScoreRun.objects.published().select_related("period"), pk=pk)


def _of_unit(request: HttpRequest, kind: str, pk: int, code: str) -> HttpResponse:
    run = _run(pk)
    unit = get_object_or_404(Township.objects.visible_to(request.user), code=code)
    return _asked(request, kind, run, unit, redirect("score-detail", run.period.code, code))


def _asked(
    request: HttpRequest, kind: str, run: ScoreRun, unit: Township | None, back: HttpResponse, **more: Any
) -> HttpResponse:
    origin = request.build_absolute_uri("/")
    try:
        paper = request_paper(kind, run, township=unit, origin=origin, by=request.user, at=clock.now(), **more)
    except PaperRefused as refused:
        messages.warning(request, str(refused))
        return back
    return redirect("paper-detail", paper.pk)


@requires("assessments.print_paper")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a paper is; htmx asks for the panel alone, and for the page once it is made."""
    paper: Any = get_object_or_404(papers_seen(request.user), pk=pk)
    job = paper.job
    is_busy = paper.made_at is None and job is not None and job.state != JobState.FAILED
    context = {
        "paper": paper,
        "run": paper.run,
        "source": paper.run or paper.report,
        "code": grouped(paper.code),
        "is_busy": is_busy,
        "stage": _(job.stage) if job and job.stage else "",
    }
    if request.htmx and request.htmx.target == "progress":
        response = render(request, "papers/_paper_job.html", context)
        if not is_busy:
            response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "papers/paper.html", context)


@requires("assessments.print_paper")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    paper = get_object_or_404(papers_seen(request.user), pk=pk)
    if paper.made_at is None:
        raise Http404
    return download(paper)
