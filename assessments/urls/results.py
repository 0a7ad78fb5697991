"""Addresses of runs, rankings, scores and schemes."""

from django.urls import path

from assessments.views import ranking, runs, schemes, scores

from . import converters  # noqa: F401 - registers the period converter

urlpatterns = [
    path("ranking/", ranking.ranking, name="ranking"),
    path("ranking/<period:period>/", ranking.ranking, name="ranking"),
    path("scores/<period:period>/<slug:code>/", scores.detail, name="score-detail"),
    path("scores/<period:period>/<slug:code>/<slug:indicator>/", scores.rows, name="score-rows"),
    path("periods/<period:period>/score/", runs.score, name="period-score"),
    path("runs/<int:pk>/publish/", runs.publish, name="run-publish"),
    path("jobs/<int:pk>/", runs.progress, name="job-progress"),
    path("schemes/", schemes.listing, name="scheme-list"),
    path("schemes/<slug:code>/<int:version>/", schemes.detail, name="scheme-detail"),
]
