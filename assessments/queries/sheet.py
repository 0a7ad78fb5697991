"""A report as one sheet: sections, and lines that stand beside the register, the earlier quarters, files and notes."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from assessments.models import Evidence, Indicator, IndicatorGroup, Report, ReportSection, ReviewNote
from assessments.registers import ROW_KINDS, RowKind, RowView

Source, Kind = Indicator.Source, Indicator.Kind
WAN_YUAN = "万元"
CENTS = Decimal("0.01")


@dataclass
class Line:
    """One indicator of one report. `counted` and `out_of` are the register's, the rest is the unit's own.

    Of a self-reported indicator the register's figure is that of the quarter alone.
    `claimed` is what the register would say with the rows that this report claims, where it claims any.
    `before` is the year to date of the earlier, approved quarters; `last` the approved figure of the quarter before.
    """

    indicator: Indicator
    section: str
    value: Decimal | None = None
    ticks: tuple[str, ...] = ()
    is_agreed: bool | None = None
    reason: str = ""
    self_score: Decimal | None = None
    self_reason: str = ""
    counted: Decimal | None = None
    out_of: Decimal | None = None
    row_ids: tuple[int, ...] = ()
    claimed: Decimal | None = None
    suggested_ticks: tuple[str, ...] = ()
    before: Decimal = Decimal(0)
    last: Decimal | None = None
    evidence: list[Evidence] = field(default_factory=list)
    notes: list[ReviewNote] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def own_files(self) -> list[Evidence]:
        """Those of the figure as a whole; the others stand beside their rows."""
        return [paper for paper in self.evidence if paper.row_id is None]

    @property
    def shape(self) -> str:
        """How the line is filled: system, confirm, ticks, yes_no, share, amount or count."""
        if self.indicator.source != Source.SELF:
            return "system" if self.indicator.source == Source.SYSTEM else "confirm"
        shapes: dict[str, str] = {Kind.CHECKLIST: "ticks", Kind.YES_NO: "yes_no", Kind.RATE: "share"}
        return shapes.get(self.indicator.kind, "amount" if self.indicator.unit_zh == WAN_YUAN else "count")

    @property
    def is_self_reported(self) -> bool:
        return self.indicator.source == Source.SELF

    @property
    def is_year_to_date(self) -> bool:
        return self.is_self_reported and self.indicator.basis == Indicator.Basis.YTD

    @property
    def suggestion(self) -> Decimal | None:
        """The register's figure of this quarter with what the report claims, as precise as the unit may write it."""
        known = self.counted if self.claimed is None else self.claimed
        if known is None or self.shape in ("ticks", "confirm", "system"):
            return None
        return known.quantize(CENTS, ROUND_HALF_UP)

    @property
    def claims_more(self) -> bool:
        """Whether rows claimed in this report would move the register's figure."""
        return self.claimed is not None and self.claimed != self.counted

    @property
    def year_to_date(self) -> Decimal | None:
        return None if self.value is None else self.before + self.value

    @property
    def differs(self) -> bool:
        """Whether the unit's own figure is another than the register's."""
        if self.shape == "ticks":
            return set(self.ticks) != set(self.suggested_ticks)
        return self.value is not None and self.suggestion is not None and self.value != self.suggestion

    @property
    def is_filled(self) -> bool:
        if self.shape == "confirm":
            return self.is_agreed is not None
        return self.shape in ("system", "ticks") or self.value is not None

    @property
    def open_notes(self) -> list[ReviewNote]:
        return [note for note in self.notes if note.reply_to_id is None and note.resolved_at is None]


@dataclass
class Part:
    """A section of the sheet: a group of indicators, or one of the report's own (`ReportSection.OWN`)."""

    code: str
    group: IndicatorGroup | None
    position: int
    row: ReportSection
    lines: list[Line] = field(default_factory=list)
    rows: dict[str, list[RowView]] = field(default_factory=dict)

    @property
    def kinds(self) -> list[RowKind]:
        """The kinds of register rows that stand in this section."""
        measures = {line.indicator.measure for line in self.lines}
        return [kind for kind in ROW_KINDS.values() if kind.section == self.code or kind.measure in measures]

    @property
    def is_confirmation(self) -> bool:
        """Everything comes from the registers; the unit only confirms."""
        return self.group is not None and not any(line.is_self_reported for line in self.lines)

    @property
    def open_notes(self) -> list[ReviewNote]:
        return [note for line in self.lines for note in line.open_notes]


class Cells(Protocol):
    """Which fields are open to the unit; a return may have named some."""

    def allows_field(self, section: str, name: str) -> bool: ...

    def allows_row(self, section: str, kind: str, row_id: int | None = None) -> bool: ...


class EveryCell:
    def allows_field(self, section: str, name: str) -> bool:
        return True

    def allows_row(self, section: str, kind: str, row_id: int | None = None) -> bool:
        return True


EVERY_CELL = EveryCell()


def takes_answer(cells: Cells, section: str, kind: RowKind, view: RowView) -> bool:
    """Whether the unit may confirm or dispute the row: also where a return closed it, while an answer is owed, as of a
    person whom the district verified meanwhile."""
    owed = kind.needs_answer and view.is_known and view.is_agreed is None
    return owed or cells.allows_row(section, kind.code, view.row_id)


@dataclass
class Sheet:
    """`contact` is the name and the phone of the unit's clerk, as the account says them."""

    report: Report
    parts: list[Part]
    notes: list[ReviewNote]
    contact: tuple[str, str] = ("", "")
    cells: Cells = EVERY_CELL

    @property
    def scored_by_unit(self) -> list[Line]:
        """The lines that a unit may score itself."""
        return [line for line in self.lines if line.shape != "system"]

    @property
    def moving_lines(self) -> list[Line]:
        """What the unit reports of the quarter itself; how things stand on its last day is no event."""
        return [line for line in self.lines if line.is_self_reported and line.indicator.basis != Indicator.Basis.STOCK]

    @property
    def is_nil(self) -> bool:
        """Everything was answered and nothing happened: a signed nil report, which is not a missing one."""
        departures = self.part(ReportSection.DEPARTURES)
        return (
            departures is not None
            and departures.row.has_nothing
            and all(line.is_filled and not line.value for line in self.moving_lines)
            and not any(part.rows for part in self.parts)
        )

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    def part(self, code: str) -> Part | None:
        return next((part for part in self.parts if part.code == code), None)

    def line(self, code: str) -> Line | None:
        return next((line for line in self.lines if line.code == code), None)

    @property
    def open_notes(self) -> list[ReviewNote]:
        return [note for note in self.notes if note.reply_to_id is None and note.resolved_at is None]

    @property
    def general_notes(self) -> list[ReviewNote]:
        """Notes on the whole report."""
        return [note for note in self.notes if note.indicator_id is None]

    @property
    def is_started(self) -> bool:
        return any(part.row.version for part in self.parts)
