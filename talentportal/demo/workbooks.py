"""Two workbooks of a report that a clerk has brought back: one with mistakes, one read and not written yet."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from assessments.models import Period, Report
from assessments.queries.history import with_unit_name
from assessments.services import report_imports
from assessments.services.sheets import read_sheet
from assessments.views import report_rows
from assessments.views.report_page import report_title
from assessments.views.report_workbook import LIMITS
from assessments.workbooks.reading import read
from assessments.workbooks.writing import Filled, write
from talentportal.core.workbooks.guard import open_workbook
from townships.models import User

from .when import SEEN

UNIT = "330212006"
WRONG = {("G", "G1-value"): "十二万", ("F", "F1-value"): "-1", ("T", "plans"): "走访" * 300}
RIGHT = {("T", "plans"): "四季度走访全部在岗专家，办结三件诉求。"}


def load_workbooks(clerk: User, period: str) -> None:
    """Nothing of the report changes: the first cannot be written, the second waits for a click."""
    quarter = Period.objects.coded(period).get()
    named = with_unit_name(Report.objects.filter(period=quarter), quarter.last_day)
    report = named.select_related("period", "township").get(township__code=UNIT)
    with translation.override("zh-hans"):
        _bring("三季度（待改正）.xlsx", report, clerk, WRONG)
        _bring("三季度.xlsx", report, clerk, RIGHT)


def _bring(name: str, report: Report, by: User, typed: dict[tuple[str, str], Any]) -> None:
    sheet = read_sheet(report, at=SEEN)
    title = report_title(report)
    content = write(sheet, report_rows, title=title, is_open=True, at=SEEN, filled=Filled(typed))
    upload = SimpleUploadedFile(name, content)
    report_imports.keep_import(report, upload, read(sheet, open_workbook(upload, limits=LIMITS)), by=by, at=SEEN)
