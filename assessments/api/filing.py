"""REST: filling and filing a report, by the same form, the same checks and the same table of steps as the pages."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from assessments.checks import Finding
from assessments.forms.sections import SectionForm
from assessments.models import Report, ReportSection
from assessments.services.evidence import add_evidence
from assessments.services.reports import StepRefused, take_step
from assessments.services.returns import WHY_LENGTH, Cell
from assessments.services.review import Overtaken, decide
from assessments.services.sections import REPORT_FIELDS, SectionClosed, StaleSection, save_section
from assessments.services.sheets import read_sheet
from assessments.workflow import OFFICE_STEPS, STEPS
from talentportal.core import clock
from talentportal.core.services.files import FileRefused

from .reports import OneReport, ReportBody, SectionBody, line_body, section_body, self_body


class Conflict(APIException):
    """What was asked for does not fit the state in which the report is now."""

    status_code = 409
    default_code = "conflict"


class CellBody(serializers.Serializer):
    """What a return opens: a figure, a row (kind and id), or a whole section; each with its reason."""

    section = serializers.CharField(max_length=4)
    indicator = serializers.CharField(required=False, default="", allow_blank=True, max_length=8)
    kind = serializers.CharField(required=False, default="", allow_blank=True, max_length=20)
    row = serializers.IntegerField(required=False, default=None, allow_null=True)
    note = serializers.CharField(max_length=WHY_LENGTH)


class StepBody(serializers.Serializer):
    """What goes with a step. Signing and checking need the truth statement, a return a note. A return may name the
    cells that alone are open then; `seen` is the id of the last step that the client knows of."""

    note = serializers.CharField(required=False, allow_blank=True, default="")
    is_truthful = serializers.BooleanField(required=False, default=False)
    is_unit_error = serializers.BooleanField(required=False, default=False)
    until = serializers.DateField(required=False, allow_null=True, default=None)
    cells = CellBody(many=True, required=False, default=list)
    seen = serializers.IntegerField(required=False, allow_null=True, default=None)


class ReportSectionDetail(OneReport):
    """Saving a section, by the very form that the page uses."""

    permissions = {"write": ("assessments.edit_report",)}

    @extend_schema(
        request=SectionBody,
        responses=SectionBody,
        examples=[
            OpenApiExample(
                "a section of figures",
                value={"version": 0, "values": {"G1": {"value": "12.5"}}, "is_complete": False},
                request_only=True,
            )
        ],
    )
    def patch(self, request, period, code, section):
        report = self.report()
        asked = SectionBody(data=request.data)
        asked.is_valid(raise_exception=True)
        at = clock.now()
        sheet = read_sheet(report, at=at)
        part = sheet.part(section)
        if part is None:
            raise NotFound
        form = SectionForm(sheet, part, data=typed(sheet, part, asked.validated_data))
        if not form.is_valid():
            raise ValidationError(named_errors(form))
        complete, version = asked.validated_data["is_complete"], asked.validated_data["version"]
        try:
            save_section(report, section, form.values(), version=version, by=request.user, at=at, is_complete=complete)
        except SectionClosed as closed:
            raise Conflict(str(closed), code="closed") from closed
        except StaleSection as stale:
            text = _("The section was saved by somebody else meanwhile; read version %(n)s and send again.")
            raise Conflict(text % {"n": stale.section.version}, code="stale") from stale
        fresh = read_sheet(self.report(), at=at)
        return Response(section_body(fresh, fresh.part(section)))


def typed(sheet, part, asked: dict) -> dict:
    """What the client sends, over what stands, as if it had been typed into the form."""
    data = {"version": asked["version"], "is_complete": "yes" if asked["is_complete"] else "later"}
    if part.code in REPORT_FIELDS:
        return data | {name: asked.get(name, getattr(sheet.report, name)) for name in REPORT_FIELDS[part.code]}
    if part.code == ReportSection.DEPARTURES:
        return data | ({"has_nothing": "on"} if asked.get("has_nothing", part.row.has_nothing) else {})
    lines = sheet.scored_by_unit if part.code == ReportSection.SELF else part.lines
    unknown = set(asked.get("values", {})) - {line.code for line in lines}
    if unknown:
        raise ValidationError(
            {"values": {code: [_("This section has no such indicator.")] for code in sorted(unknown)}}
        )
    if part.code == ReportSection.SELF:
        for line in lines:
            scored = self_body(line) | asked.get("values", {}).get(line.code, {})
            data |= {f"{line.code}-self": scored["self_score"], f"{line.code}-why": scored["self_reason"]}
        return data
    for line in part.lines:
        said = line_body(line) | asked.get("values", {}).get(line.code, {})
        agreed = {True: "yes", False: "no", None: ""}[said["is_agreed"]]
        data |= {f"{line.code}-value": said["value"], f"{line.code}-ticks": said["ticks"]}
        data |= {f"{line.code}-agreed": agreed, f"{line.code}-reason": said["reason"]}
    return data


def named_errors(form: SectionForm) -> dict:
    """The form's messages under the names that the client knows."""
    errors: dict = {}
    for name, messages in form.errors.items():
        code, dash, part = name.partition("-")
        texts = list(dict.fromkeys(str(message) for message in messages))
        if dash:
            field = {"agreed": "is_agreed", "self": "self_score", "why": "self_reason"}.get(part, part)
            errors.setdefault("values", {}).setdefault(code, {})[field] = texts
        else:
            errors["non_field_errors" if name == "__all__" else name] = texts
    return errors


