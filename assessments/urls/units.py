"""Addresses of the units: the office keeps their names, tiers, mergers and splits."""

from django.urls import path

from assessments.views import units

urlpatterns = [
    path("units/", units.listing, name="township-list"),
    path("units/merge/", units.merge, name="township-merge"),
    path("units/<slug:code>/", units.detail, name="township-detail"),
    path("units/<slug:code>/rename/", units.rename, name="township-rename"),
    path("units/<slug:code>/tier/", units.change_tier, name="township-tier"),
    path("units/<slug:code>/split/", units.split, name="township-split"),
]
