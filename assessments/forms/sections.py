"""The form of one section of a report, built from the sheet: one set of fields per line, by the shape of the line.

Field names are `<indicator>-<part>`: A2-value, A1-ticks, B1-agreed, F1-reason, G1-file. The REST interface fills the
same form, so that both ways in check the same. `values()` gives what `services.sections.save_section` takes.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from assessments.checks import NO_REASON, line_findings
from assessments.models import ReportSection
from assessments.queries.reports import Line, Part, Sheet
from talentportal.core import formats
from talentportal.core.forms import AmountField, WholeNumberField
from talentportal.core.services.files import FileRefused, examine

from .own_sections import own_fields, own_values, text_field

DIGITS = 10
HIGHEST = 10**DIGITS - 1
REASON_LENGTH = 500
LINE_PARTS = {"value": "value", "ticks": "ticks", "agreed": "is_agreed", "reason": "reason"}
OWN_PARTS = {"self": "self_score", "why": "self_reason"}
NULLABLE = ("value", "agreed", "self")
NOT_VALUES = ("version", "is_complete")
TOO_BIG = _("Enter no more than 10 digits. Is the unit right?")


class SectionForm(forms.Form):
    """`data` as typed (or posted by a client); without data the stored values, or what the registers suggest."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    is_complete = forms.TypedChoiceField(
        label=_("Is this section complete?"),
        choices=[("yes", _("Complete")), ("later", _("To be continued later"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        error_messages={"required": _("Choose whether the section is complete.")},
    )

    def __init__(self, sheet: Sheet, part: Part, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        self.sheet, self.part = sheet, part
        kwargs.setdefault("initial", {"version": part.row.version})
        super().__init__(data, files, **kwargs)
        if part.group is None:
            self.fields.update(own_fields(sheet, part))
        for line in part.lines:
            self._add_line(line)
        self._close_what_stays()
        if not self.is_bound:
            self._show_draft()
        self.order_fields([name for name in self.fields if name != "is_complete"])

    def _close_what_stays(self) -> None:
        """What a return did not name keeps its value whatever is posted."""
        for name, field in self.fields.items():
            if name not in ("version", "is_complete"):
                field.disabled = not self.sheet.cells.allows_field(self.part.code, name)

    def _show_draft(self) -> None:
        """What was typed and is no value yet stands in its field again, with what is wrong with it."""
        self._errors = ErrorDict()
        for name, typed in self.part.row.draft.items():
            if name in self.fields and not self.fields[name].disabled:
                self.fields[name].initial = typed
                try:
                    self.fields[name].clean(typed)
                except ValidationError as wrong:
                    self._errors[name] = self.error_class(wrong.messages)

    # --- fields ---

    def _add_line(self, line: Line) -> None:
        if line.shape == "system":
            return
        if line.shape == "confirm":
            self.fields[f"{line.code}-agreed"] = _agreement(line)
        elif line.shape == "ticks":
            self.fields[f"{line.code}-ticks"] = _ticks(line, self.part.row.version)
        else:
            self.fields[f"{line.code}-value"] = _figure(line, self.part.row.version)
        label = _("What is wrong with the figure?") if line.shape == "confirm" else _("Reason")
        self.fields[f"{line.code}-reason"] = text_field(label, REASON_LENGTH, initial=line.reason, rows=2)
        if line.is_self_reported:
            self.fields[f"{line.code}-file"] = forms.FileField(label=_("Add a file"), required=False)

    # --- checking ---

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for line in self.part.lines:
            self._clean_file(line)
            if cleaned.get("is_complete"):
                self._ask_the_checks(line)
        if cleaned.get("is_complete") and self.part.code == ReportSection.SELF:
            self._ask_for_reasons(cleaned)
        return cleaned

    def _ask_for_reasons(self, cleaned: dict[str, Any]) -> None:
        for line in self.sheet.scored_by_unit:
            if cleaned.get(f"{line.code}-self") is not None and not (cleaned.get(f"{line.code}-why") or "").strip():
                self.add_error(f"{line.code}-why", NO_REASON)

    def _clean_file(self, line: Line) -> None:
        name = f"{line.code}-file"
        upload = self.cleaned_data.get(name)
        if upload:
            try:
                examine(upload)
            except FileRefused as refused:
                self.add_error(name, refused.message)

    def _ask_the_checks(self, line: Line) -> None:
        typed = self.typed(line)
        for finding in line_findings(typed):
            name = f"{finding.indicator}-{finding.part}"
            if name in self.fields and not self.has_error(name) and not self.has_error(f"{line.code}-value"):
                self.add_error(name, finding.message)

    def typed(self, line: Line) -> Line:
        """The line as it would stand after saving."""
        changed = Line(**{name: getattr(line, name) for name in Line.__dataclass_fields__})
        for name, value in self._line_values(line).items():
            setattr(changed, name, tuple(value) if name == "ticks" else value)
        return changed

    def _line_values(self, line: Line) -> dict[str, Any]:
        if line.shape == "system":
            return {}
        get = self.cleaned_data.get
        reason = get(f"{line.code}-reason") or ""
        if line.shape == "confirm":
            return {"is_agreed": get(f"{line.code}-agreed"), "reason": reason}
        if line.shape == "ticks":
            return {"ticks": list(get(f"{line.code}-ticks") or []), "reason": reason}
        return {"value": get(f"{line.code}-value"), "reason": reason}

    def values(self) -> dict[str, Any]:
        """What save_section takes."""
        if self.part.group is None:
            return own_values(self.sheet, self.part, self.cleaned_data)
        return {line.code: self._line_values(line) for line in self.part.lines if line.shape != "system"}

    def values_of(self, names: Collection[str]) -> dict[str, Any]:
        """Only these fields of it, by their names in the form; the others may hold no value."""
        parts = OWN_PARTS if self.part.code == ReportSection.SELF else LINE_PARTS
        found: dict[str, Any] = {}
        for name in sorted(names):
            code, dash, part = name.partition("-")
            if not dash and name not in NOT_VALUES:
                found[name] = self.cleaned_data.get(name)
            elif part in parts:
                value = self.cleaned_data.get(name)
                found.setdefault(code, {})[parts[part]] = (
                    value if part in NULLABLE else value or ([] if part == "ticks" else "")
                )
        return found

    def uploads(self) -> dict[str, Any]:
        """Chosen files by indicator code."""
        found = {line.code: self.cleaned_data.get(f"{line.code}-file") for line in self.part.lines}
        return {code: upload for code, upload in found.items() if upload}


def _choice(label: Any, choices: list[tuple[str, Any]], initial: str | None) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=choices, required=False, widget=forms.RadioSelect, initial=initial, empty_value=None
    )


def _agreement(line: Line) -> forms.TypedChoiceField:
    """Confirming is the natural answer, so it is chosen until the unit says otherwise."""
    field = _choice(
        line.indicator.name,
        [("yes", _("The figure is right")), ("no", _("The figure is wrong"))],
        "no" if line.is_agreed is False else "yes",
    )
    field.coerce = lambda value: value == "yes"
    return field


def _ticks(line: Line, version: int) -> forms.MultipleChoiceField:
    items = sorted(line.indicator.items.all(), key=lambda item: item.position)
    return forms.MultipleChoiceField(
        label=line.indicator.name,
        choices=[(item.code, item.name) for item in items],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=list(line.ticks if version else line.suggested_ticks),
    )


def _figure(line: Line, version: int) -> forms.Field:
    stored = line.value if version else line.suggestion
    if line.shape == "yes_no":
        chosen = None if stored is None else "1" if stored else "0"
        field = _choice(line.indicator.name, [("1", _("Yes")), ("0", _("No"))], chosen)
        field.coerce = Decimal
        return field
    shown = None if stored is None else formats.number(stored).replace(",", "")
    common: dict[str, Any] = {"label": line.indicator.name, "required": False, "initial": shown, "min_value": 0}
    if line.shape == "amount":
        messages = {
            "max_digits": TOO_BIG,
            "max_whole_digits": TOO_BIG,
            "min_value": _("Enter %(limit_value)s or more."),
        }
        return AmountField(
            max_digits=DIGITS + 2,
            decimal_places=2,
            max_value=HIGHEST,
            error_messages=messages | {"max_value": TOO_BIG},
            **common,
        )
    return _Count(max_value=HIGHEST, error_messages={"max_value": TOO_BIG}, **common)


class _Count(WholeNumberField):
    """Whole numbers arrive as decimals, like every figure."""

    def clean(self, value: Any) -> Decimal | None:
        number = super().clean(value)
        return None if number is None else Decimal(number)
