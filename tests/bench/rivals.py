"""What others would write for the same list: stock REST framework with related rows joined, and django-ninja."""

from collections.abc import Callable
from decimal import Decimal

from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI, Schema
from rest_framework import generics, serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.renderers import JSONRenderer

from assessments.models import Score

FIELDS = ("tier", "base", "deductions", "bonus", "total", "tier_rank", "rank", "grade", "light", "is_missing")


def published_scores():
    scores = Score.objects.filter(run__status="published", run__period__year=2014, run__period__quarter=2)
    return scores.select_related("run__period", "township").order_by("rank", "township__order")


class StockRow(serializers.ModelSerializer):
    period = serializers.CharField(source="run.period.code")
    run = serializers.IntegerField(source="run.version")
    status = serializers.CharField(source="run.status")
    township = serializers.CharField(source="township.code")

    class Meta:
        model = Score
        fields = ("period", "run", "status", "township", *FIELDS)


class Pages(LimitOffsetPagination):
    default_limit = 25


class StockList(generics.ListAPIView):
    permission_classes = ()
    authentication_classes = ()
    filter_backends = ()
    renderer_classes = (JSONRenderer,)
    serializer_class = StockRow
    pagination_class = Pages

    def get_queryset(self):
        return published_scores()


class NinjaRow(Schema):
    period: str
    run: int
    status: str
    township: str
    tier: str
    base: Decimal
    deductions: Decimal
    bonus: Decimal
    total: Decimal
    tier_rank: int
    rank: int
    grade: str
    light: str
    is_missing: bool

    @staticmethod
    def resolve_period(score: Score) -> str:
        return score.run.period.code

    @staticmethod
    def resolve_run(score: Score) -> int:
        return score.run.version

    @staticmethod
    def resolve_status(score: Score) -> str:
        return score.run.status

    @staticmethod
    def resolve_township(score: Score) -> str:
        return score.township.code


ninja = NinjaAPI(urls_namespace="bench", docs_url=None, openapi_url=None)


@ninja.get("/scores", response=list[NinjaRow])
def ninja_scores(request: HttpRequest, limit: int = 25):
    return published_scores()[:limit]


urlpatterns: list[Callable] = [path("stock/", StockList.as_view()), path("ninja/", ninja.urls)]


class Here:
    """Sends a request to the addresses above instead of the portal's."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.urlconf = __name__  # type: ignore[attr-defined]
        return self.get_response(request)
