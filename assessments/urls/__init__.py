"""Addresses of the assessment app: reports, reviews and results."""

from . import (
    accounts,
    amendments,
    attribution,
    calendar,
    drafts,
    imports,
    objections,
    papers,
    persons,
    reports,
    results,
    review,
    scenarios,
    scheme_editor,
    units,
    years,
)

urlpatterns = [
    *accounts.urlpatterns,
    *amendments.urlpatterns,
    *attribution.urlpatterns,
    *calendar.urlpatterns,
    *drafts.urlpatterns,
    *imports.urlpatterns,
    *papers.urlpatterns,
    *persons.urlpatterns,
    *reports.urlpatterns,
    *review.urlpatterns,
    *results.urlpatterns,
    *objections.urlpatterns,
    *scenarios.urlpatterns,
    *scheme_editor.urlpatterns,
    *units.urlpatterns,
    *years.urlpatterns,
]
