"""Addresses of the calendar."""

from django.urls import path

from assessments.views import calendar

from . import converters  # noqa: F401 - registers the period converter

urlpatterns = [
    path("calendar/", calendar.show, name="calendar"),
    path("calendar/new/", calendar.new, name="calendar-new"),
    path("calendar/day/", calendar.day, name="calendar-day"),
    path("calendar/<period:period>/", calendar.dates, name="calendar-dates"),
]
