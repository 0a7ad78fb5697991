"""The calendar: everybody reads it; the office sets days that differ from the week and moves the dates of a quarter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.calendar import DatesForm, DayForm
from assessments.models import Period, Report
from assessments.queries.year_calendar import year_calendar
from assessments.services.dates import NAMES, DatesRefused, movable, move_dates
from assessments.services.holidays import DayRefused, set_day
from talentportal.core import clock
from talentportal.core.views.access import requires

WORDS = {
    "opens_on": pgettext_lazy("calendar", "opening"),
    "due_on": gettext_lazy("due"),
    "locks_on": gettext_lazy("lock"),
    "review_until": gettext_lazy("review"),
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
        row = set_day(
            said["day"], said["kind"], label=said["label"], reason=said["reason"], by=request.user, at=clock.now()
        )
    except DayRefused as refused:
        form.add_error("reason", str(refused))
        return _page(request, form, 422)
    messages.success(request, _("The day is set. Dates of quarters that exist have not moved."))
    return redirect(f"{reverse('calendar')}?year={row.day.year}")


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
