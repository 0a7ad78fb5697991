"""Addresses of the what-if and of kept scenarios."""

from django.urls import path

from assessments.views import scenarios, what_if

ONE = "what-if/scenarios/<int:pk>/"

urlpatterns = [
    path("what-if/", what_if.what_if, name="what-if"),
    path("what-if/scenarios/", scenarios.listing, name="scenario-list"),
    path("what-if/scenarios/save/", scenarios.save, name="scenario-save"),
    path(ONE, scenarios.detail, name="scenario-detail"),
    path(f"{ONE}share/", scenarios.share, name="scenario-share"),
    path(f"{ONE}copy/", scenarios.copy, name="scenario-copy"),
    path(f"{ONE}delete/", scenarios.delete, name="scenario-delete"),
]
