"""REST: township units with the name and tier in force on a day."""

import datetime as dt

import django_filters
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from talentportal.core.api import Rows, day_of

from .models import Tier, Township

READ = ("assessments.view_ranking", "assessments.read_api")


class TownshipRow(serializers.Serializer):
    """One unit. Names and tier are those in force on the day asked for."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Township.Kind.choices)
    district = serializers.CharField(source="district.code")
    name_zh = serializers.CharField(source="named_zh", allow_null=True)
    name_en = serializers.CharField(source="named_en", allow_null=True)
    tier = serializers.ChoiceField(choices=Tier.choices, source="tier_then", allow_null=True)
    is_assessed = serializers.BooleanField()
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)
    tile_row = serializers.IntegerField(allow_null=True)
    tile_col = serializers.IntegerField(allow_null=True)


class TownshipFilter(django_filters.FilterSet):
    tier = django_filters.ChoiceFilter(field_name="tier_then", choices=Tier.choices)

    class Meta:
        model = Township
        fields = ("kind", "is_assessed")


ON = OpenApiParameter(
    "on",
    dt.date,
    description="Names and tiers as of this day; today if left out.",
    examples=[OpenApiExample("end of a quarter", value="2014-09-30")],
)


@extend_schema_view(list=extend_schema(parameters=[ON]), retrieve=extend_schema(parameters=[ON]))
class Townships(Rows):
    """The units of the district, in official order."""

    permissions = {"read": READ}
    row = TownshipRow
    filterset_class = TownshipFilter
    ordering_fields = ("order", "code", "kind")
    ordering = ("order",)
    lookup_field = "code"
    queryset = Township.objects.none()

    def get_queryset(self):
        return Township.objects.visible_to(self.request.user).as_of(day_of(self.request, "on"))
