"""Addresses of years, of becoming final, and of seals."""

from django.urls import path

from assessments.views import finality, seals, years

urlpatterns = [
    path("years/", years.result, name="year-result"),
    path("years/<int:year>/", years.result, name="year-result"),
    path("years/<int:year>/compute/", years.compute, name="year-compute"),
    path("years/<int:year>/<slug:code>/", years.card, name="year-detail"),
    path("year-results/<int:pk>/publish/", years.publish, name="year-publish"),
    path("year-results/<int:pk>/final/", years.finalise, name="year-finalise"),
    path("runs/<int:pk>/final/", finality.finalise, name="run-finalise"),
    path("seals/", seals.listing, name="seal-list"),
    path("seals/verify/", seals.verify, name="seal-verify"),
]
