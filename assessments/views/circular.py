"""The circular of a published run: as it will be printed, and the words that the office writes itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.circular import CircularForm
from assessments.models import Score, ScoreRun
from assessments.papers.circular import content_of, words_of
from assessments.queries.papers import issued_circulars, papers_seen
from assessments.services.circulars import WORDS, CircularRefused, save_words
from talentportal.core import clock
from talentportal.core.views.access import requires
from talentportal.core.views.files import download

LATEST = 20


@requires("assessments.view_ranking")
@require_safe
def circular(request: HttpRequest, pk: int) -> HttpResponse:
    """As it is printed, for everybody who may read the published result; to the office with the papers made so far."""
    run = _published(pk)
    context: dict[str, Any] = {"run": run, "content": content_of(run), "issued": issued_circulars(run)}
    if request.user.has_perm("assessments.edit_circular"):
        context["papers"] = papers_seen(request.user).filter(run=run)[:LATEST]
    return render(request, "papers/circular.html", context)


@requires("assessments.view_ranking")
@require_safe
def circular_file(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The circular as the office handed it out last, as PDF or for Word."""
    paper = next((paper for paper in issued_circulars(_published(pk)) if paper.format == format), None)
    if paper is None:
        raise Http404
    return download(paper)


@requires("assessments.edit_circular")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    run = _published(pk)
    words = words_of(run)
    if request.method != "POST":
        return _form(request, run, CircularForm(instance=words, initial={"version": words.version}), 200)
    form = CircularForm(request.POST, instance=words)
    if not form.is_valid():
        return _form(request, run, form, 422)
    said: dict[str, Any] = {name: form.cleaned_data[name] for name in WORDS}
    try:
        save_words(run, said, version=form.cleaned_data["version"], by=request.user, at=clock.now())
    except CircularRefused as refused:
        form.add_error(None, str(refused))
        return _form(request, run, form, 409)
    messages.success(request, _("The words are saved."))
    return redirect("run-circular", run.pk)


def _published(pk: int) -> ScoreRun:
    scored = ScoreRun.objects.published().select_related("period").filter(pk__in=Score.objects.values("run"))
    return get_object_or_404(scored, pk=pk)


def _form(request: HttpRequest, run: ScoreRun, form: CircularForm, status: int) -> HttpResponse:
    return render(request, "papers/circular_form.html", {"run": run, "form": form}, status=status)
