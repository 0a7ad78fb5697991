"""What the report would come to: a line beside the sections and on the check page, and the page that tells why."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from assessments.explain import explain
from assessments.models import Report
from assessments.services.preview import Preview, preview
from talentportal.core import clock
from talentportal.core.views.access import requires

from .report_page import place, the_report


@requires("assessments.view_report")
@require_safe
def report_preview(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """The whole page; to htmx the line alone, which a page fetches anew after each save."""
    at = clock.now()
    report = the_report(request, period, code)
    found = preview_of(report, at)
    if found is None:
        raise Http404
    if request.htmx:  # type: ignore[attr-defined]
        context = {"preview": found, "report": report}
        response = render(request, "assessments/_preview.html", context)
    else:
        context = place(request, report, at) | {"preview": found, "rows": _told(report, found)}
        response = render(request, "assessments/report_preview.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def preview_of(report: Report, at: dt.datetime) -> Preview | None:
    """Of an approved report as it stood when it was approved."""
    return preview(report, at=report.registers_at(at))


def _told(report: Report, found: Preview) -> list[tuple[Any, list[str]]]:
    """Every line with the sentences that say how its points come about."""
    quarter = report.period.quarter
    return [(row, explain(row.indicator, found.tier, quarter, row, found.tier_months)) for row in found.rows]
