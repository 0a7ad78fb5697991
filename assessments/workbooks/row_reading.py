"""Reading the sheets of register rows: the same forms and the same refusals as on the page, nothing written."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.forms.rows import row_form
from assessments.models import Report
from assessments.registers import RowKind
from assessments.services import rows as row_services
from assessments.services.report_import_rows import MARK, text_of
from talentportal.core.workbooks.columns import CHOICE
from talentportal.core.workbooks.guard import Cell, SheetRow

from .layout import Slot
from .row_layout import DISPUTED, ENTERED, KNOWN, NEW, RowLine, RowPage

DAY_SIGNS = str.maketrans({"/": "-", ".": "-", "年": "-", "月": "-", "日": ""})
Words = Mapping[str, Mapping[str, str]]  # values by their words, by slot


class RowSheet:
    """One sheet of rows on its way from cells to changes; `made` are the rows as `reading.ReadRow`."""

    def __init__(self, page: RowPage, report: Report, make: Any) -> None:
        self.page, self.report, self._make = page, report, make
        self._same: set[tuple[Any, ...]] = set()

    def rows(self, read: Mapping[str, SheetRow], base: Mapping[tuple[str, str], str], words: Words) -> list[Any]:
        found = []
        for line in self.page.lines:
            row = self._make(self.page.code, read[line.key].number)
            typed = self._typed(line, read[line.key], base, words, row)
            if row.values and not row.faults:
                self._judge(line, typed, row)
            row.before[MARK] = line.key
            found.append(row)
        return found

    def _typed(self, line: RowLine, cells: SheetRow, base: Any, words: Words, row: Any) -> dict[str, str]:
        """What each cell says now; a cell that nobody changed says what the portal holds."""
        typed = {}
        for name, slot in line.slots.items():
            cell, stood = cells.cell(self.page.column_of(name)), base.get((self.page.code, slot.name), "")
            typed[name] = slot.text
            value = _value(slot, cell, words)
            if value == stood or value == slot.text:
                continue
            row.values[slot.name] = cell.text
            if message := _fault(slot, cell, value, stood):
                row.faults.append([slot.name, message])
            else:
                typed[name] = str(value)
        return typed

    def _judge(self, line: RowLine, typed: dict[str, str], row: Any) -> None:
        if line.origin == KNOWN:
            if typed["answer"] == DISPUTED and not typed["reason"].strip():
                row.faults.append([line.slots["reason"].name, _("Say what is wrong with this row.")])
            self._keep(line, typed, row)
            return
        if line.origin == NEW and not any(typed.values()):
            return
        kind = self.page.kind
        instance = kind.model._default_manager.get(pk=line.row_id) if line.origin == ENTERED else None
        form = row_form(kind, self.report)(_posted(typed), instance=instance)
        for name, messages in form.errors.items():
            slot = line.slots.get(name) or next(iter(line.slots.values()))
            row.faults.append([slot.name, " ".join(str(message) for message in messages)])
        if form.is_valid():
            self._refuse_copy(kind, form.cleaned_data, line, row)
            self._keep(line, {name: text_of(form.cleaned_data[name]) for name in line.slots}, row)

    def _refuse_copy(self, kind: RowKind, cleaned: dict[str, Any], line: RowLine, row: Any) -> None:
        """Neither in the register nor twice in the workbook."""
        same = tuple(str(cleaned[name]) for name in kind.same)
        slot = line.slots[kind.same[0]].name
        try:
            row_services.refuse_copy(self.report, kind, cleaned, but=line.row_id if line.origin == ENTERED else None)
        except row_services.RowRefused as refused:
            row.faults.append([slot, str(refused)])
            return
        if same in self._same:
            row.faults.append([slot, _("The same fact stands in another row of this sheet.")])
        self._same.add(same)

    def _keep(self, line: RowLine, typed: dict[str, str], row: Any) -> None:
        if row.faults:
            return
        for name, slot in line.slots.items():
            if typed[name] != slot.text or line.origin == NEW:
                row.before[name], row.after[name] = slot.text, typed[name]


def _value(slot: Slot, cell: Cell, words: Words) -> str | None:
    """None for words that are not in the list."""
    if slot.kind == CHOICE:
        return words.get(slot.name, {}).get(cell.text) if cell.text else ""
    text = cell.text
    if slot.name.endswith("_on") and not cell.is_day:
        text = text.strip().translate(DAY_SIGNS)
    return text


def _fault(slot: Slot, cell: Cell, value: str | None, stood: str) -> str:
    if cell.is_fault:
        return _("The cell holds the error of a calculation. Type the value.")
    if value is None:
        return _("Choose one of the values in the list.")
    if not slot.is_open:
        return _("This cell is closed now; what stands in the portal stays.")
    if slot.text != stood:
        now = {"now": slot.shown or "—"}
        return _("Somebody changed this in the portal after the download; it now says “%(now)s”.") % now
    return ""


def _posted(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in typed.items() if text}
