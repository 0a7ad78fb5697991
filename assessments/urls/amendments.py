"""Addresses of correction notices and of corrections."""

from django.urls import path

from assessments.views import amendments

from . import converters  # noqa: F401 - registers the period converter

urlpatterns = [
    path("corrections/<period:period>/<int:version>/", amendments.notice, name="correction-notice"),
    path("corrections/figures/<period:period>/<slug:code>/<slug:line>/", amendments.correct, name="figure-correct"),
    path("corrections/years/<int:year>/<slug:code>/", amendments.year_entry, name="year-entry"),
]
