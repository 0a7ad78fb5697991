"""Addresses of the front door, the dashboard and the review."""

from django.urls import path

from assessments.views import (
    bulk_approval,
    dashboard,
    deductions,
    home,
    line_review,
    review,
    review_claims,
    review_notes,
)

from . import converters  # noqa: F401 - registers "period"

REPORT = "review/<period:period>/<slug:code>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("review/", review.queue, name="review-queue"),
    path("review/<period:period>/approve-ticked/", bulk_approval.approve_ticked, name="review-approve-ticked"),
    path(REPORT, review.detail, name="review-detail"),
    path(f"{REPORT}rows/<slug:indicator>/", review.rows, name="review-rows"),
    path(f"{REPORT}claims/<slug:kind>/<int:pk>/refuse/", review_claims.refuse, name="row-refuse"),
    path(f"{REPORT}notes/", review_notes.add_note, name="note-add"),
    path(f"{REPORT}notes/<int:pk>/settle/", review_notes.settle_note, name="note-settle"),
    path(f"{REPORT}lines/<slug:indicator>/", line_review.line_review, name="line-review"),
    path(f"{REPORT}deductions/", deductions.add_deduction, name="deduction-add"),
    path(f"{REPORT}<slug:step>/", review.step, name="review-step"),
]
