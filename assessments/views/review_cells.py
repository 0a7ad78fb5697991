"""The cells of a return: what the reviewer ticks, and what the unit reads of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from django.forms import BoundField
from django.urls import reverse

from assessments.forms.review import DecisionForm
from assessments.models import ReportSection
from assessments.queries.reports import Sheet
from assessments.services.returns import Cell, OpenCells

from .comparison import Compared
from .report_rows import heading


class CellFields(NamedTuple):
    """The tick and the reason of one cell on the review page."""

    tick: BoundField
    why: BoundField
    name: str = ""


class NamedCell(NamedTuple):
    """A cell that came back to the unit, with the address of its field."""

    about: str
    why: str
    href: str


def places_of(sheet: Sheet) -> dict[str, Cell]:
    """What a return may name, as `services.returns.returnable` says it, from what the page has read anyway."""
    figures = {line.code: Cell(line.section, line.code) for line in sheet.lines if line.shape != "system"}
    own = [part.code for part in sheet.parts if part.code in ReportSection.OWN and part.code != ReportSection.SELF]
    return figures | {f"section-{code}": Cell(code) for code in own}


def returnable_rows(rows: Iterable[Compared], form: DecisionForm | None) -> list[Compared]:
    """The lines of a section, each with its tick where the report can be returned."""
    return [replace(row, cell=_fields(form, row.line.code)) for row in rows]


def own_cells(sheet: Sheet, form: DecisionForm | None) -> list[CellFields]:
    """The ticks of the sections that hold words and lists instead of figures."""
    parts = [part for part in sheet.parts if part.code in ReportSection.OWN]
    found = [(part, _fields(form, f"section-{part.code}")) for part in parts]
    return [fields._replace(name=heading(part)) for part, fields in found if fields]


def _fields(form: DecisionForm | None, key: str) -> CellFields | None:
    if form is None or f"cell-{key}" not in form.fields:
        return None
    return CellFields(form[f"cell-{key}"], form[f"why-{key}"])


def named_cells(sheet: Sheet, where: tuple[str, str], section: str = "") -> list[NamedCell] | None:
    """What alone is open to the unit now, in one section or in all; None where everything is."""
    cells = sheet.cells
    if not isinstance(cells, OpenCells) or cells.cells is None:
        return None
    return [
        NamedCell(_about(sheet, cell.section, cell.indicator), cell.note, _address(where, cell.section, cell.indicator))
        for cell in cells.cells
        if section in ("", cell.section)
    ]


def _about(sheet: Sheet, section: str, code: str) -> str:
    line, part = sheet.line(code), sheet.part(section)
    if line is not None:
        return f"{line.code} {line.indicator.name}"
    return heading(part) if part else section


def _address(where: tuple[str, str], section: str, code: str) -> str:
    return reverse("report-section", args=[*where, section]) + (f"#line-{code}" if code else "")
