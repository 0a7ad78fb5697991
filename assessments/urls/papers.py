"""Addresses of papers, and of the page where anybody checks one."""

from django.urls import path

from assessments.views import check

urlpatterns = [
    path("check/", check.check, name="check"),
    path("check/<slug:code>/", check.paper, name="paper-check"),
]
