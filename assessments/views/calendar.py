"""The calendar: everybody reads it; the office sets days that differ from the week and moves the dates of a quarter."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.calendar import DatesForm, DayForm, QuarterForm
from assessments.models import Period, Report
from assessments.queries.year_calendar import year_calendar
from assessments.services.dates import NAMES, DatesRefused, movable, move_dates
from assessments.services.holidays import DayRefused, set_days
from assessments.services.periods import PeriodRefused, create_period
from talentportal.core import clock, formats
from talentportal.core.views.access import requires

WORDS = {
    "opens_on": pgettext_lazy("calendar", "opening"),
    "due_on": gettext_lazy("due"),
    "locks_on": gettext_lazy("lock"),
    "review_until": gettext_lazy("review"),
}
MARKS = {  # one sign in a day of the grid, told below it
    "opens_on": pgettext_lazy("calendar mark", "O"),
    "due_on": pgettext_lazy("calendar mark", "D"),
    "locks_on": pgettext_lazy("calendar mark", "L"),
    "review_until": pgettext_lazy("calendar mark", "R"),
}
FIRST, LAST = 2004, 2099


@requires("assessments.view_period")
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return _page(request, DayForm(initial={"day": clock.today()}))


def _page(request: HttpRequest, form: DayForm, status: int = 200) -> HttpResponse:
    today = clock.today()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and FIRST <= int(asked) <= LAST else today.year
    found = year_calendar(year, today)
    context = {
        "year": year,
        "before": year - 1 if year > FIRST else None,
        "after": year + 1 if year < LAST else None,
        "today": today,
        "periods": found.periods,
        "exceptions": found.exceptions,
        "months": found.months,
        "idle": found.idle,
        "marks": MARKS,
        "words": WORDS,
        "form": form,
    }
    return render(request, "assessments/calendar.html", context, status=status)


@requires("assessments.edit_period")
@require_POST
def day(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    said: dict[str, Any] = form.cleaned_data
    try:
        about = {"label": said["label"], "reason": said["reason"], "by": request.user, "at": clock.now()}
        rows = set_days(said["day"], said["until"] or said["day"], said["kind"], **about)
    except DayRefused as refused:
        form.add_error("reason", str(refused))
        return _page(request, form, 422)
    done = ngettext("%(n)d day is set.", "%(n)d days are set.", len(rows)) % {"n": len(rows)}
    gap = " " if formats.in_english() else ""
    messages.success(request, gap.join([done, _("Dates of quarters that exist have not moved.")]))
    return redirect(f"{reverse('calendar')}?year={rows[0].day.year}")


@requires("assessments.edit_period")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set up a quarter: the first of a district, or any that the portal does not prepare by itself."""
    today, status = clock.today(), 200
    form = QuarterForm(request.POST or None, this_year=today.year, initial=_next_quarter(today))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                period = create_period(said["year"], said["quarter"], said["scheme"], by=request.user, at=clock.now())
            except PeriodRefused as refused:
                form.add_error("quarter", str(refused))
            else:
                messages.success(request, _("The quarter is set up on its regular dates. Move them here if needed."))
                return redirect("calendar-dates", period.code)
    return render(request, "assessments/calendar_new.html", {"form": form}, status=status)


def _next_quarter(today: dt.date) -> dict[str, int]:
    """The quarter after the latest one, or else the one that runs."""
    latest = Period.objects.order_by("-year", "-quarter").first()
    if latest is None:
        return {"year": today.year, "quarter": (today.month + 2) // 3}
    return {"year": latest.after.year, "quarter": latest.quarter % 4 + 1}


@requires("assessments.edit_period")
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, period: str) -> HttpResponse:
    row, at = get_object_or_404(Period.objects.coded(period)), clock.now()
    free = movable(row, at)
    form, status = DatesForm(row, free, request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            days = {name: form.cleaned_data[name] for name in NAMES if name in form.cleaned_data}
            try:
                move_dates(row, days, reason=form.cleaned_data["reason"], by=request.user, at=at)
            except DatesRefused as refused:
                for name, words in refused.faults.items():
                    form.add_error(name or None, words)
            else:
                messages.success(request, _("The dates are moved; reminders follow them."))
                return redirect("calendar")
    reports = Report.objects.for_period(row)
    waiting = reports.filter(first_submitted_at=None).count() if row.opened_at else 0
    context = {"period": row, "form": form, "free": free, "waiting": waiting, "words": WORDS}
    return render(request, "assessments/calendar_dates.html", context, status=status)
