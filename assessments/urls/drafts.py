"""Address where a section is kept while it is typed."""

from django.urls import path

from assessments.views import section_autosave

from . import converters  # noqa: F401 - registers the period converter

urlpatterns = [
    path(
        "reports/<period:period>/<str:code>/sections/<slug:section>/autosave/",
        section_autosave.section_autosave,
        name="section-autosave",
    ),
    path(
        "reports/<period:period>/<str:code>/sections/<slug:section>/present/",
        section_autosave.section_present,
        name="section-present",
    ),
]
