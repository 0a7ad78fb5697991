"""REST: the register rows of a report, by the form and the services of its pages; and its checks without a step."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from assessments.checks import Finding, findings, hints
from assessments.models import Report
from assessments.queries.rows import worded
from assessments.registers import ROW_KINDS, RowKind
from assessments.services import rows
from assessments.services.row_files import add_row_file
from assessments.services.sections import SectionClosed
from assessments.services.sheets import read_sheet
from talentportal.core import clock
from talentportal.core.services.files import FileRefused

from .filing import Conflict, EvidenceBody
from .reports import OneReport
from .row_bodies import AnswerBody, ChangedRow, FindingBody, NewRow, RowBody, VersionSeen, cleaned, row_body


class ReportRowsBase(OneReport):
    """What all endpoints of rows share."""

    permissions = {"read": ("assessments.view_report",), "write": ("assessments.edit_report",)}

    def rows(self, report: Report, only: tuple[str, int] | None = None) -> list[dict[str, Any]]:
        """All rows of the report, or the one of this kind and id."""
        sheet = read_sheet(report, at=report.registers_at(clock.now()))
        found = []
        for part in sheet.parts:
            for kind in part.kinds:
                views = [v for v in part.rows.get(kind.code, ()) if only in (None, (v.kind, v.row_id))]
                words = worded(kind.reads, [view.row for view in views], self.request.user)
                found += [row_body(part, kind, *pair) for pair in zip(views, words, strict=True)]
        return found

    def one(self, report: Report, kind: RowKind, pk: int, status: int = 200) -> Response:
        found = self.rows(report, (kind.code, pk))
        if not found:
            raise NotFound
        return Response(found[0], status=status)

    def kind(self, *, enters: bool = False) -> RowKind:
        kind = ROW_KINDS.get(self.kwargs["kind"])
        if kind is None or (enters and not kind.can_enter):
            raise NotFound
        return kind

    def asked(self, body: type[serializers.Serializer], data: Any = None) -> dict[str, Any]:
        asked = body(data=self.request.data if data is None else data)
        asked.is_valid(raise_exception=True)
        return asked.validated_data

    def act(self, write: Any) -> Any:
        try:
            return write(self.request.user, clock.now())
        except rows.StaleRow as stale:
            now = _("Version now: %(n)s.") % {"n": stale.word.version if stale.word else 0}
            raise Conflict(f"{stale} {now}", code="stale") from stale
        except rows.RowRefused as refused:
            raise Conflict(str(refused), code="refused") from refused
        except SectionClosed as closed:
            raise Conflict(str(closed), code="closed") from closed
        except FileRefused as refused:
            raise ValidationError({"file": [refused.message]}) from refused


SESSION = {"held_on": "2014-08-05", "topic": "Talent funds", "chair": "the secretary", "attendees": 9}


class ReportRows(ReportRowsBase):
    """All register rows of a report."""

    @extend_schema(responses=RowBody(many=True), operation_id="reports_rows")
    def get(self, request, period, code):
        return Response(self.rows(self.report()))


class ReportRowsOfKind(ReportRowsBase):
    """Entering a row: a claim of the unit until the district accepts the report."""

    @extend_schema(
        request=NewRow,
        responses={201: RowBody},
        examples=[OpenApiExample("a committee session", value={"values": SESSION}, request_only=True)],
    )
    def post(self, request, period, code, kind):
        report, of = self.report(), self.kind(enters=True)
        values = cleaned(of, report, self.asked(NewRow)["values"])
        word = self.act(lambda by, at: rows.enter_row(report, of, values, by=by, at=at))
        return self.one(report, of, word.row_id, 201)


class ReportRowDetail(ReportRowsBase):
    """One row; what the unit entered it can correct and withdraw."""

    @extend_schema(responses=RowBody, operation_id="reports_row_read")
    def get(self, request, period, code, kind, pk):
        return self.one(self.report(), self.kind(), pk)

    @extend_schema(
        request=ChangedRow,
        responses=RowBody,
        examples=[OpenApiExample("a correction", value={"version": 1, "values": {"attendees": 12}}, request_only=True)],
    )
    def patch(self, request, period, code, kind, pk):
        report, of = self.report(), self.kind(enters=True)
        self.one(report, of, pk)  # not there: 404
        asked, row = self.asked(ChangedRow), get_object_or_404(of.model._default_manager, pk=pk)
        values, version = cleaned(of, report, asked["values"], row), asked["version"]
        self.act(lambda by, at: rows.change_row(report, of, pk, values, version=version, by=by, at=at))
        return self.one(report, of, pk)

    @extend_schema(parameters=[VersionSeen], responses={204: None})
    def delete(self, request, period, code, kind, pk):
        report, of = self.report(), self.kind(enters=True)
        self.one(report, of, pk)
        version = self.asked(VersionSeen, request.query_params)["version"]
        self.act(lambda by, at: rows.withdraw_row(report, of, pk, version=version, by=by, at=at))
        return Response(status=204)


class ReportRowAnswer(ReportRowsBase):
    """Confirming a row that the register knows, or disputing it with a reason."""

    @extend_schema(
        request=AnswerBody,
        responses=RowBody,
        examples=[OpenApiExample("confirm", value={"version": 0, "is_agreed": True}, request_only=True)],
    )
    def post(self, request, period, code, kind, pk):
        report, of, asked = self.report(), self.kind(), self.asked(AnswerBody)
        self.one(report, of, pk)
        self.act(lambda by, at: rows.answer_row(report, of, pk, **asked, by=by, at=at))
        return self.one(report, of, pk)


class ReportRowEvidence(ReportRowsBase):
    """Adding a file to a row."""

    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(request={"multipart/form-data": EvidenceBody}, responses={201: EvidenceBody})
    def post(self, request, period, code, kind, pk):
        report, of, asked = self.report(), self.kind(), self.asked(EvidenceBody)
        self.one(report, of, pk)
        paper = self.act(lambda by, at: add_row_file(report, of, pk, asked["file"], by=by, at=at))
        return Response({"name": paper.name, "sha256": paper.sha256, "size": paper.size}, status=201)


class ReportChecks(OneReport):
    """What would stand against sending the report for signature now, in the words of the pages."""

    @extend_schema(responses=FindingBody(many=True), operation_id="reports_checks")
    def get(self, request, period, code):
        report, at = self.report(), clock.now()
        sheet = read_sheet(report, at=report.registers_at(at))
        found = [*findings(sheet, at=at), *hints(sheet)]
        names = ("rule", "severity", "section", "indicator", "part", "kind")
        bodies = [{name: getattr(finding, name) for name in names} for finding in found]
        told = [{"message": str(f.message), "row": f.row_id, "anchor": f.anchor, "url": self._page(f)} for f in found]
        return Response([body | more for body, more in zip(bodies, told, strict=True)])

    def _page(self, finding: Finding) -> str:
        """The whole address of the place where it is put right."""
        where = [self.kwargs["period"], self.kwargs["code"]]
        if not finding.section:
            return self.request.build_absolute_uri(reverse("report-detail", args=where))
        page = reverse("report-section", args=[*where, finding.section])
        return self.request.build_absolute_uri(f"{page}#{finding.anchor}" if finding.anchor else page)
