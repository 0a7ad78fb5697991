"""Addresses of the REST interface, version 1, with its OpenAPI document and its documentation page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from assessments.api.figures import CoverageFigure, StatisticsTable
from assessments.api.periods import Periods
from assessments.api.results import ScoreLines, Scores
from experts.api import Experts
from platforms.api import Platforms
from townships.api import Townships

router = SimpleRouter()
router.register("townships", Townships, "api-township")
router.register("experts", Experts, "api-expert")
router.register("platforms", Platforms, "api-platform")
router.register("periods", Periods, "api-period")

urlpatterns = [
    path("", include(router.urls)),
    path("scores/", Scores.as_view(), name="api-score-list"),
    path("score-lines/", ScoreLines.as_view(), name="api-score-line-list"),
    path("coverage/", CoverageFigure.as_view(), name="api-coverage"),
    path("statistics/", StatisticsTable.as_view(), name="api-statistics"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
