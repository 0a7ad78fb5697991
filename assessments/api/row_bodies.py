"""What clients send and read of the register rows of a report, and of its checks."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from assessments.forms.rows import row_form
from assessments.models import Report
from assessments.queries.readers import CountedRow
from assessments.queries.reports import Part
from assessments.registers import ROW_KINDS, RowKind, RowView
from assessments.services.report_import_rows import texts

VERSION = "The version that was read; the answer to a stale one is 409."


class RowBody(serializers.Serializer):
    """A register row as it stands in the report, in words as the reader may see it; `values` of an entered one."""

    kind = serializers.ChoiceField(choices=list(ROW_KINDS), read_only=True)
    id = serializers.IntegerField(read_only=True)
    section = serializers.CharField(read_only=True)
    day = serializers.DateField(read_only=True, allow_null=True)
    label = serializers.CharField(read_only=True)
    detail = serializers.CharField(read_only=True)
    origin = serializers.ChoiceField(choices=["known", "entered"], read_only=True)
    is_verified = serializers.BooleanField(read_only=True)
    is_agreed = serializers.BooleanField(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True)
    outcome = serializers.CharField(read_only=True)
    outcome_reason = serializers.CharField(read_only=True)
    files = serializers.ListField(child=serializers.CharField(), read_only=True)
    version = serializers.IntegerField(read_only=True, help_text="0 while the report says nothing about the row.")
    values = serializers.DictField(child=serializers.CharField(), read_only=True)


class NewRow(serializers.Serializer):
    """Fields by their names in the form of the kind; rows of other registers by their ids. A participation in an event
    that no register holds names it by event_name, event_on, event_place and event_level instead of event."""

    values = serializers.DictField(child=serializers.JSONField(allow_null=True))


class ChangedRow(NewRow):
    """What is left out stays as it is."""

    version = serializers.IntegerField(min_value=0, help_text=VERSION)


class VersionSeen(serializers.Serializer):
    version = serializers.IntegerField(min_value=0, help_text=VERSION)


class AnswerBody(VersionSeen):
    """The unit's word on a row that the register knows."""

    is_agreed = serializers.BooleanField()
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Who disputes a row says what is wrong with it."""
        if not attrs["is_agreed"] and not attrs["reason"].strip():
            raise ValidationError({"reason": [_("Say what is wrong with this row.")]})
        return attrs


class FindingBody(serializers.Serializer):
    """One thing to put right; `severity` is block, reason (then a reason is enough) or hint (nothing is asked)."""

    rule = serializers.CharField()
    severity = serializers.CharField()
    message = serializers.CharField()
    section = serializers.CharField()
    indicator = serializers.CharField()
    part = serializers.CharField()
    kind = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    anchor = serializers.CharField(help_text="The place on the page of its section.")
    url = serializers.CharField(help_text="The page where it is put right, with that place.")


def row_body(part: Part, kind: RowKind, view: RowView, word: CountedRow) -> dict[str, Any]:
    said = {name: getattr(view, name) for name in ("is_agreed", "reason", "outcome", "outcome_reason", "version")}
    return {
        "kind": kind.code,
        "id": view.row_id,
        "section": part.code,
        "day": word.on,
        "label": word.label,
        "detail": word.detail,
        "origin": "entered" if view.is_entered else "known",
        "is_verified": view.row.is_verified,
        **said,
        "files": [paper.name for paper in view.files],
        "values": texts(kind, view.row) if view.is_entered and kind.can_enter else {},
    }


def cleaned(kind: RowKind, report: Report, said: dict[str, Any], row: Any = None) -> dict[str, Any]:
    """The values that the page's form makes of these; its messages by the names of the fields."""
    made = row_form(kind, report, is_new=row is None)
    unknown = set(said) - made.base_fields.keys() - made.more_fields()
    if unknown:
        raise ValidationError({"values": {name: [_("No such field.")] for name in sorted(unknown)}})
    typed = {**(texts(kind, row) if row is not None else {}), **{name: _typed(value) for name, value in said.items()}}
    form = made({name: text for name, text in typed.items() if text}, instance=row)
    if not form.is_valid():
        raise ValidationError({"values": {name: [str(text) for text in form.errors[name]] for name in form.errors}})
    return {name: form.cleaned_data[name] for name in kind.fields}


def _typed(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "on" if value is True else str(value)
