"""Addresses of the case study."""

from django.urls import path

from assessments.views import case_study

urlpatterns = [
    path("case/", case_study.case_study, name="case-study"),
    path("case/<slug:code>/", case_study.case_rows, name="case-rows"),
]
