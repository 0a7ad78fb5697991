"""REST: experts, the credit ledger and conflicts, names always masked. Who needs a whole record opens the person's
page, where the look is logged."""

import django_filters
from django.contrib.postgres.aggregates import ArrayAgg
from rest_framework import serializers

from platforms.models import Level
from talentportal.core import clock
from talentportal.core.api import Rows

from .masks import mask_name
from .models import Conflict, CreditEntry, Engagement, Expert


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


class EntryRow(serializers.Serializer):
    """One entry of the credit ledger. Sums go by `counts_on`; cap and floor are applied when a sum is read."""

    id = serializers.IntegerField()
    township = serializers.CharField(source="township.code")
    expert = serializers.IntegerField(source="expert_id")
    name = serializers.CharField(source="expert.name", help_text="Masked.")
    cause = serializers.ChoiceField(choices=CreditEntry.Cause.choices)
    rule = serializers.CharField(help_text="The rule that the entry follows or corrects.")
    level = serializers.ChoiceField(choices=Level.choices)
    amount = serializers.DecimalField(max_digits=6, decimal_places=2)
    heads = serializers.DecimalField(max_digits=6, decimal_places=2)
    persons = serializers.DecimalField(max_digits=6, decimal_places=2)
    effective_on = serializers.DateField()
    counts_on = serializers.DateField()
    posted_at = serializers.DateTimeField()
    conflict = serializers.IntegerField(source="conflict_id", allow_null=True)
    agreement = serializers.IntegerField(source="agreement_id", allow_null=True)


class EntryFilter(django_filters.FilterSet):
    township = django_filters.CharFilter(field_name="township__code")
    year = django_filters.NumberFilter(field_name="counts_on__year")
    expert = django_filters.NumberFilter(field_name="expert")

    class Meta:
        model = CreditEntry
        fields = ("cause",)


class Ledger(Rows):
    """Entries of the credit ledger that the reader may see, in the order in which they count."""

    permissions = {"read": ("experts.view_ledger",)}
    row = EntryRow
    filterset_class = EntryFilter
    ordering_fields = ("counts_on", "posted_at")
    ordering = ("counts_on",)
    queryset = CreditEntry.objects.none()

    def get_queryset(self):
        return CreditEntry.objects.visible_to(self.request.user)

    def finish(self, row):
        row["name"] = mask_name(row["name"])
        return row


class ConflictRow(serializers.Serializer):
    """A person claimed by several units, and how it was decided."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="expert.name", help_text="Masked.")
    townships = serializers.ListField(child=serializers.CharField(), source="parties")
    opened_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    decided_at = serializers.DateTimeField(allow_null=True)
    ground = serializers.CharField()
    winner = serializers.CharField(source="winner.code", allow_null=True)


class ConflictFilter(django_filters.FilterSet):
    undecided = django_filters.BooleanFilter(field_name="decided_at", lookup_expr="isnull")

    class Meta:
        model = Conflict
        fields = ("ground",)


class Conflicts(Rows):
    """Conflicts that the reader may see: all for the office, a unit's own for the unit."""

    permissions = {"read": ("experts.view_conflict",)}
    row = ConflictRow
    filterset_class = ConflictFilter
    ordering_fields = ("opened_at", "due_on")
    ordering = ("opened_at",)
    queryset = Conflict.objects.none()

    def get_queryset(self):
        units = ArrayAgg("claims__placement__township__code", distinct=True, default=[])
        return Conflict.objects.visible_to(self.request.user).annotate(parties=units)

    def finish(self, row):
        row["name"] = mask_name(row["name"])
        return row
