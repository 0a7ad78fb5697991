"""Addresses of the report cycle as the unit sees it."""

from django.urls import path

from assessments.views import evidence, preview, reports, sections, timeline

from . import converters  # noqa: F401 - registers the period converter

REPORT = "reports/<period:period>/<str:code>/"

urlpatterns = [
    path("my-quarter/", reports.my_quarter, name="my-quarter"),
    path(REPORT, reports.report_detail, name="report-detail"),
    path(f"{REPORT}check/", reports.report_check, name="report-check"),
    path(f"{REPORT}timeline/", timeline.report_timeline, name="report-timeline"),
    path(f"{REPORT}preview/", preview.report_preview, name="report-preview"),
    path(f"{REPORT}steps/<slug:step>/", reports.report_step, name="report-step"),
    path(f"{REPORT}sections/<slug:section>/", sections.report_section, name="report-section"),
    path(f"{REPORT}evidence/<slug:indicator>/add/", evidence.evidence_add, name="evidence-add"),
    path(f"{REPORT}evidence/<int:pk>/", evidence.evidence_file, name="evidence-file"),
    path(f"{REPORT}evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path(f"{REPORT}notes/<int:pk>/reply/", sections.note_reply, name="note-reply"),
    path(f"{REPORT}notes/<int:pk>/resolve/", sections.note_resolve, name="note-resolve"),
]
