"""Reading a filled workbook: which cells somebody changed, what the page's own forms and checks say of them, and what
would change in the report.

What was changed in the portal since the download stays, unless the same cell was filled too: that is told as a mistake
of the cell, as is a change of a closed one. Nothing is written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.forms.sections import SectionForm
from assessments.queries.reports import Sheet
from assessments.services.report_imports import flat
from assessments.services.sections import stored_values
from talentportal.core.workbooks.columns import CHOICE, KIND_MARK
from talentportal.core.workbooks.guard import Cell, SheetRow, SheetRows, WorkbookRefused

from .layout import COMPLETE, ITEM, KIND, VERSION, Page, Slot, pages, yes_no
from .row_layout import RowPage, answers
from .row_reading import RowSheet
from .row_writing import headings as row_headings
from .writing import COLUMN_OF, KEY, headings

LANGUAGES = ("zh-hans", "en")
PARTS = {"agreed": "is_agreed", "self": "self_score", "why": "self_reason"}


@dataclass
class ReadRow:
    """One row of a sheet: the cells that somebody filled, their mistakes, and what differs from the report."""

    section: str
    number: int
    values: dict[str, str] = field(default_factory=dict)
    faults: list[list[str]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


class Mark(NamedTuple):
    """What the hidden sheet says: the names of the sheets by section, and what stood in every cell."""

    names: dict[str, str]
    texts: dict[tuple[str, str], str]


def read(
    sheet: Sheet, sheets: list[SheetRows], row_sheets: Sequence[RowPage] = (), *, is_open: bool = True
) -> list[ReadRow]:
    """Every row of every section and of every kind of register rows; refuses what is not this report's workbook."""
    by_name = {one.name: one for one in sheets}
    mark = _mark(sheet, by_name.get(KIND_MARK))
    words = _choices(sheet)
    found: list[ReadRow] = []
    for page in pages(sheet, is_open=is_open):
        name = mark.names.get(page.part.code)
        if name is None or name not in by_name:
            raise WorkbookRefused(_("A sheet of the workbook is missing. Download it again and fill in that one."))
        wanted = {row.key for row in page.rows}
        found += _Section(page, mark, _by_key(wanted, by_name[name]), words).rows()
    for rows in row_sheets:
        found += _read_rows(sheet, rows, mark, by_name)
    return found


def _read_rows(sheet: Sheet, page: RowPage, mark: Mark, by_name: dict[str, SheetRows]) -> list[ReadRow]:
    """A kind that had no sheet when the workbook was written is left as it is; rows that came since are too."""
    name = mark.names.get(page.code)
    if name is None or name not in by_name:
        return []
    there = {row.cell(KEY).text for row in by_name[name].rows}
    page = page._replace(lines=tuple(line for line in page.lines if line.key in there))
    keys = {line.key for line in page.lines}
    if len(by_name[name].header) != len(row_headings(page)) + 1:  # in whichever language it was written
        raise _moved(name)
    known = {row.cell(KEY).text: row for row in by_name[name].rows}
    if not keys <= known.keys() or len(known) != len(by_name[name].rows):
        raise _moved(name)
    return RowSheet(page, sheet.report, ReadRow).rows(known, mark.texts, _row_words(page))


def _row_words(page: RowPage) -> dict[str, dict[str, str]]:
    """The values of each list by their words; those that are the portal's own words in either language."""
    fixed: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        with override(language):
            for name, _heading in page.columns:
                own = answers() if name == "answer" else _own_choices(page, name)
                fixed.setdefault(name, {}).update({str(label): str(value) for value, label in own})
    found: dict[str, dict[str, str]] = {}
    for line in page.lines:
        for name, slot in line.slots.items():
            found[slot.name] = fixed[name] | {label: value for value, label in slot.choices}
    return found


def _own_choices(page: RowPage, name: str) -> Sequence[tuple[Any, Any]]:
    if name not in page.kind.fields:
        return ()
    field: Any = page.kind.model._meta.get_field(name)
    return yes_no() if field.get_internal_type() == "BooleanField" else field.choices or ()


def _mark(sheet: Sheet, hidden: SheetRows | None) -> Mark:
    if hidden is None or hidden.header[:1] != [KIND]:
        raise WorkbookRefused(_("This is not a workbook of a report. Download it on the page of the report."))
    if hidden.header[:2] != [KIND, VERSION]:
        raise WorkbookRefused(_("The workbook was made from another version of the template. Download it again."))
    names, texts = {}, {}
    report = sheet.report
    mine = [str(report.pk), report.period.code, report.township.code]
    for row in hidden.rows:
        kind, first, second, third = (row.cell(index).text for index in range(4))
        if kind == "report" and [first, second, third] != mine:
            said = {"unit": third, "quarter": second}
            raise WorkbookRefused(
                _("This workbook belongs to another report (%(quarter)s, unit %(unit)s). Nothing was read.") % said
            )
        if kind == "section":
            names[first] = third
        elif kind == "cell":
            texts[first, second] = third
    return Mark(names, texts)


