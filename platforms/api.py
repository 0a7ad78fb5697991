"""REST: innovation platforms."""

import django_filters
from rest_framework import serializers

from talentportal.core.api import Rows

from .models import Level, Platform


class PlatformRow(serializers.Serializer):
    """One platform; `verified_at` is empty while it is only claimed."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Platform.Kind.choices)
    level = serializers.ChoiceField(choices=Level.choices)
    township = serializers.CharField(source="township.code")
    host = serializers.CharField(source="host.name", allow_null=True)
    industry = serializers.CharField()
    area_m2 = serializers.DecimalField(max_digits=10, decimal_places=1, allow_null=True)
    document_no = serializers.CharField()
    approved_on = serializers.DateField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    is_sample = serializers.BooleanField()


class PlatformFilter(django_filters.FilterSet):
    township = django_filters.CharFilter(field_name="township__code")
    running_on = django_filters.DateFilter(method="filter_running_on")
    verified = django_filters.BooleanFilter(field_name="verified_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Platform
        fields = ("kind", "level")

    def filter_running_on(self, queryset, _name, day):
        return queryset.running_on(day)


class Platforms(Rows):
    """Platforms that the reader may see."""

    permissions = {"read": ("platforms.view_platform", "assessments.read_api")}
    row = PlatformRow
    filterset_class = PlatformFilter
    ordering_fields = ("approved_on", "name", "area_m2")
    ordering = ("-approved_on",)
    queryset = Platform.objects.none()

    def get_queryset(self):
        return Platform.objects.visible_to(self.request.user)
