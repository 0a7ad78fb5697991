"""One line of the review page: what the unit reports, what the register says, what was approved last quarter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.checks import is_big_change
from assessments.models import Indicator, Period, ReviewNote
from assessments.queries.reports import WAN_YUAN, Line, Sheet
from talentportal.core import formats

Before = tuple[Decimal, Decimal | None]


@dataclass(frozen=True)
class Thread:
    """A note with its answers."""

    note: ReviewNote
    answers: tuple[ReviewNote, ...]

    @property
    def is_open(self) -> bool:
        return self.note.resolved_at is None


@dataclass(frozen=True)
class Compared:
    """The three figures as people read them, and what is odd about them."""

    line: Line
    reported: str
    register: str
    last: str
    change: str
    flags: tuple[str, ...]
    threads: tuple[Thread, ...]
    cell: Any = None  # tick and reason of a return, where one can be taken
    verdicts: Any = None  # what reviewers and departments said of the figure
    was: str = ""  # what the last submission said, where that differs

    @property
    def is_changed(self) -> bool:
        return self.change not in ("0", formats.NOTHING)

    @property
    def has_open_note(self) -> bool:
        return any(thread.is_open for thread in self.threads)

    @property
    def kinds(self) -> str:
        """For the filter over the table."""
        said = {"flag": self.flags, "chg": self.is_changed, "diff": self.was}
        return " ".join(kind for kind, is_so in said.items() if is_so) or "none"


def threads(notes: Iterable[ReviewNote]) -> tuple[Thread, ...]:
    """Oldest first, answers below the note they belong to."""
    notes = sorted(notes, key=lambda note: (note.written_at, note.pk))
    return tuple(
        Thread(note, tuple(answer for answer in notes if answer.reply_to_id == note.pk))
        for note in notes
        if note.reply_to_id is None
    )


def compared(sheet: Sheet, before: Mapping[int, Before]) -> dict[str, list[Compared]]:
    """The lines of each section by its code. `before` are the register counts of last quarter by position."""
    return {
        part.code: [compare(line, sheet.report.period, before.get(line.indicator.position)) for line in part.lines]
        for part in sheet.parts
        if part.lines
    }


def compare(line: Line, period: Period, before: Before | None) -> Compared:
    now, (last, whole) = _own(line), _last(line, period, before)
    is_plain = line.shape != "yes_no" and line.indicator.kind != Indicator.Kind.YES_NO and line.out_of is None
    gap = now - last if is_plain and now is not None and last is not None else None
    return Compared(
        line=line,
        reported=_reported(line),
        register=_register(line),
        last=_earlier(line, last, whole),
        change=formats.change(gap, None),
        flags=tuple(_flags(line)),
        threads=threads(line.notes),
    )


def _own(line: Line) -> Decimal | None:
    """The figure that is compared with last quarter's."""
    if line.shape == "ticks":
        return Decimal(len(line.ticks))
    return line.value if line.is_self_reported else line.counted


def _last(line: Line, period: Period, before: Before | None) -> Before | tuple[None, None]:
    """A unit's own figure is compared with its own of last quarter, a register's with what was counted then."""
    if line.is_self_reported and line.shape != "ticks":
        return (line.last, None) if line.last is not None else (None, None)
    starts_anew = period.quarter == 1 and line.indicator.basis == Indicator.Basis.YTD
    return (None, None) if starts_anew or before is None else before


def _earlier(line: Line, last: Decimal | None, whole: Decimal | None) -> str:
    if last is None:
        return formats.NOTHING
    if line.shape == "ticks":
        return _of(last, Decimal(len(line.indicator.items.all())))
    if line.shape == "share":
        return formats.number(last)
    if line.out_of is not None:
        return _of(last, whole) if whole else _("not applicable")
    return _written(line, last)


def _written(line: Line, value: Decimal | None) -> str:
    if value is None:
        return formats.NOTHING
    if line.shape == "yes_no" or line.indicator.kind == Indicator.Kind.YES_NO:
        return _("yes") if value else _("no")
    return _amount(line, value)


def _amount(line: Line, value: Decimal) -> str:
    """With its unit; money in the reader's way of writing it."""
    if line.indicator.unit_zh == WAN_YUAN:
        return formats.wan_yuan(value * 10000)
    return f"{formats.number(value)}{'' if line.shape == 'share' else _unit(line)}"


def _unit(line: Line) -> str:
    unit = line.indicator.unit
    return f" {unit}" if unit and formats.in_english() else unit


def _of(value: Decimal, whole: Decimal | None) -> str:
    return f"{formats.number(value)}/{formats.number(whole)}"


def _reported(line: Line) -> str:
    if line.shape == "confirm":
        return {True: _("confirmed"), False: _("disputed"), None: formats.NOTHING}[line.is_agreed]
    if line.shape == "ticks":
        return _of(Decimal(len(line.ticks)), Decimal(len(line.indicator.items.all())))
    if line.shape == "share" and line.value is not None:
        return _of(line.value, line.out_of)
    return _written(line, line.value)


def _register(line: Line) -> str:
    if line.shape == "ticks":
        return _of(Decimal(len(line.suggested_ticks)), Decimal(len(line.indicator.items.all())))
    if line.counted is None:
        return formats.NOTHING
    if line.out_of is not None:
        return _of(line.counted, line.out_of) if line.out_of else _("not applicable")
    return _written(line, line.counted)


def _flags(line: Line) -> Iterable[str]:
    if line.shape == "confirm" and line.is_agreed is False:
        yield _("disputed by the unit")
    if line.is_self_reported and line.value is None and line.shape != "ticks":
        yield _("not filled in")
    if line.claims_more and line.claimed is not None:
        yield _("with the rows claimed here: %(n)s") % {"n": _written(line, line.claimed)}
    if line.is_self_reported and line.differs:
        yield _difference(line)
    if line.is_self_reported and line.indicator.needs_evidence and line.value and not line.evidence:
        yield _("no evidence")
    if any(getattr(paper, "twin", "") for paper in line.evidence):
        yield _("a file used elsewhere too")
    if is_big_change(line):
        yield _("more than 50% off last quarter")


def _difference(line: Line) -> str:
    if line.shape in ("ticks", "yes_no") or line.value is None or line.suggestion is None:
        return _("differs from the register")
    gap = line.value - line.suggestion
    values = {"n": _amount(line, abs(gap))}
    return (_("%(n)s more than the register") if gap > 0 else _("%(n)s less than the register")) % values
