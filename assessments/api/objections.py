"""REST: objections with their clock and outcome. No persons, and grounds only for those who see the objection."""

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from assessments.models import Objection
from talentportal.core.api import Rows


class ObjectionRow(serializers.Serializer):
    """An objection of a unit to one line of a published result."""

    id = serializers.IntegerField()
    year = serializers.IntegerField(source="run.period.year")
    quarter = serializers.IntegerField(source="run.period.quarter")
    run = serializers.IntegerField(source="run.version")
    township = serializers.CharField(source="township.code")
    line = serializers.CharField(help_text="An indicator, X1 for the bonus, or a deduction.")
    claimed = serializers.DecimalField(14, 4, allow_null=True)
    grounds = serializers.CharField()
    state = serializers.ChoiceField(choices=Objection.State.choices)
    filed_at = serializers.DateTimeField()
    due_on = serializers.DateField(help_text="The last day on which the district decides in time.")
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()


class ObjectionFilter(django_filters.FilterSet):
    township = django_filters.CharFilter("township__code")
    year = django_filters.NumberFilter("run__period__year")
    quarter = django_filters.NumberFilter("run__period__quarter")

    class Meta:
        model = Objection
        fields = ("state", "line")


@extend_schema(description="The office reads all objections, a unit its own.")
class Objections(Rows):
    """Objections, the latest first."""

    permissions = {"read": ("assessments.view_objection",)}
    row = ObjectionRow
    filterset_class = ObjectionFilter
    ordering_fields = ("filed_at", "due_on")
    ordering = ("-filed_at",)
    queryset = Objection.objects.none()

    def get_queryset(self):
        return Objection.objects.visible_to(self.request.user)
