"""REST: periods, and the codes by which clients name them."""

import django_filters
from django.db.models import OuterRef, Subquery
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from assessments.models import Period, ScoreRun
from talentportal.core.api import Rows


class PeriodRow(serializers.Serializer):
    """A quarter with its dates; `published_run` is the version of the latest published result."""

    code = serializers.SerializerMethodField()
    year = serializers.IntegerField()
    quarter = serializers.IntegerField(min_value=1, max_value=4)
    scheme = serializers.CharField(source="scheme.code")
    scheme_version = serializers.IntegerField(source="scheme.version")
    opens_on = serializers.DateField()
    due_on = serializers.DateField()
    locks_on = serializers.DateField()
    review_until = serializers.DateField()
    opened_at = serializers.DateTimeField(allow_null=True)
    published_run = serializers.IntegerField(source="latest_published", allow_null=True)

    def get_code(self, row) -> str:
        return f"{row['year']}Q{row['quarter']}"


class PeriodFilter(django_filters.FilterSet):
    class Meta:
        model = Period
        fields = ("year", "quarter")


class Periods(Rows):
    """The quarters, latest first."""

    permissions = {"read": ("assessments.view_period", "assessments.read_api")}
    row = PeriodRow
    filterset_class = PeriodFilter
    ordering_fields = ("year", "quarter", "due_on")
    ordering = ("-year", "-quarter")
    lookup_field = "code"
    lookup_value_regex = "[0-9]{4}Q[1-4]"
    queryset = Period.objects.none()

    def get_queryset(self):
        published = ScoreRun.objects.published().filter(period=OuterRef("pk")).order_by("-version")
        return Period.objects.annotate(latest_published=Subquery(published.values("version")[:1]))

    def finish(self, row):
        return {"code": f"{row['year']}Q{row['quarter']}", **row}

    @extend_schema(description="One quarter, by its code such as 2014Q3.")
    def retrieve(self, request, code):
        row = self.as_rows(self.get_queryset().coded(code)).first()
        if row is None:
            raise NotFound
        return Response(self._sent(row))
