"""What all pages of a report need: the report itself, its name, its place, and who may change it."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.models import Period, Report
from assessments.queries.history import with_unit_name
from assessments.services.sections import why_closed
from talentportal.core import formats
from talentportal.core.bilingual import reads_english


def the_report(request: HttpRequest, period: str, code: str) -> Report:
    """One of the reports this person may see; another unit's does not exist for him."""
    quarter = Period.objects.opened().coded(period).first()
    if quarter is None:
        raise Http404
    rows = Report.objects.visible_to(request.user).filter(period=quarter, township__code=code)
    report = get_object_or_404(
        with_unit_name(rows, quarter.last_day).select_related("township", "checked_by", "signed_by")
    )
    report.period = quarter
    return report


def unit_name(report: Any) -> str:
    """The unit's name on the quarter's last day."""
    return (report.unit_en if reads_english() else "") or report.unit_zh or report.township.code


def report_title(report: Report) -> str:
    words = {"unit": unit_name(report), "quarter": formats.quarter(report.period)}
    return _("%(unit)s, report of %(quarter)s") % words


def place(request: HttpRequest, report: Report, at: dt.datetime) -> dict[str, Any]:
    """Context of every page of a report."""
    reason = why_closed(report, request.user, at)
    return {
        "report": report,
        "period": report.period,
        "unit": unit_name(report),
        "title": report_title(report),
        "is_own": request.user.acts_for_unit,
        "is_editable": reason is None,
        "closed_reason": reason,
        "at": at,
        "where": (report.period.code, report.township.code),
    }