class ReportSteps(OneReport):
    """Taking a step with a report; who may take which is the same table as on the pages."""

    permissions = {"write": tuple(sorted({step.permission for step in STEPS.values()}))}

    @extend_schema(
        request=StepBody,
        responses=ReportBody,
        examples=[
            OpenApiExample("check", value={"is_truthful": True}, request_only=True),
            OpenApiExample("return", value={"note": "Add the minutes.", "is_unit_error": True}, request_only=True),
            OpenApiExample(
                "return one figure",
                value={"cells": [{"section": "A", "indicator": "A2", "note": "One of the minutes is missing."}]},
                request_only=True,
            ),
        ],
    )
    def post(self, request, period, code, step):
        report = self.report()
        if step not in STEPS:
            raise NotFound
        asked = StepBody(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            self._take(step, report, asked.validated_data)
        except StepRefused as refused:
            raise refusal(refused) from refused
        except Overtaken as late:
            raise Conflict(_("The report has changed since you opened it."), code="stale") from late
        return Response(self.body(self.report()))

    def _take(self, step, report, said):
        """The unit's steps as on its pages, the office's as on the review page: over what the reader saw."""
        by, at = self.request.user, clock.now()
        if step in OFFICE_STEPS:
            cells = [Cell(c["section"], c["indicator"], c["kind"], c["row"], c["note"]) for c in said["cells"]]
            more = {name: said[name] for name in ("seen", "note", "is_unit_error", "until")}
            decide(step, report, cells=cells, by=by, at=at, **more)
            return
        rows = Report.objects.visible_to(by).filter(pk=report.pk)
        take_step(step, rows, by=by, at=at, note=said["note"], is_truthful=said["is_truthful"])


def refusal(refused: StepRefused) -> APIException:
    """No right: 403; not now: 409; content that lacks something: 400 with the fields."""
    rules = {finding.rule for finding in refused.findings}
    if "right" in rules:
        return PermissionDenied("; ".join(refused.messages))
    if "step" in rules:
        return Conflict("; ".join(refused.messages), code="step_refused")
    errors: dict[str, list[str]] = {}
    for finding in refused.findings:
        place = ".".join(filter(None, (finding.section, finding.indicator, _row(finding), finding.part)))
        errors.setdefault(place or "non_field_errors", []).append(str(finding.message))
    return ValidationError(errors)


def _row(finding: Finding) -> str:
    """contact-12: a row of a register by its kind and its id there."""
    return f"{finding.kind}-{finding.row_id}" if finding.row_id is not None else finding.kind


class EvidenceBody(serializers.Serializer):
    """A file behind a self-reported figure."""

    file = serializers.FileField(write_only=True)
    name = serializers.CharField(read_only=True)
    sha256 = serializers.CharField(read_only=True)
    size = serializers.IntegerField(read_only=True)


class ReportEvidence(OneReport):
    """Adding a file to a figure."""

    permissions = {"write": ("assessments.edit_report",)}
    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(request={"multipart/form-data": EvidenceBody}, responses={201: EvidenceBody})
    def post(self, request, period, code, indicator):
        report = self.report()
        asked = EvidenceBody(data=request.data)
        asked.is_valid(raise_exception=True)
        found = get_object_or_404(report.period.scheme.indicators.filter(source="self"), code=indicator)
        try:
            row = add_evidence(report, found, asked.validated_data["file"], by=request.user, at=clock.now())
        except FileRefused as refused:
            raise ValidationError({"file": [refused.message]}) from refused
        except SectionClosed as closed:
            raise Conflict(str(closed), code="closed") from closed
        return Response({"name": row.name, "sha256": row.sha256, "size": row.size}, status=201)
