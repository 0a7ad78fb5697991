"""Addresses of the assessment app: reports, reviews and results."""

from . import persons, reports, results, review

urlpatterns = [*persons.urlpatterns, *reports.urlpatterns, *review.urlpatterns, *results.urlpatterns]
