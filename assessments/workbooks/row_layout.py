"""The register rows of a report in the workbook: a sheet for each kind, known rows to confirm or dispute, rows that the
unit entered to correct, and empty rows for new ones; each cell is a field of the page's own form."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from assessments.forms.rows import RowForm, row_form
from assessments.models import Report
from assessments.queries.reports import Sheet
from assessments.registers import RowKind, RowView
from assessments.services.report_import_rows import text_of
from assessments.services.returns import OpenCells
from talentportal.core.forms import ForgivingNumber
from talentportal.core.workbooks.columns import CHOICE, NUMBER, TEXT

from .layout import Choices, Slot, yes_no

PREFIX = "rows-"  # before the code of the kind: the name of its sheet among the sections
KNOWN, ENTERED, NEW = "k", "e", "n"
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
        mine = [view for view in views if view.is_entered]
        lines += [_entered(report, kind, view, section, cells, is_open) for view in mine]
        may_add = is_open and cells.allows_row(section, kind.code)
        lines += [RowLine(f"{NEW}:{n}", "", _fields(form, f"{NEW}:{n}", may_add)) for n in range(BLANKS * may_add)]
    return RowPage(kind, section, tuple((name, text[:1].upper() + text[1:]) for name, text in columns), tuple(lines))


def _known(kind: RowKind, view: RowView, section: str, cells: OpenCells, labels: Labels, is_open: bool) -> RowLine:
    key = f"{KNOWN}:{view.row_id}"
    may = is_open and cells.allows_row(section, kind.code, view.row_id)
    text = {True: CONFIRMED, False: DISPUTED, None: ""}[view.is_agreed]
    slots = {
        "answer": Slot(f"{key}/answer", text, CHOICE, answers(), may),
        "reason": Slot(f"{key}/reason", view.reason, TEXT, is_open=may),
    }
    return RowLine(key, labels.get((kind.code, view.row_id), ""), slots)


def _entered(report: Report, kind: RowKind, view: RowView, section: str, cells: OpenCells, is_open: bool) -> RowLine:
    key = f"{ENTERED}:{view.row_id}"
    verified = getattr(view.row, "verified_at", None) is not None
    may = is_open and not verified and cells.allows_row(section, kind.code, view.row_id)
    return RowLine(key, _("entered in this report"), _fields(row_form(kind, report)(instance=view.row), key, may))


def _fields(form: RowForm, key: str, is_open: bool) -> dict[str, Slot]:
    return {name: _slot(form, name, key, is_open) for name in form.fields}


def _slot(form: RowForm, name: str, key: str, is_open: bool) -> Slot:
    field: Any = form.fields[name]
    value = form.initial.get(name) if form.instance.pk else None
    where = f"{key}/{name}"
    if isinstance(field, forms.BooleanField):
        return Slot(where, "on" if value else "", CHOICE, yes_no(), is_open)
    text = text_of(value)
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        return Slot(where, text, CHOICE, choices_of(field), is_open)
    if isinstance(field, ForgivingNumber | forms.IntegerField | forms.DecimalField):
        return Slot(where, text, NUMBER, is_open=is_open)
    return Slot(where, text, TEXT, is_open=is_open)


def choices_of(field: Any) -> Choices:
    """Each with words of its own: where two read alike, the number tells them apart."""
    listed = [(str(value), str(label)) for value, label in field.choices if str(value)]
    words = [label for _value, label in listed]
    return tuple((v, label if words.count(label) == 1 else f"{label} #{v}") for v, label in listed)
