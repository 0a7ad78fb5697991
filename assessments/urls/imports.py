"""Addresses of the bulk import of registers."""

from django.urls import path

from assessments.views import imports

urlpatterns = [
    path("imports/", imports.listing, name="import-list"),
    path("imports/upload/", imports.upload, name="import-upload"),
    path("imports/templates/<slug:kind>.xlsx", imports.template, name="import-template"),
    path("imports/<int:pk>/", imports.detail, name="import-detail"),
    path("imports/<int:pk>/marked.xlsx", imports.marked, name="import-marked"),
    path("imports/<int:pk>/apply/", imports.apply, name="import-apply"),
    path("imports/<int:pk>/undo/", imports.undo, name="import-undo"),
]
