"""The quarter as a workbook: taken home, brought back, looked at row by row, applied, taken back."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.workbooks import WorkbookForm
from assessments.models import Report
from assessments.services import import_trial, report_imports
from assessments.services.report_imports import ImportRefused
from assessments.services.sections import SectionClosed, why_closed
from assessments.services.sheets import read_sheet
from assessments.workbooks.reading import read
from assessments.workbooks.writing import Filled, write
from talentportal.core import clock
from talentportal.core.models import Import
from talentportal.core.services.files import FileRefused
from talentportal.core.views.access import requires
from talentportal.core.workbooks.guard import Limits, open_workbook

from . import report_rows, workbook_words
from .report_page import place, report_title, the_report
from .reports import finding_address
from .workbook_rows import cleaned_row, is_row, row_differences, row_mistakes, row_sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMITS = Limits(bytes=2 * 1024 * 1024, rows=5_000, columns=64, members=120, inflated=24 * 1024 * 1024, seconds=10)
SHOWN = 20  # imports on the page
State = Import.State


@requires("assessments.edit_report")
@require_safe
def workbook_file(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """The report as it stands now, in the reader's language."""
    return _workbook(request, the_report(request, period, code), clock.now())


def _workbook(request: HttpRequest, report: Report, at: dt.datetime, filled: Filled | None = None) -> HttpResponse:
    sheet = read_sheet(report, at=report.registers_at(at))
    is_open = why_closed(report, request.user, at) is None
    title = report_title(report)
    rows = row_sheets(sheet, request.user, is_open=is_open)
    content = write(sheet, report_rows, rows, title=title, is_open=is_open, at=at, filled=filled)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{workbook_words.file_name(report)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires("assessments.edit_report")
@require_http_methods(["GET", "HEAD", "POST"])
def workbook_page(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """Download, upload, and what was brought before."""
    at = clock.now()
    report = the_report(request, period, code)
    if request.method != "POST":
        return _page(request, report, at, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if (reason := why_closed(report, request.user, at)) is not None:
        return _page(request, report, at, form, not_taken=reason, status=409)
    if not form.is_valid():
        return _page(request, report, at, form, status=422)
    upload = form.cleaned_data["file"]
    try:
        sheet = read_sheet(report, at=at)
        rows = read(sheet, open_workbook(upload, limits=LIMITS), row_sheets(sheet, request.user))
        batch = report_imports.keep_import(report, upload, rows, by=request.user, at=at)
    except FileRefused as refused:
        form.add_error("file", refused.message)
        return _page(request, report, at, form, status=422)
    return HttpResponseRedirect(reverse("workbook-import", args=[period, code, batch.pk]))


def _page(
    request: HttpRequest, report: Report, at: dt.datetime, form: WorkbookForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    batches = _imports(request, report).select_related("uploaded_by").order_by("-pk")[:SHOWN]
    context = place(request, report, at) | {"form": form, "batches": batches, **more}
    return render(request, "assessments/workbook.html", context, status=status)


def _imports(request: HttpRequest, report: Report) -> Any:
    return Import.objects.visible_to(request.user).filter(kind=report_imports.KIND, key=str(report.pk))


def _the_import(request: HttpRequest, report: Report, pk: int) -> Import:
    return get_object_or_404(_imports(request, report).select_related("uploaded_by", "applied_by", "undone_by"), pk=pk)


@requires("assessments.edit_report")
@require_safe
def workbook_import(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """All mistakes, or every change before it is written."""
    report = the_report(request, period, code)
    return _import_page(request, report, _the_import(request, report, pk), clock.now())


def _import_page(
    request: HttpRequest, report: Report, batch: Import, at: dt.datetime, refused: ImportRefused | None = None
) -> HttpResponse:
    sheet = read_sheet(report, at=report.registers_at(at))
    rows = list(batch.rows.order_by("pk"))
    mine = row_sheets(sheet, request.user)
    figures, lists = [r for r in rows if not is_row(r)], [r for r in rows if is_row(r)]
    mistakes = [*workbook_words.mistakes(sheet, figures), *row_mistakes(mine, lists)]
    differences = [*workbook_words.differences(sheet, figures), *row_differences(mine, lists)]
    context = place(request, report, at) | {
        "batch": batch,
        "mistakes": mistakes if batch.state == State.FAULTY else [],
        "differences": differences,
        "refused": refused,
        "moved": workbook_words.field_names(sheet, refused.fields) if refused else [],
    }
    if batch.state == State.READY:
        context["open_points"] = [
            (point, finding_address(context["where"], point))
            for point in import_trial.findings_after(batch, report, cleaned_row, by=request.user, at=at)
            if point.part != "truth"
        ]
    return render(request, "assessments/workbook_import.html", context, status=409 if refused else 200)


@requires("assessments.edit_report")
@require_safe
def workbook_marked(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """What was typed comes back, the wrong cells coloured and explained."""
    report = the_report(request, period, code)
    rows = _the_import(request, report, pk).rows.all()
    typed = {(row.sheet, name): text for row in rows for name, text in row.values.items()}
    faults = {(row.sheet, name): message for row in rows for name, message in row.faults}
    return _workbook(request, report, clock.now(), Filled(typed, faults))


@requires("assessments.edit_report")
@require_POST
def workbook_apply(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    return _act(request, period, code, pk, report_imports.apply_import, _applied)


@requires("assessments.edit_report")
@require_POST
def workbook_undo(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    return _act(request, period, code, pk, report_imports.undo_import, _undone)


def _act(request: HttpRequest, period: str, code: str, pk: int, act: Any, words: Any) -> HttpResponse:
    at = clock.now()
    report = the_report(request, period, code)
    batch = _the_import(request, report, pk)
    try:
        act(batch, report, cleaned_row, by=request.user, at=at)
    except ImportRefused as refused:
        return _import_page(request, report, _the_import(request, report, pk), at, refused)
    except SectionClosed as closed:
        return _import_page(request, report, batch, at, ImportRefused(str(closed)))
    messages.success(request, words(batch))
    return HttpResponseRedirect(reverse("workbook-import", args=[period, code, pk]))


def _applied(batch: Import) -> str:
    n = batch.rows.exclude(after={}).filter(number__gt=report_imports.SECTION).count()
    return ngettext("%(n)d row is written into the report.", "%(n)d rows are written into the report.", n) % {"n": n}


def _undone(_batch: Import) -> str:
    return _("The import is taken back; the report says again what it said before.")
