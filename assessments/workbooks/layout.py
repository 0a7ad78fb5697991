"""What stands in which cell of the workbook: the fields of the page's own forms, one row each, in the page's order.

A slot is one cell that people fill. It bears the name of the form's field, so that what is typed goes through the same
form and the same checks as on the page. Slots hold texts: choices by their value, numbers in plain digits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from assessments.forms.sections import SectionForm
from assessments.models import ReportSection
from assessments.queries.reports import Line, Part, Sheet
from talentportal.core.forms import ForgivingNumber
from talentportal.core.workbooks.columns import CHOICE, NUMBER, TEXT

KIND, VERSION = "report", "1"
COMPLETE = "is_complete"
ITEM = ":"  # A1-ticks:secretary_is_head is the cell of one item of a checklist
ANSWER, REASON = "answer", "reason"
REASONS = ("reason", "why")
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Slot:
    """`text` is what the portal holds now; a closed one is not for the unit to change now."""

    name: str
    text: str = ""
    kind: str = TEXT
    choices: Choices = ()
    is_open: bool = True

    @property
    def field(self) -> str:
        """The field of the form."""
        return self.name.partition(ITEM)[0]

    @property
    def item(self) -> str:
        return self.name.partition(ITEM)[2]

    @property
    def shown(self) -> str:
        """As it stands in the cell: of a choice its words."""
        return dict(self.choices).get(self.text, self.text)


@dataclass(frozen=True)
class Row:
    """One row of a sheet; `key` names it in the hidden first column."""

    key: str
    label: str
    code: str = ""
    line: Line | None = None
    answer: Slot | None = None
    reason: Slot | None = None
    hint: str = ""

    @property
    def slots(self) -> Iterator[tuple[str, Slot]]:
        for column, slot in ((ANSWER, self.answer), (REASON, self.reason)):
            if slot is not None:
                yield column, slot


class Page(NamedTuple):
    """One section as a sheet of the workbook, with the form that it fills."""

    part: Part
    form: SectionForm
    rows: tuple[Row, ...]

    @property
    def slots(self) -> list[Slot]:
        return [slot for row in self.rows for _column, slot in row.slots]


def pages(sheet: Sheet, *, is_open: bool = True) -> list[Page]:
    """`is_open`: whether the person may change anything at all."""
    return [_page(sheet, part, is_open) for part in sheet.parts]


def yes_no() -> Choices:
    return (("on", _("Yes")), ("", _("No")))


def _page(sheet: Sheet, part: Part, is_open: bool) -> Page:
    form = SectionForm(sheet, part)
    if part.group is not None:
        rows = [row for line in part.lines for row in _line_rows(form, line, is_open)]
    elif part.code == ReportSection.SELF:
        rows = [row for line in sheet.scored_by_unit for row in _line_rows(form, line, is_open)]
    else:
        names = [name for name in form.fields if name not in ("version", COMPLETE)]
        rows = [
            Row(name, str(form.fields[name].label), answer=_slot(form, name, is_open), hint=_hint(form, name))
            for name in names
        ]
    rows.append(_complete_row(form, part, is_open))
    return Page(part, form, tuple(rows))


def _complete_row(form: SectionForm, part: Part, is_open: bool) -> Row:
    field = form.fields[COMPLETE]
    choices = _choices_of(field)
    named = any(not other.disabled for name, other in form.fields.items() if name not in ("version", COMPLETE))
    slot = Slot(COMPLETE, "yes" if part.row.is_complete else "later", CHOICE, choices, is_open and named)
    hint = _("Choose “%(word)s” once the section is filled in; it is checked as a whole then.")
    return Row(COMPLETE, str(field.label), answer=slot, hint=hint % {"word": choices[0][1]})


def _line_rows(form: SectionForm, line: Line, is_open: bool) -> Iterator[Row]:
    """A figure with its reason; a checklist is a row for itself and one for each item."""
    names = [name for name in form.fields if name.partition("-")[0] == line.code]
    reason = next((name for name in names if name.partition("-")[2] in REASONS), None)
    main = [name for name in names if name != reason and not isinstance(form.fields[name], forms.FileField)]
    head: dict[str, Any] = {"code": line.code, "line": line}
    if reason:
        head["reason"] = _slot(form, reason, is_open)
    if not main:
        hint = _("Counted by the portal; there is nothing to fill in.")
        yield Row(line.code, line.indicator.name, hint=hint, **head)
    elif isinstance(form.fields[main[0]], forms.MultipleChoiceField):
        yield Row(line.code, line.indicator.name, hint=_("Answer every line below."), **head)
        yield from _item_rows(form, main[0], is_open)
    else:
        slot = _slot(form, main[0], is_open)
        yield Row(line.code, line.indicator.name, answer=slot, hint=_hint(form, main[0]), **head)


def _item_rows(form: SectionForm, name: str, is_open: bool) -> Iterator[Row]:
    field = form.fields[name]
    chosen = set(form.get_initial_for_field(field, name) or ())
    for code, label in _choices_of(field):
        text = "on" if code in chosen else ""
        slot = Slot(f"{name}{ITEM}{code}", text, CHOICE, yes_no(), is_open and not field.disabled)
        yield Row(slot.name, f"— {label}", answer=slot, hint=_of(slot.choices))


def _slot(form: SectionForm, name: str, is_open: bool) -> Slot:
    field = form.fields[name]
    value = form.get_initial_for_field(field, name)
    is_open = is_open and not field.disabled
    if isinstance(field, forms.BooleanField):
        return Slot(name, "on" if value else "", CHOICE, yes_no(), is_open)
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    if isinstance(field, forms.ChoiceField):
        return Slot(name, text, CHOICE, _choices_of(field), is_open)
    if isinstance(field, ForgivingNumber):
        return Slot(name, text.replace(",", ""), NUMBER, is_open=is_open)
    return Slot(name, text, is_open=is_open)


def _choices_of(field: Any) -> Choices:
    return tuple((str(value), str(label)) for value, label in field.choices)


def _hint(form: SectionForm, name: str) -> str:
    field = form.fields[name]
    if isinstance(field, forms.BooleanField):
        return _of(yes_no())
    if isinstance(field, forms.ChoiceField):
        return _of(_choices_of(field))
    if isinstance(field, forms.DecimalField):
        return str(field.help_text) or _("A number with at most two decimal places.")
    if isinstance(field, forms.IntegerField):
        return str(field.help_text) or _("A whole number; 0 if there was nothing.")
    return str(field.help_text)


def _of(choices: Iterable[tuple[str, str]]) -> str:
    return _("One of: %(choices)s") % {"choices": _(", ").join(label for _value, label in choices)}
