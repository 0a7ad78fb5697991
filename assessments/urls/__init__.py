"""Addresses of the assessment app: reports, reviews and results."""

from . import attribution, objections, persons, reports, results, review, scenarios, years

urlpatterns = [
    *attribution.urlpatterns,
    *persons.urlpatterns,
    *reports.urlpatterns,
    *review.urlpatterns,
    *results.urlpatterns,
    *objections.urlpatterns,
    *scenarios.urlpatterns,
    *years.urlpatterns,
]
