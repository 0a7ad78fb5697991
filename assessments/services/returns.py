"""Which cells of a report are open to its unit.

A return may name cells: single figures, rows of a register, whole sections. A figure opens with the rows that it
counts. Then only those can be changed until the report is approved or reopened; everything else stays as it was
accepted. A return that names none opens everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import Indicator, Report, ReportRow, ReportSection, ReportStep, ReturnedCell
from assessments.registers import ROW_KINDS

WHY_LENGTH = 300
OPENING = ("return", "reopen")  # the steps that say what is open


class Cell(NamedTuple):
    """What a return names: a figure (by the code of its indicator), a row (kind and id), or else a whole section.
    `measure` is that of the figure: its rows open with it."""

    section: str
    indicator: str = ""
    kind: str = ""
    row_id: int | None = None
    note: str = ""
    measure: str = ""

    @property
    def place(self) -> tuple[str, str, str, int | None]:
        """What is named, without the words."""
        return (self.section, self.indicator, self.kind, self.row_id)

    def opens_row(self, section: str, kind: str, row_id: int | None) -> bool:
        if self.kind:
            return (self.kind, self.row_id) == (kind, row_id)
        if self.indicator:
            of = ROW_KINDS.get(kind)
            return of is not None and bool(of.measure) and of.measure == self.measure
        return self.section == section


@dataclass(frozen=True)
class OpenCells:
    """`cells` are None where everything is open."""

    cells: tuple[Cell, ...] | None = None

    @property
    def is_all(self) -> bool:
        return self.cells is None

    def allows_section(self, section: str) -> bool:
        """Whether anything in the section may be changed."""
        return self.cells is None or any(cell.section == section for cell in self.cells)

    def allows_field(self, section: str, name: str) -> bool:
        """`name` as the form has it: of a figure it begins with the code of its indicator (A2-value, A2-file). What
        the unit thinks a figure is worth follows the figure."""
        if self.cells is None:
            return True
        code = name.partition("-")[0]
        if section == ReportSection.SELF and any(cell.indicator == code for cell in self.cells):
            return True
        mine = [cell for cell in self.cells if cell.section == section]
        return any(not cell.kind and cell.indicator in ("", code) for cell in mine)

    def allows_row(self, section: str, kind: str, row_id: int | None = None) -> bool:
        """A row that is named, the rows of a figure that is named and those of a section named as a whole; a new row
        (no id) in the latter two."""
        return self.cells is None or any(cell.opens_row(section, kind, row_id) for cell in self.cells)


ALL_OPEN = OpenCells()


def open_cells(report: Report) -> OpenCells:
    """What the newest return or reopening left open; one query where there was none, two otherwise."""
    step = ReportStep.objects.filter(report=report, step__in=OPENING).order_by("-pk").first()
    if step is None:
        return ALL_OPEN
    found = ReturnedCell.objects.filter(step=step).select_related("indicator").order_by("pk")
    return OpenCells(tuple(_cell(row) for row in found) or None)


def _cell(row: ReturnedCell) -> Cell:
    code, measure = (row.indicator.code, row.indicator.measure) if row.indicator else ("", "")
    return Cell(row.section, code, row.kind, row.row_id, row.note, measure)


def returnable(report: Report) -> dict[str, Cell]:
    """What a return of this report may name, by the key of its tick: every figure but the portal's own, the sections
    that the unit fills in words (the self-score follows the figures), and each row that it claims or disputes."""
    figures = Indicator.objects.filter(scheme=report.period.scheme_id).exclude(source=Indicator.Source.SYSTEM)
    known = figures.order_by("position").values_list("group__code", "code")
    sections = report.sections.filter(code__in=ReportSection.OWN).exclude(code=ReportSection.SELF)
    own = sections.order_by("pk").values_list("code", flat=True)
    named = {code: Cell(group, code) for group, code in known} | {f"section-{code}": Cell(code) for code in own}
    return named | _rows(report)


def _rows(report: Report) -> dict[str, Cell]:
    said = ReportRow.objects.filter(report=report).exclude(outcome=ReportRow.Outcome.ACCEPTED)
    said = said.filter(Q(origin=ReportRow.Origin.ENTERED) | Q(is_agreed=False))
    measured = report.period.scheme.indicators.values_list("measure", "group__code")
    sections = dict(measured)
    return {
        f"row-{kind}-{row}": Cell(ROW_KINDS[kind].section or sections.get(ROW_KINDS[kind].measure, ""), "", kind, row)
        for kind, row in said.order_by("pk").values_list("kind", "row_id")
    }


def faults(report: Report, cells: Iterable[Cell]) -> list[tuple[str, str]]:
    """What is wrong with the cells of a return, each with the key of its tick: none is named without its reason."""
    known = {cell.place: key for key, cell in returnable(report).items()}
    found: list[tuple[str, str]] = []
    for cell in cells:
        key = known.get(cell.place, "")
        if not key:
            about = cell.indicator or cell.kind or cell.section
            found.append((key, _("%(about)s cannot be returned by itself.") % {"about": about}))
        elif not cell.note.strip():
            found.append((key, _("Write what has to be corrected here.")))
        elif len(cell.note) > WHY_LENGTH:
            found.append((key, _("Write no more than %(n)s characters.") % {"n": WHY_LENGTH}))
    return found


def name_cells(step: ReportStep, cells: Iterable[Cell]) -> None:
    """Write down what a return names, beside its step."""
    codes = {cell.indicator for cell in cells if cell.indicator}
    known = Indicator.objects.filter(scheme=step.report.period.scheme_id, code__in=codes)
    indicators = {indicator.code: indicator for indicator in known}
    ReturnedCell.objects.bulk_create(
        ReturnedCell(
            report=step.report,
            step=step,
            section=cell.section,
            indicator=indicators[cell.indicator] if cell.indicator else None,
            kind=cell.kind,
            row_id=cell.row_id,
            note=cell.note,
        )
        for cell in cells
    )
