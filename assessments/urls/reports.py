"""Addresses of the report cycle as the unit sees it."""

from django.urls import path

from assessments.views import (
    evidence,
    evidence_pages,
    preview,
    report_lines,
    report_workbook,
    reports,
    row_files,
    sections,
    timeline,
)

from . import converters  # noqa: F401 - registers the period converter

REPORT = "reports/<period:period>/<str:code>/"

urlpatterns = [
    path("my-quarter/", reports.my_quarter, name="my-quarter"),
    path(REPORT, reports.report_detail, name="report-detail"),
    path(f"{REPORT}nothing/", reports.nothing_to_report, name="report-nothing"),
    path(f"{REPORT}check/", reports.report_check, name="report-check"),
    path(f"{REPORT}timeline/", timeline.report_timeline, name="report-timeline"),
    path(f"{REPORT}preview/", preview.report_preview, name="report-preview"),
    path(f"{REPORT}workbook.xlsx", report_workbook.workbook_file, name="workbook-file"),
    path(f"{REPORT}workbook/", report_workbook.workbook_page, name="workbook-page"),
    path(f"{REPORT}workbook/<int:pk>/", report_workbook.workbook_import, name="workbook-import"),
    path(f"{REPORT}workbook/<int:pk>/marked.xlsx", report_workbook.workbook_marked, name="workbook-marked"),
    path(f"{REPORT}workbook/<int:pk>/apply/", report_workbook.workbook_apply, name="workbook-apply"),
    path(f"{REPORT}workbook/<int:pk>/undo/", report_workbook.workbook_undo, name="workbook-undo"),
    path(f"{REPORT}steps/<slug:step>/", reports.report_step, name="report-step"),
    path(f"{REPORT}sections/<slug:section>/", sections.report_section, name="report-section"),
    path(f"{REPORT}rows/<slug:kind>/new/", report_lines.row_new, name="row-new"),
    path(f"{REPORT}rows/<slug:kind>/confirm/", report_lines.rows_confirm, name="rows-confirm"),
    path(f"{REPORT}rows/<slug:kind>/<int:pk>/", report_lines.row_edit, name="row-edit"),
    path(f"{REPORT}rows/<slug:kind>/<int:pk>/answer/", report_lines.row_answer, name="row-answer"),
    path(f"{REPORT}rows/expert/<int:pk>/explain/", report_lines.row_explain, name="row-explain"),
    path(f"{REPORT}rows/<slug:kind>/<int:pk>/withdraw/", report_lines.row_withdraw, name="row-withdraw"),
    path(f"{REPORT}rows/<slug:kind>/<int:pk>/files/", row_files.row_files, name="row-files"),
    path(f"{REPORT}evidence/<slug:indicator>/add/", evidence.evidence_add, name="evidence-add"),
    path(f"{REPORT}evidence/<int:pk>/", evidence.evidence_file, name="evidence-file"),
    path(f"{REPORT}evidence/<int:pk>/pages/<int:page>/", evidence_pages.evidence_page, name="evidence-page"),
    path(f"{REPORT}evidence/<int:pk>/pages/<int:page>.webp", evidence_pages.evidence_picture, name="evidence-picture"),
    path(f"{REPORT}evidence/<int:pk>/place/", evidence_pages.evidence_place, name="evidence-place"),
    path(f"{REPORT}evidence/<int:pk>/explain/", evidence_pages.evidence_explain, name="evidence-explain"),
    path(f"{REPORT}evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path(f"{REPORT}notes/<int:pk>/reply/", sections.note_reply, name="note-reply"),
    path(f"{REPORT}notes/<int:pk>/resolve/", sections.note_resolve, name="note-resolve"),
]
