"""Filling a section: save it, choose between two versions of it, answer the notes on it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.sections import SectionForm
from assessments.models import Report, ReviewNote
from assessments.queries.reports import Sheet
from assessments.services import notes
from assessments.services.evidence import add_evidence
from assessments.services.sections import SectionClosed, StaleSection, save_section, stored_values
from assessments.services.sheets import read_sheet
from talentportal.core import clock
from talentportal.core.services.files import FileRefused
from talentportal.core.views.access import requires

from . import section_page
from .report_page import the_report


@requires("assessments.view_report")
@require_http_methods(["GET", "HEAD", "POST"])
def report_section(request: HttpRequest, period: str, code: str, section: str) -> HttpResponse:
    at = clock.now()
    report = the_report(request, period, code)
    if request.method == "POST":
        if not request.user.has_perm("assessments.edit_report"):
            raise PermissionDenied
        return _save(request, report, section, at)
    return section_page.show(request, report, section, at)


def _save(request: HttpRequest, report: Report, code: str, at: dt.datetime) -> HttpResponse:
    sheet = read_sheet(report, at=at)
    part = section_page.part_of(sheet, code)
    form = SectionForm(sheet, part, chosen(request.POST, report, code), request.FILES)
    if not form.is_valid():
        return section_page.show(request, report, code, at, form=form, status=422)
    try:
        _write(form, report, code, by=request.user, at=at)
    except FileRefused as refused:
        return section_page.show(request, report, code, at, form=form, status=422, refused=refused)
    except SectionClosed as closed:
        return section_page.show(request, report, code, at, form=form, status=409, not_saved=str(closed))
    except StaleSection as stale:
        return _conflict(request, report, code, at, stale)
    is_complete = form.cleaned_data["is_complete"]
    messages.success(request, _("“%(name)s” is saved.") % {"name": section_page.report_rows.heading(part)})
    return _go(request, _next(sheet, code, report) if is_complete else _list(report))


def chosen(data: QueryDict, report: Report, code: str) -> QueryDict:
    """The posted values, with the other person's wherever keep-<field>=theirs was chosen."""
    theirs = [name[5:] for name, value in data.items() if name.startswith("keep-") and value == "theirs"]
    if not theirs:
        return data
    data, values = data.copy(), stored_values(report, code)
    for name in theirs:
        stored = section_page.stored_as_typed(name, values)
        data.setlist(name, stored if isinstance(stored, list) else [stored])
    return data


@transaction.atomic
def _write(form: SectionForm, report: Report, code: str, *, by: Any, at: dt.datetime) -> None:
    """The figures and the files chosen with them, together or not at all."""
    cleaned = form.cleaned_data
    more = {"version": cleaned["version"], "is_complete": cleaned["is_complete"], "by": by, "at": at}
    save_section(report, code, form.values(), **more)
    for line_code, upload in form.uploads().items():
        line = form.sheet.line(line_code)
        assert line is not None  # noqa: S101 - the form has fields of this sheet only
        try:
            add_evidence(report, line.indicator, upload, by=by, at=at)
        except FileRefused as refused:
            form.add_error(f"{line_code}-file", refused.message)
            raise


def _conflict(request: HttpRequest, report: Report, code: str, at: dt.datetime, stale: StaleSection) -> HttpResponse:
    """409: what was typed stays in the form, which now carries the new version; the person chooses per field."""
    sheet = read_sheet(report, at=at)
    part = section_page.part_of(sheet, code)
    data = request.POST.copy()
    data["version"] = str(stale.section.version)
    typed = SectionForm(sheet, part, data)
    context = {
        "conflict_rows": section_page.conflict_rows(typed, stale),
        "conflict_by": stale.section.saved_by.name if stale.section.saved_by else "",
        "conflict_at": stale.section.saved_at,
    }
    form = section_page.retyped(sheet, part, data)
    return section_page.show(request, report, code, at, form=form, status=409, **context)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """To another page; htmx is told to go there as a whole."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _list(report: Report) -> str:
    return reverse("report-detail", args=[report.period.code, report.township.code])


def _next(sheet: Sheet, code: str, report: Report) -> str:
    """The next section that is not complete, else the check."""
    where = [report.period.code, report.township.code]
    codes = [part.code for part in sheet.parts]
    here = codes.index(code)
    for part in [*sheet.parts[here + 1 :], *sheet.parts[:here]]:
        if not part.row.is_complete or part.open_notes:
            return reverse("report-section", args=[*where, part.code])
    return reverse("report-check", args=where)


# --- notes ---


@requires("assessments.edit_report")
@require_POST
def note_reply(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """An answer to the reviewer, typed beside the field."""
    report, note = _note(request, period, code, pk)
    body = request.POST.get(f"reply-{note.pk}") or request.POST.get("body", "")
    return _after_note(request, report, note, lambda at: notes.reply(note, body, by=request.user, at=at), body)


@requires("assessments.edit_report")
@require_POST
def note_resolve(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """Mark a note as dealt with."""
    report, note = _note(request, period, code, pk)
    return _after_note(request, report, note, lambda at: notes.resolve(note, by=request.user, at=at))


def _note(request: HttpRequest, period: str, code: str, pk: int) -> tuple[Report, ReviewNote]:
    report = the_report(request, period, code)
    mine = ReviewNote.objects.visible_to(request.user).filter(report=report, reply_to=None)
    return report, get_object_or_404(mine.select_related("indicator__group"), pk=pk)


def _after_note(request: HttpRequest, report: Report, note: ReviewNote, act: Any, body: str = "") -> HttpResponse:
    """Back to the page with the note; a page that was being filled comes back as typed."""
    at = clock.now()
    error = ""
    try:
        act(at)
    except notes.NoteRefused as refused:
        error = refused.message
    section = note.indicator.group.code if note.indicator else ""
    if section and ("version" in request.POST or error):
        more = {"note_error": error, "note_error_on": note.pk, "note_body": body} if error else {}
        return section_page.show(request, report, section, at, status=422 if error else 200, **more)
    if error:
        messages.error(request, error)
    where = [report.period.code, report.township.code]
    back = reverse("report-section", args=[*where, section]) + f"#note-{note.pk}" if section else _list(report)
    return _go(request, back)