def _by_key(wanted: set[str], rows: SheetRows) -> dict[str, SheetRow]:
    """The rows by their hidden name; a sheet whose rows or columns were moved is not read."""
    found = {row.cell(KEY).text: row for row in rows.rows}
    known = []
    for language in LANGUAGES:
        with override(language):
            known.append([str(word) for word in headings()[1:]])
    if rows.header[1:] not in known or found.keys() != wanted or len(found) != len(rows.rows):
        raise _moved(rows.name)
    return found


def _moved(name: str) -> WorkbookRefused:
    text = _("The rows or columns of “%(sheet)s” are not those of the template. Download the workbook again.")
    return WorkbookRefused(text % {"sheet": name})


class _Section:
    """One section on its way from cells to changes."""

    def __init__(self, page: Page, mark: Mark, read: dict[str, SheetRow], words: Any) -> None:
        self.page, self.part = page, page.part
        self.faults: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self._words = words
        self.read = {row.key: ReadRow(page.part.code, read[row.key].number) for row in page.rows}
        for row in page.rows:
            for column, slot in row.slots:
                cell = read[row.key].cell(COLUMN_OF[column])
                if self._take(slot, cell, mark.texts.get((page.part.code, slot.name), "")):
                    self.read[row.key].values[slot.name] = cell.text

    def _take(self, slot: Slot, cell: Cell, base: str) -> bool:
        """Whose value stands: the portal's, unless the cell was changed after the download. Answers whether it was."""
        self.typed[slot.name] = slot.text
        value: str | None = cell.text
        if slot.kind == CHOICE and cell.text:
            value = self._words[self.part.code, slot.name].get(cell.text)
        if value == base:
            return False
        if value == slot.text:
            return True
        if cell.is_fault:
            self.faults[slot.name] = _("The cell holds the error of a calculation. Type the value.")
        elif value is None:
            listed = _(", ").join(label for _value, label in slot.choices)
            self.faults[slot.name] = _("Choose one of the values in the list: %(choices)s.") % {"choices": listed}
        elif not slot.is_open:
            self.faults[slot.name] = _("This cell is closed now; what stands in the portal stays.")
        elif slot.text != base:
            text = _("Somebody changed this in the portal after the download; it now says “%(now)s”.")
            self.faults[slot.name] = text % {"now": slot.shown or "—"}
        else:
            self.typed[slot.name] = value
        return True

    def rows(self) -> list[ReadRow]:
        if self._is_filled():
            form = self._form()
            self._find_faults(form)
            self._find_changes(form)
        for row in self.page.rows:
            named = {slot.name for _column, slot in row.slots}
            self.read[row.key].faults = [[name, self.faults[name]] for name in self.faults if name in named]
        return list(self.read.values())

    def _is_filled(self) -> bool:
        """Whether anything is to be saved: a section that nobody touched stays as it is, whatever the checks say."""
        return any(self.typed[slot.name] != slot.text for slot in self.page.slots)

    def _form(self) -> SectionForm:
        """The page's form as if the section had been posted."""
        data: MultiValueDict[str, str] = MultiValueDict({"version": [str(self.part.row.version)]})
        for name, text in self.typed.items():
            field_name, _sign, item = name.partition(ITEM)
            if item:
                data.setlist(field_name, data.getlist(field_name) + ([item] if text else []))
            elif text:
                data.appendlist(name, text)
        return SectionForm(self.page.form.sheet, self.part, data, {})

    def _find_faults(self, form: SectionForm) -> None:
        """What the form and the checks say, each beside its cell; a cell tells its first mistake alone."""
        for name, messages in form.errors.items():
            slot = next((one for one in self.typed if one.partition(ITEM)[0] == name), COMPLETE)
            if not any(one.partition(ITEM)[0] == name for one in self.faults):
                self.faults[slot] = " ".join(str(message) for message in messages)

    def _find_changes(self, form: SectionForm) -> None:
        """What saving would change, beside the row that says it."""
        if not form.is_valid():
            return
        report = self.page.form.sheet.report
        now, then = flat(stored_values(report, self.part.code)), flat(form.values())
        now[COMPLETE], then[COMPLETE] = self.part.row.is_complete, form.cleaned_data[COMPLETE]
        for name, value in then.items():
            if now.get(name) != value:
                row = self._row_of(name)
                row.before[name], row.after[name] = now.get(name), value

    def _row_of(self, name: str) -> ReadRow:
        key = name.partition("-")[0]
        return self.read[key if key in self.read else COMPLETE]


def _choices(sheet: Sheet) -> dict[tuple[str, str], dict[str, str]]:
    """The values of each list by their words, in either language of the portal."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for language in LANGUAGES:
        with override(language):
            for page in pages(sheet):
                for slot in page.slots:
                    known = found.setdefault((page.part.code, slot.name), {})
                    known.update({label: value for value, label in slot.choices})
    return found
