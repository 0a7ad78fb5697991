"""Addresses of objections; filing one stands under the score it concerns."""

from django.urls import path

from assessments.views import objections

from . import converters  # noqa: F401 - registers "period"

urlpatterns = [
    path("objections/", objections.listing, name="objection-list"),
    path("objections/<int:pk>/", objections.detail, name="objection-detail"),
    path("objections/<int:pk>/accept/", objections.accept, name="objection-accept"),
    path("objections/<int:pk>/decide/", objections.decide, name="objection-decide"),
    path("objections/<int:pk>/withdraw/", objections.withdraw, name="objection-withdraw"),
    path("objections/<int:pk>/files/<int:file>/", objections.paper, name="objection-file"),
    path("objections/<int:pk>/files/<int:file>/pages/<int:page>/", objections.paper_look, name="objection-page"),
    path(
        "objections/<int:pk>/files/<int:file>/pages/<int:page>.webp", objections.paper_picture, name="objection-picture"
    ),
    path("scores/<period:period>/<slug:code>/<slug:line>/object/", objections.new, name="objection-new"),
]
