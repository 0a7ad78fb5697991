"""The cells of a return: what the reviewer ticks, and what the unit reads of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from django.forms import BoundField
from django.urls import reverse

from assessments.forms.review import DecisionForm
from assessments.models import ReportSection
from assessments.queries.reports import Sheet
from assessments.queries.rows import worded
from assessments.registers import ROW_KINDS
from assessments.services.returns import Cell, OpenCells

from .comparison import Compared
from .report_rows import heading
from .review_claims_table import Claim


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
    rows = {
        f"row-{view.kind}-{view.row_id}": Cell(part.code, "", view.kind, view.row_id)
        for part in sheet.parts
        for views in part.rows.values()
        for view in views
        if view.is_claimed_or_disputed
    }
    return figures | {f"section-{code}": Cell(code) for code in own} | rows


def returnable_claims(claims: Iterable[Claim], form: DecisionForm | None) -> list[Claim]:
    """The rows that the unit claims or disputes, each with its tick."""
    return [claim._replace(cell=_fields(form, f"row-{claim.view.kind}-{claim.view.row_id}")) for claim in claims]


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


def named_cells(sheet: Sheet, where: tuple[str, str], user: Any, section: str = "") -> list[NamedCell] | None:
    """What alone is open to the unit now, in one section or in all; None where everything is."""
    cells = sheet.cells
    if not isinstance(cells, OpenCells) or cells.cells is None:
        return None
    return [
        NamedCell(_about(sheet, cell, user), cell.note, _address(where, cell))
        for cell in cells.cells
        if section in ("", cell.section)
    ]


def _about(sheet: Sheet, cell: Cell, user: Any) -> str:
    line, part = sheet.line(cell.indicator), sheet.part(cell.section)
    if line is not None:
        return f"{line.code} {line.indicator.name}"
    if cell.kind:
        kind, views = ROW_KINDS[cell.kind], part.rows.get(cell.kind, ()) if part else ()
        rows = [view.row for view in views if view.row_id == cell.row_id]
        return " · ".join([str(kind.name), *(word.label for word in worded(kind.reads, rows, user))])
    return heading(part) if part else cell.section


def _address(where: tuple[str, str], cell: Cell) -> str:
    anchor = f"#line-{cell.indicator}" if cell.indicator else f"#row-{cell.kind}-{cell.row_id}" if cell.kind else ""
    return reverse("report-section", args=[*where, cell.section]) + anchor
