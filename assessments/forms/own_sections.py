"""Fields of the report's own sections: who may be asked (H), departures (M), written remarks (T), self-score (S)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from assessments.models import ReportSection
from assessments.queries.reports import Part, Sheet
from talentportal.core import formats
from talentportal.core.forms import AmountField

Texts = tuple[tuple[str, Any, Any, int], ...]
TEXTS: Texts = (
    ("highlights", _("Highlights"), _("What others could learn from, at most 800 characters."), 800),
    ("problems", _("Problems"), _("What hinders the work, at most 500 characters."), 500),
    ("plans", _("Plans for the next quarter"), _("What will be done by whom, at most 500 characters."), 500),
)
HEADER: Texts = (
    ("contact_name", _("Contact person"), _("Whom the talent office may ask about this report."), 60),
    ("contact_phone", _("Contact phone"), "", 30),
)
REPORT_FIELDS = {ReportSection.TEXTS: TEXTS, ReportSection.HEADER: HEADER}
WHY_LENGTH = 300
TOO_LONG = _("Write no more than %(limit_value)d characters (now %(show_value)d).")


def own_fields(sheet: Sheet, part: Part) -> dict[str, forms.Field]:
    """The fields of one of these sections, with what is stored or what the account says."""
    if part.code == ReportSection.TEXTS:
        return {
            name: text_field(label, limit, initial=getattr(sheet.report, name), help_text=hint)
            for name, label, hint, limit in TEXTS
        }
    if part.code == ReportSection.HEADER:
        known = sheet.contact if not part.row.version else ("", "")
        return {
            name: forms.CharField(
                label=label, help_text=hint, max_length=limit, initial=getattr(sheet.report, name) or account,
                error_messages={"required": _("Enter whom the talent office may ask, and the phone.")},
            )
            for (name, label, hint, limit), account in zip(HEADER, known, strict=True)
        }  # fmt: skip
    if part.code == ReportSection.DEPARTURES:
        return {"has_nothing": _nothing(part)}
    fields: dict[str, forms.Field] = {}
    for line in sheet.scored_by_unit:
        fields[f"{line.code}-self"] = _self_score(line)
        fields[f"{line.code}-why"] = text_field(
            _("Why it differs from the preview"), WHY_LENGTH, rows=2, initial=line.self_reason
        )
    return fields


def own_values(sheet: Sheet, part: Part, cleaned: dict[str, Any]) -> dict[str, Any]:
    """What save_section takes."""
    if part.code in REPORT_FIELDS:
        return {name: cleaned[name] for name, *_rest in REPORT_FIELDS[part.code]}
    if part.code == ReportSection.DEPARTURES:
        return {"has_nothing": bool(cleaned.get("has_nothing"))}
    return {
        line.code: {
            "self_score": cleaned.get(f"{line.code}-self"),
            "self_reason": cleaned.get(f"{line.code}-why") or "",
        }
        for line in sheet.scored_by_unit
    }


def text_field(label: Any, limit: int, *, rows: int = 4, **kwargs: Any) -> forms.CharField:
    field = forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
    field.max_length = limit  # not given to the constructor: a browser's maxlength would cut pasted text silently
    field.validators.append(_Limit(limit, TOO_LONG))
    return field


class _Limit(MaxLengthValidator):
    """Counts a line break once, as the countdown beside the field does."""

    def clean(self, x: str) -> int:
        return len(x.replace("\r\n", "\n"))


def _nothing(part: Part) -> forms.BooleanField:
    return forms.BooleanField(
        label=_("No change this quarter: nobody left, nobody moved"), required=False, initial=part.row.has_nothing
    )


def _self_score(line: Any) -> AmountField:
    """No more than the indicator weighs."""
    weight: Decimal = line.indicator.weight
    return AmountField(
        label=line.indicator.name,
        required=False,
        initial=None if line.self_score is None else formats.number(line.self_score),
        max_digits=6,
        decimal_places=2,
        min_value=0,
        max_value=weight,
        help_text=_("At most %(n)s points; leave it open to follow the preview.") % {"n": formats.number(weight)},
        error_messages={"max_value": _("No more than the %(limit_value)s points of this indicator.")},
    )
