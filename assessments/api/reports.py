"""REST: reports as they are read, by those who may see them."""

import django_filters
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from assessments.models import Period, Report, ReportSection
from assessments.services.sections import REPORT_FIELDS
from assessments.services.sheets import read_sheet
from assessments.workflow import STEPS, steps_open_to
from talentportal.core import clock
from talentportal.core.api import PortalAPI, Rows


class ReportRow(serializers.Serializer):
    """The state of one unit's report."""

    period = serializers.SerializerMethodField()
    year = serializers.IntegerField(source="period.year")
    quarter = serializers.IntegerField(source="period.quarter")
    township = serializers.CharField(source="township.code")
    state = serializers.ChoiceField(choices=Report.State.choices)
    amendment = serializers.IntegerField()
    sections = serializers.IntegerField(source="section_count")
    sections_complete = serializers.IntegerField(source="complete_count")
    first_submitted_at = serializers.DateTimeField(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)

    def get_period(self, row) -> str:
        return f"{row['year']}Q{row['quarter']}"


class ReportFilter(django_filters.FilterSet):
    period = django_filters.CharFilter(method="filter_period")
    township = django_filters.CharFilter(field_name="township__code")

    class Meta:
        model = Report
        fields = ("state",)

    def filter_period(self, queryset, _name, code):
        return queryset.filter(period__in=Period.objects.coded(code))


class Reports(Rows):
    """The reports that the reader may see, latest quarter first."""

    permissions = {"read": ("assessments.view_report", "assessments.read_api")}
    row = ReportRow
    filterset_class = ReportFilter
    ordering_fields = ("submitted_at", "township__order")
    ordering = ("-period__year", "-period__quarter", "township__order")
    queryset = Report.objects.none()

    def get_queryset(self):
        complete = Count("sections", filter=Q(sections__is_complete=True))
        counted = Report.objects.visible_to(self.request.user).annotate(section_count=Count("sections"))
        return counted.annotate(complete_count=complete)

    def finish(self, row):
        return {"period": f"{row['year']}Q{row['quarter']}", **row}


class LineBody(serializers.Serializer):
    """One indicator: the unit's own figure or its word on the register's."""

    value = serializers.CharField(required=False, allow_null=True, help_text="The figure of this quarter.")
    ticks = serializers.ListField(child=serializers.CharField(), required=False)
    is_agreed = serializers.BooleanField(required=False, allow_null=True, help_text="The register's figure is right.")
    reason = serializers.CharField(required=False, allow_blank=True)
    self_score = serializers.CharField(required=False, allow_null=True, help_text="Section S: the unit's own score.")
    self_reason = serializers.CharField(required=False, allow_blank=True)
    register = serializers.CharField(read_only=True, allow_null=True)
    out_of = serializers.CharField(read_only=True, allow_null=True)


class SectionBody(serializers.Serializer):
    """One section. `version` is the one that was read; what is left out stays as it is."""

    code = serializers.CharField(read_only=True)
    version = serializers.IntegerField(min_value=0)
    is_complete = serializers.BooleanField(default=True)
    values = serializers.DictField(child=LineBody(), required=False)
    highlights = serializers.CharField(required=False, allow_blank=True)
    problems = serializers.CharField(required=False, allow_blank=True)
    plans = serializers.CharField(required=False, allow_blank=True)
    contact_name = serializers.CharField(required=False, allow_blank=True)
    contact_phone = serializers.CharField(required=False, allow_blank=True)
    has_nothing = serializers.BooleanField(required=False, help_text="Nobody left and nobody moved.")


class ReportBody(serializers.Serializer):
    """A whole report with the steps that the reader may take now."""

    period = serializers.CharField()
    township = serializers.CharField()
    state = serializers.ChoiceField(choices=Report.State.choices)
    sections = SectionBody(many=True)
    steps = serializers.ListField(child=serializers.ChoiceField(choices=list(STEPS)))


class OneReport(PortalAPI):
    """Base of the endpoints below one report; other units' reports are not found."""

    permissions = {"read": ("assessments.view_report",)}

    def report(self) -> Report:
        rows = Report.objects.visible_to(self.request.user).select_related("period", "township")
        periods = Period.objects.coded(self.kwargs["period"])
        return get_object_or_404(rows, period__in=periods, township__code=self.kwargs["code"])

    def body(self, report: Report) -> dict:
        at = clock.now()
        sheet = read_sheet(report, at=report.registers_at(at))
        return {
            "period": report.period.code,
            "township": report.township.code,
            "state": report.state,
            "sections": [section_body(sheet, part) for part in sheet.parts],
            "steps": steps_open_to(self.request.user, report, at),
        }


def section_body(sheet, part) -> dict:
    """A section as a client reads it."""
    body = {"code": part.code, "version": part.row.version, "is_complete": part.row.is_complete}
    if part.code in REPORT_FIELDS:
        return body | {name: getattr(sheet.report, name) for name in REPORT_FIELDS[part.code]}
    if part.code == ReportSection.DEPARTURES:
        return body | {"has_nothing": part.row.has_nothing}
    if part.code == ReportSection.SELF:
        return body | {"values": {line.code: self_body(line) for line in sheet.scored_by_unit}}
    return body | {"values": {line.code: line_body(line) for line in part.lines}}


def self_body(line) -> dict:
    """A line with what the unit thinks that it is worth."""
    return line_body(line) | {"self_score": _text(line.self_score), "self_reason": line.self_reason}


def line_body(line) -> dict:
    """A line as a client reads it: what the unit says beside what the register counts."""
    return {
        "value": _text(line.value),
        "ticks": list(line.ticks),
        "is_agreed": line.is_agreed,
        "reason": line.reason,
        "register": _text(line.counted),
        "out_of": _text(line.out_of),
    }


def _text(number) -> str | None:
    return None if number is None else format(number.normalize(), "f")


class ReportDetail(OneReport):
    """One report: sections, figures beside the register's, and the steps open to the reader."""

    @extend_schema(responses=ReportBody, operation_id="reports_read")
    def get(self, request, period, code):
        return Response(self.body(self.report()))
