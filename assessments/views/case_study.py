"""The case study as a page: what the source prints beside what the registers say today, each with its rows."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.queries.case_figures import BY_CODE, FIGURES, WORDS, Figure, rows_of
from assessments.queries.rows import written
from talentportal.core import clock, formats
from talentportal.core.registers import Pages
from talentportal.core.views.access import requires

PAGE_SIZE = 50
RIGHT = "townships.view_dashboard"  # figures of the whole district


@requires(RIGHT)
@require_safe
def case_study(request: HttpRequest) -> HttpResponse:
    """All figures on a day."""
    day, is_wrong = _day(request)
    lines = [_line(figure, figure.value(day)) for figure in FIGURES]
    n_held = sum(line["holds"] for line in lines)
    context = {"lines": lines, "n_held": n_held, "on": day, "is_wrong": is_wrong, "query": _query(request, day)}
    return render(request, "case/case_study.html", context)


@requires(RIGHT)
@require_safe
def case_rows(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind one figure."""
    figure = BY_CODE.get(code)
    if figure is None:
        raise Http404
    day, is_wrong = _day(request)
    rows, number = rows_of(figure, day), request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    query = _query(request, day)
    pages = Pages.of(total=rows.count(), number=page, size=PAGE_SIZE, query=query.removeprefix("?"))
    shown = [word for _row, word in written(figure.register, rows, request.user, pages.start, PAGE_SIZE)]
    context = {"line": _line(figure, figure.value(day)), "rows": shown, "pages": pages, "on": day}
    return render(request, "case/case_rows.html", context | {"is_wrong": is_wrong, "query": query})


def _day(request: HttpRequest) -> tuple[dt.date, bool]:
    """The day asked for, and whether something was asked for that is no day up to today."""
    asked, today = request.GET.get("on", ""), clock.today()
    if not asked:
        return today, False
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        return today, True
    return (day, False) if dt.date(2000, 1, 1) <= day <= today else (today, True)


def _query(request: HttpRequest, day: dt.date) -> str:
    return f"?on={day.isoformat()}" if request.GET.get("on") else ""


def _line(figure: Figure, value: Any) -> dict[str, Any]:
    number = shown(figure, figure.printed.number)
    words = WORDS[figure.printed.how]
    if figure.is_share and figure.printed.number == 1:
        printed = _("all of them")
    else:
        printed = str(words) % {"n": number} if words else number
    holds = figure.printed.holds(value)
    return {"figure": figure, "value": shown(figure, value), "printed": printed, "holds": holds}


def shown(figure: Figure, value: Any) -> str:
    """A figure as people read it: a share in percent, anything else with its unit."""
    if figure.is_share:
        return formats.percent(value, 1)
    return f"{formats.number(value)} {figure.unit}".strip()
