"""Computing the scores of a quarter, watching it, and publishing the result."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.calendar import working_day_after
from assessments.forms.publishing import PublishForm
from assessments.models import Period, ScoreRun
from assessments.queries.publishing import outlook
from assessments.services import scoring
from talentportal.core import clock, formats
from talentportal.core.models import Job
from talentportal.core.models.jobs import JobState
from talentportal.core.views.access import requires


@requires("assessments.score_period")
@require_POST
def score(request: HttpRequest, period: str) -> HttpResponse:
    """Ask for the scores of a quarter on demand; the ranking shows how far they are."""
    found = get_object_or_404(Period.objects.coded(period))
    scoring.request_scores(found, by=request.user, at=clock.now())
    messages.info(request, _("The computation has been requested. This page refreshes itself when it is done."))
    return redirect("ranking", found.code)


@requires("assessments.view_provisional")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a computation is: a page, or only its panel for htmx, which asks every two seconds."""
    job = get_object_or_404(Job, pk=pk, kind=scoring.KIND)
    period = Period.objects.filter(pk=job.args["period"]).first()
    if period is None:
        raise Http404
    back = reverse("ranking", args=[period.code])
    context = {
        "job": job,
        "title": _("Computing the scores of %(quarter)s") % {"quarter": formats.quarter(period)},
        "stage": gettext(job.stage) if job.stage else "",
        "seconds": _seconds(job),
        "number": f"J-{job.pk:06}",  # what a person reads out on the telephone when the job has failed
        "back": back,
    }
    if not request.htmx:
        return render(request, "core/job_detail.html", context)
    response = render(request, "core/_job.html", context)
    if job.state == JobState.DONE and (request.htmx.current_url_abs_path or "").startswith(back):
        response.headers["HX-Refresh"] = "true"  # the ranking behind the panel is an older one now
    return response


def _seconds(job: Job) -> int:
    return max(0, round(((job.finished_at or clock.now()) - job.requested_at).total_seconds()))


@requires("assessments.publish_run")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """GET names what would be published and what is still open; POST publishes exactly what was shown."""
    run = get_object_or_404(ScoreRun.objects.select_related("period", "scheme", "published_by"), pk=pk)
    is_correction = scoring.is_correction(run)
    needs_note = is_correction or run.period.lacks_approvals(clock.now())
    if request.method == "POST":
        form = PublishForm(request.POST, is_correction=is_correction) if needs_note else None
        return _publish(request, run, form)
    if run.status == ScoreRun.Status.PUBLISHED:
        messages.info(request, _published_already(run))
        return redirect(_ranking(run))
    return _publish_page(request, run, PublishForm(is_correction=is_correction) if needs_note else None)


def _publish_page(request: HttpRequest, run: ScoreRun, form: PublishForm | None) -> HttpResponse:
    """With the field for the reason where one is needed."""
    status = 422 if form and form.errors else 200
    notice_until = working_day_after(clock.today(), run.scheme.notice_days)
    context = {"run": run, "outlook": outlook(run), "form": form, "notice_until": notice_until}
    return render(request, "assessments/run_publish.html", context, status=status)


def _publish(request: HttpRequest, run: ScoreRun, form: PublishForm | None) -> HttpResponse:
    """What is published already is only told; a missing reason is asked for beside its field."""
    if form and run.status == ScoreRun.Status.PROVISIONAL and not form.is_valid():
        return _publish_page(request, run, form)
    note = form.cleaned_data["note"] if form and form.is_valid() else ""
    text = request.POST.get("revision", "")
    seen = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # no run has revision 0
    try:
        scoring.publish_run(run, by=request.user, at=clock.now(), seen_revision=seen, note=note)
    except scoring.PublishRefused as refused:
        done = run.status == ScoreRun.Status.PUBLISHED
        messages.warning(request, _published_already(run) if done else str(refused))
        return redirect(_ranking(run) if done else reverse("ranking", args=[run.period.code]) + f"?run={run.version}")
    told = {"quarter": formats.quarter(run.period), "n": run.version}
    messages.success(
        request, _("The result of %(quarter)s is published as version %(n)s. All units see it now.") % told
    )
    if scoring.is_correction(run):
        return redirect("correction-notice", run.period.code, run.version)
    return redirect(_ranking(run))


def _ranking(run: ScoreRun) -> str:
    return reverse("ranking", args=[run.period.code])


def _published_already(run: ScoreRun) -> str:
    """Pressing twice, or two at once, is nobody's fault."""
    told = {"name": run.published_by.name, "at": formats.moment(run.published_at), "n": run.version}
    return _("Version %(n)s was published already, by %(name)s, %(at)s. Nothing was changed.") % told
