"""Files behind the figures: added and taken away on the section's page, given out as downloads only."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.sections import SectionForm
from assessments.models import Evidence, Report
from assessments.queries.reports import Line
from assessments.services.evidence import add_evidence, remove_evidence
from assessments.services.sections import SectionClosed
from assessments.services.sheets import read_sheet
from talentportal.core import clock
from talentportal.core.services.files import FileRefused
from talentportal.core.views.access import requires
from talentportal.core.views.errors import conflict
from talentportal.core.views.files import download

from . import section_page
from .report_page import the_report
from .row_files import row_files_address


@requires("assessments.edit_report")
@require_POST
def evidence_add(request: HttpRequest, period: str, code: str, indicator: str) -> HttpResponse:
    """Add the file chosen beside one figure; the rest of the page comes back as typed."""
    at = clock.now()
    report = the_report(request, period, code)
    line = _line(report, indicator, at)
    upload = request.FILES.get(f"{indicator}-file") or request.FILES.get("file")
    error = "" if upload else _("Choose a file first.")
    try:
        if upload:
            add_evidence(report, line.indicator, upload, by=request.user, at=at)
    except (FileRefused, SectionClosed) as refused:
        error = str(refused)
    return _back(request, report, line.section, indicator, at, error)


@requires("assessments.edit_report")
@require_POST
def evidence_remove(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    at = clock.now()
    report = the_report(request, period, code)
    mine = Evidence.objects.visible_to(request.user).filter(report=report)
    paper = get_object_or_404(mine.select_related("indicator__group", "report", "row"), pk=pk)
    error = ""
    try:
        remove_evidence(paper, by=request.user, at=at)
    except SectionClosed as closed:
        error = str(closed)
    if paper.row is not None:
        if error:
            return conflict(request, error, href=row_files_address(report, paper))
        return HttpResponseRedirect(row_files_address(report, paper))
    return _back(request, report, paper.indicator.group.code, paper.indicator.code, at, error)


@requires("assessments.view_evidence")
@require_safe
def evidence_file(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """The file itself, never shown inside our pages: a download, of the kind its content has."""
    report = the_report(request, period, code)
    paper = get_object_or_404(Evidence.objects.visible_to(request.user).filter(report=report), pk=pk)
    return download(paper)


def _line(report: Report, indicator: str, at: dt.datetime) -> Line:
    line = read_sheet(report, at=at).line(indicator)
    if line is None or not line.is_self_reported:
        raise Http404
    return line


def _back(
    request: HttpRequest, report: Report, section: str, indicator: str, at: dt.datetime, error: str
) -> HttpResponse:
    """The section's page: as typed when it was posted with the file, with the message beside the field."""
    if "version" not in request.POST and not error:
        where = [report.period.code, report.township.code, section]
        return HttpResponseRedirect(reverse("report-section", args=where) + f"#line-{indicator}")
    sheet = read_sheet(report, at=at)
    form: SectionForm = section_page.retyped(sheet, section_page.part_of(sheet, section), request.POST)
    more = {"file_error": error, "file_error_on": indicator} if error else {}
    return section_page.show(request, report, section, at, form=form, status=422 if error else 200, **more)
