"""The files of one row of a report: the minutes of a session, the contract of an expert, the vouchers of a payment."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.models import Evidence, Report
from assessments.queries.rows import worded
from assessments.registers import ROW_KINDS
from assessments.services.row_files import add_row_file, indicator_of
from assessments.services.rows import RowRefused, view_of
from assessments.services.sections import SectionClosed
from talentportal.core import clock
from talentportal.core.queries import with_previews
from talentportal.core.services.files import FileRefused
from talentportal.core.views.access import requires

from .report_page import place, the_report


def row_files_address(report: Report, paper: Evidence) -> str:
    """The page of the files of the row that a file belongs to."""
    assert paper.row is not None  # noqa: S101 - asked of files of rows only
    return reverse("row-files", args=[report.period.code, report.township.code, paper.row.kind, paper.row.row_id])


@requires("assessments.edit_report")
@require_http_methods(["GET", "HEAD", "POST"])
def row_files(request: HttpRequest, period: str, code: str, kind: str, pk: int) -> HttpResponse:
    """What proves this row; another file is added below."""
    at, error = clock.now(), ""
    report, of = the_report(request, period, code), ROW_KINDS.get(kind)
    view = view_of(report, of, pk, at=at) if of is not None and of.paper else None
    if of is None or view is None or (indicator := indicator_of(report, of)) is None:
        raise Http404
    if request.method == "POST":
        upload = request.FILES.get("file")
        error = "" if upload else _("Choose a file first.")
        try:
            if upload:
                add_row_file(report, of, pk, upload, by=request.user, at=at)
                messages.success(request, _("The file is added."))
                return HttpResponseRedirect(request.path)
        except (FileRefused, RowRefused, SectionClosed) as refused:
            error = str(refused)
    mine = Evidence.objects.visible_to(request.user).filter(report=report, row__kind=of.code, row__row_id=pk)
    papers: list[Any] = list(with_previews(mine).select_related("uploaded_by", "row", "indicator").order_by("pk"))
    context = place(request, report, at) | {
        "kind": of,
        "word": worded(of.reads, [view.row], request.user)[0],
        "papers": papers,
        "file_error": error,
        "section": indicator.group.code,
        "anchor": view.anchor,
    }
    return render(request, "assessments/row_files.html", context, status=422 if error else 200)
