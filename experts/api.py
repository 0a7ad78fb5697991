"""REST: experts, always masked. Who needs a whole record opens the person's page, where the look is logged."""

import django_filters
from rest_framework import serializers

from platforms.models import Level
from talentportal.core import clock
from talentportal.core.api import Rows

from .masks import mask_name
from .models import Engagement, Expert


class ExpertRow(serializers.Serializer):
    """One person, masked: level and placement as of today."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="Masked.")
    category = serializers.ChoiceField(choices=Expert.Category.choices)
    distinction = serializers.ChoiceField(choices=Expert.Distinction.choices)
    field = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices, source="level_now", allow_null=True)
    township = serializers.CharField(source="township_now", allow_null=True)
    engagement = serializers.ChoiceField(choices=Engagement.choices, source="engagement_now", allow_null=True)
    landed_on = serializers.DateField(source="landed_on_now", allow_null=True)
    is_sample = serializers.BooleanField()


class ExpertFilter(django_filters.FilterSet):
    township = django_filters.CharFilter(field_name="township_now")
    level = django_filters.ChoiceFilter(field_name="level_now", choices=Level.choices)
    engagement = django_filters.ChoiceFilter(field_name="engagement_now", choices=Engagement.choices)
    active = django_filters.BooleanFilter(field_name="township_now", lookup_expr="isnull", exclude=True)
    search = django_filters.CharFilter(method="filter_search", label="Name, pinyin or initials")

    class Meta:
        model = Expert
        fields = ("category", "distinction")

    def filter_search(self, queryset, _name, text):
        return queryset.matching(text)


class Experts(Rows):
    """Persons that the reader may see, with the highest verified level and the placement of today."""

    permissions = {"read": ("experts.view_expert", "assessments.read_api")}
    row = ExpertRow
    filterset_class = ExpertFilter
    ordering_fields = ("sort_key", "landed_on_now")
    ordering = ("sort_key",)
    queryset = Expert.objects.none()

    def get_queryset(self):
        return Expert.objects.visible_to(self.request.user).as_of(clock.today())

    def finish(self, row):
        row["name"] = mask_name(row["name"])
        return row
