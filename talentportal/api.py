"""Addresses of the REST interface, version 1, with its OpenAPI document and its documentation page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from assessments.api.advice import ScoreAdvice
from assessments.api.case import CaseFigures
from assessments.api.figures import CoverageFigure, StatisticsTable
from assessments.api.filing import ReportEvidence, ReportSectionDetail, ReportSteps
from assessments.api.notices import CorrectionNotice
from assessments.api.objections import Objections
from assessments.api.periods import Periods
from assessments.api.reports import ReportDetail, Reports
from assessments.api.results import ScoreLines, Scores
from assessments.api.rows import (
    ReportChecks,
    ReportRowAnswer,
    ReportRowDetail,
    ReportRowEvidence,
    ReportRows,
    ReportRowsOfKind,
)
from assessments.api.scenarios import Scenarios, WhatIf
from assessments.api.years import Seals, YearScores
from experts.api import Conflicts, Experts, Ledger
from platforms.api import Platforms
from talentportal.core.register_api import register_api
from talentportal.core.registry import CATALOGUE
from townships.api import Townships

router = SimpleRouter()
router.register("townships", Townships, "api-township")
router.register("experts", Experts, "api-expert")
router.register("conflicts", Conflicts, "api-conflict")
router.register("platforms", Platforms, "api-platform")
router.register("objections", Objections, "api-objection")
router.register("periods", Periods, "api-period")

for register in CATALOGUE.values():
    router.register(f"registers/{register.path}", register_api(register), f"api-{register.code}")

report = "reports/<str:period>/<str:code>/"

urlpatterns = [
    path("scores/", Scores.as_view(), name="api-score-list"),
    path("scores/<str:period>/<str:code>/advice/", ScoreAdvice.as_view(), name="api-score-advice"),
    path("year-scores/", YearScores.as_view(), name="api-year-score-list"),
    path("seals/", Seals.as_view(), name="api-seal-list"),
    path("score-lines/", ScoreLines.as_view(), name="api-score-line-list"),
    path("", include(router.urls)),
    path("reports/", Reports.as_view({"get": "list"}), name="api-report-list"),
    path(report, ReportDetail.as_view(), name="api-report-detail"),
    path(f"{report}sections/<str:section>/", ReportSectionDetail.as_view(), name="api-report-section"),
    path(f"{report}steps/<str:step>/", ReportSteps.as_view(), name="api-report-step"),
    path(f"{report}rows/", ReportRows.as_view(), name="api-report-rows"),
    path(f"{report}rows/<slug:kind>/", ReportRowsOfKind.as_view(), name="api-report-rows-kind"),
    path(f"{report}rows/<slug:kind>/<int:pk>/", ReportRowDetail.as_view(), name="api-report-row"),
    path(f"{report}rows/<slug:kind>/<int:pk>/answer/", ReportRowAnswer.as_view(), name="api-report-row-answer"),
    path(f"{report}rows/<slug:kind>/<int:pk>/evidence/", ReportRowEvidence.as_view(), name="api-report-row-evidence"),
    path(f"{report}checks/", ReportChecks.as_view(), name="api-report-checks"),
    path(f"{report}evidence/<str:indicator>/", ReportEvidence.as_view(), name="api-report-evidence"),
    path(
        "corrections/<str:period>/<int:version>/",
        CorrectionNotice.as_view(),
        name="api-correction-notice",
    ),
    path("ledger/", Ledger.as_view({"get": "list"}), name="api-ledger-list"),
    path("what-if/", WhatIf.as_view(), name="api-what-if"),
    path("scenarios/", Scenarios.as_view(), name="api-kept-scenarios"),
    path("case-figures/", CaseFigures.as_view(), name="api-case-figures"),
    path("coverage/", CoverageFigure.as_view(), name="api-coverage"),
    path("statistics/", StatisticsTable.as_view(), name="api-statistics"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
