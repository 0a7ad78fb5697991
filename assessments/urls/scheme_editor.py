"""Addresses of the scheme editor, and of the pages that explain every rule."""

from django.urls import path

from assessments.views import rules, scheme_editor, scheme_files, scheme_signing

VERSION = "schemes/<slug:code>/<int:version>/"

urlpatterns = [
    path("schemes/import/", scheme_files.take_in, name="scheme-import"),
    path(VERSION + "clone/", scheme_editor.clone, name="scheme-clone"),
    path(VERSION + "scheme.toml", scheme_files.export, name="scheme-export"),
    path(VERSION + "compare/", scheme_files.compare, name="scheme-compare"),
    path(VERSION + "edit/", scheme_editor.overview, name="scheme-edit"),
    path(VERSION + "edit/<slug:part>/", scheme_editor.part, name="scheme-edit-part"),
    path(VERSION + "indicators/<slug:indicator>/", scheme_editor.indicator, name="scheme-edit-indicator"),
    path(
        VERSION + "indicators/<slug:indicator>/remove/",
        scheme_editor.remove_indicator,
        name="scheme-remove-indicator",
    ),
    path(VERSION + "review/", scheme_signing.review, name="scheme-review"),
    path(VERSION + "publish/", scheme_signing.publish, name="scheme-publish"),
    path("rules/", rules.listing, name="rule-list"),
    path("rules/<slug:kind>/", rules.detail, name="rule-detail"),
]
