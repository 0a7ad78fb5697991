"""The register rows of a report in the workbook: a sheet for each kind, known rows to confirm or dispute, rows that the
unit entered to correct, and empty rows for new ones; each cell is a field of the page's own form."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from assessments.forms.rows import RowForm, row_form
from assessments.models import Report
from assessments.queries.reports import Sheet
from assessments.queries.sheet import takes_answer
from assessments.registers import RowKind, RowView
from assessments.services.report_import_rows import ENTERED, KNOWN, NEW, PREFIX, texts
from assessments.services.returns import OpenCells
from talentportal.core.forms import ForgivingNumber
from talentportal.core.workbooks.columns import CHOICE, NUMBER, TEXT

from .layout import Choices, Slot, yes_no

BLANKS = 15
KEY, LABEL = 0, 1  # columns before the cells to fill
CONFIRMED, DISPUTED = "yes", "no"
Labels = Mapping[tuple[str, int], str]  # how a known row reads, by kind and id


class RowLine(NamedTuple):
    """`key` names the row in the hidden first column: what it is, and its id or number."""

    key: str
    label: str
    slots: dict[str, Slot]  # by column; only those of this row

    @property
    def origin(self) -> str:
        return self.key.partition(":")[0]

    @property
    def row_id(self) -> int:
        return int(self.key.partition(":")[2])


class RowPage(NamedTuple):
    kind: RowKind
    section: str
    columns: tuple[tuple[str, str], ...]  # name and heading of the cells to fill
    lines: tuple[RowLine, ...]

    @property
    def code(self) -> str:
        return f"{PREFIX}{self.kind.code}"

    def column_of(self, name: str) -> int:
        return LABEL + 1 + [column for column, _heading in self.columns].index(name)


def row_pages(sheet: Sheet, cells: OpenCells, labels: Labels, *, is_open: bool = True) -> list[RowPage]:
    """Every kind that has rows or takes new ones, in the order of the sections."""
    found = []
    for part in sheet.parts:
        for kind in part.kinds:
            views = part.rows.get(kind.code, [])
            if views or kind.can_enter:
                found.append(_page(sheet.report, part.code, kind, views, cells, labels, is_open))
    return found


def answers() -> Choices:
    return ((CONFIRMED, _("Confirmed")), (DISPUTED, _("Disputed")))


def _page(
    report: Report, section: str, kind: RowKind, views: list[RowView], cells: OpenCells, labels: Labels, is_open: bool
) -> RowPage:
    form = row_form(kind, report)() if kind.can_enter else None
    columns = [("answer", _("Answer")), ("reason", _("Reason"))]
    columns += [(name, str(form.fields[name].label)) for name in kind.fields] if form else []
    lines = [_known(kind, view, section, cells, labels, is_open) for view in views if view.is_known]
    if form is not None:
        empty = _fields(form)
        mine = [view for view in views if view.is_entered]
        lines += [_entered(kind, view, empty, section, cells, is_open) for view in mine]
        may_add = is_open and cells.allows_row(section, kind.code)
        lines += [_line(f"{NEW}:{n}", "", empty, {}, may_add) for n in range(BLANKS * may_add)]
    return RowPage(kind, section, tuple((name, text[:1].upper() + text[1:]) for name, text in columns), tuple(lines))


def _known(kind: RowKind, view: RowView, section: str, cells: OpenCells, labels: Labels, is_open: bool) -> RowLine:
    key = f"{KNOWN}:{view.row_id}"
    may = is_open and takes_answer(cells, section, kind, view)
    text = {True: CONFIRMED, False: DISPUTED, None: ""}[view.is_agreed]
    slots = {
        "answer": Slot(f"{key}/answer", text, CHOICE, answers(), may),
        "reason": Slot(f"{key}/reason", view.reason, TEXT, is_open=may),
    }
    return RowLine(key, labels.get((kind.code, view.row_id), ""), slots)


def _entered(
    kind: RowKind, view: RowView, empty: dict[str, Slot], section: str, cells: OpenCells, is_open: bool
) -> RowLine:
    may = is_open and not view.row.is_verified and cells.allows_row(section, kind.code, view.row_id)
    return _line(f"{ENTERED}:{view.row_id}", _("entered in this report"), empty, texts(kind, view.row), may)


def _line(key: str, label: str, empty: dict[str, Slot], said: Mapping[str, str], is_open: bool) -> RowLine:
    slots = {
        name: replace(slot, name=f"{key}/{name}", text=said.get(name, ""), is_open=is_open)
        for name, slot in empty.items()
    }
    return RowLine(key, label, slots)


def _fields(form: RowForm) -> dict[str, Slot]:
    """The cells of an empty row; the choices of each are read once for all rows of the sheet."""
    return {name: _slot(field, name) for name, field in form.fields.items()}


def _slot(field: Any, name: str) -> Slot:
    if isinstance(field, forms.BooleanField):
        return Slot(name, "", CHOICE, yes_no())
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        return Slot(name, "", CHOICE, choices_of(field))
    is_number = isinstance(field, ForgivingNumber | forms.IntegerField | forms.DecimalField)
    return Slot(name, "", NUMBER if is_number else TEXT)


def choices_of(field: Any) -> Choices:
    """Each with words of its own: where two read alike, the number tells them apart."""
    listed = [(str(value), str(label)) for value, label in field.choices if str(value)]
    words = [label for _value, label in listed]
    return tuple((v, label if words.count(label) == 1 else f"{label} #{v}") for v, label in listed)
