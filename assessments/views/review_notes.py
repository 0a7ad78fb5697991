"""Notes of the review: written beside a figure, answered, and marked as dealt with."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.models import Indicator, Report, ReviewNote
from assessments.services import notes
from talentportal.core import clock
from talentportal.core.views.access import requires

from .comparison import threads
from .review import get_report
from .review_page import address, detail_context


@requires("assessments.view_review", "assessments.annotate_report")
@require_POST
def add_note(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """A note on a figure or on the whole report, or an answer in a thread; htmx gets the thread back."""
    report, at = get_report(request, period, code), clock.now()
    about, first = _about(request, report)
    body, error = request.POST.get("body", ""), ""
    try:
        if first:
            notes.reply(first, body, by=request.user, at=at)
        else:
            notes.add_note(report, about, body, by=request.user, at=at)
    except notes.NoteRefused as refused:
        error = refused.message
    return _thread(request, report, about, first=first, body=body if error else "", error=error)


@requires("assessments.view_review", "assessments.annotate_report")
@require_POST
def settle_note(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """Mark a thread as dealt with, by whoever may write in it."""
    report = get_report(request, period, code)
    note = get_object_or_404(ReviewNote.objects.visible_to(request.user), pk=pk, report=report, reply_to=None)
    _may_write(request, report, note.indicator)
    notes.resolve(note, by=request.user, at=clock.now())
    return _thread(request, report, note.indicator)


def _about(request: HttpRequest, report: Report) -> tuple[Indicator | None, ReviewNote | None]:
    """The indicator and, for an answer, the note; 404 for what does not belong to this report."""
    if answered := request.POST.get("reply_to"):
        if not answered.isascii() or not answered.isdigit() or len(answered) > 18:
            raise Http404
        threads_here = ReviewNote.objects.visible_to(request.user).filter(report=report)
        note = get_object_or_404(threads_here.select_related("reply_to", "indicator"), pk=int(answered))
        _may_write(request, report, note.indicator)
        return note.indicator, note
    code = request.POST.get("indicator", "").replace("\x00", "?")
    about = get_object_or_404(Indicator, scheme=report.period.scheme_id, code=code) if code else None
    _may_write(request, report, about)
    return about, None


def _may_write(request: HttpRequest, report: Report, about: Indicator | None) -> None:
    codes = notes.annotated_codes(request.user, report)
    if codes is not None and (about is None or about.code not in codes):
        raise PermissionDenied(_("You may write notes only on what is assigned to you."))


def _thread(request: HttpRequest, report: Report, about: Indicator | None, **refused: Any) -> HttpResponse:
    """The thread alone for htmx; otherwise the page, at the thread."""
    code = about.code if about else ""
    error = refused.get("error", "")
    if not request.headers.get("HX-Request"):
        if not error:
            return redirect(f"{address(report)}#thread-{code or 'all'}")
        more = {"note_error": error, "note_body": refused["body"], "note_about": code}
        more["note_first"] = _still_open(refused["first"])
        context = detail_context(request, report, clock.now(), **more)
        return render(request, "assessments/review_detail.html", context | {"has_errors": True}, status=422)
    about_it = ReviewNote.objects.visible_to(request.user).filter(report=report, indicator=about)
    context = {
        "report": report,
        "period": report.period,
        "code": code,
        "threads": threads(about_it.select_related("author", "resolved_by")),
        "writable": report.state in notes.OPEN_TO_NOTES,
        "note_about": code,
        "note_error": error,
        "note_body": refused.get("body", ""),
        "note_first": _still_open(refused.get("first")),
    }
    return render(request, "assessments/_review_thread.html", context, status=422 if error else 200)


def _still_open(note: ReviewNote | None) -> int | None:
    """The thread whose form shows the refused answer again; a thread that is closed has no form."""
    first = note and (note.reply_to or note)
    return first.pk if first and first.resolved_at is None else None
