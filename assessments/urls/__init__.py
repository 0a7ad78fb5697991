"""Addresses of the assessment app: reports, reviews and results."""

from . import reports, results, review

urlpatterns = [*reports.urlpatterns, *review.urlpatterns, *results.urlpatterns]
