"""What is checked before a report is sent for signature and signed: one small function per rule (domain §4.2).

A check reads a sheet and names what is wrong, where, and what to do. The section form asks the checks of single lines
too, so that a person hears of a mistake beside the field and not days later.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from talentportal.core import formats

from .models import ReportSection
from .queries.reports import Line, Sheet

HIGH_AMOUNT = Decimal(5000)  # 万元; more is usually yuan typed into a field of 万元 (V19)
BIG_CHANGE = Decimal("0.5")  # against the quarter before (V21)


class Finding(NamedTuple):
    """One thing to put right. `part` is the field of the line: value, ticks, agreed, reason or file."""

    rule: str
    message: str
    section: str = ""
    indicator: str = ""
    part: str = ""


Check = Callable[[Sheet], Iterator[Finding]]
LineCheck = Callable[[Line], Iterator[Finding]]


def _at(line: Line, rule: str, part: str, message: str) -> Finding:
    return Finding(rule, message, line.section, line.code, part)


# --- single lines ---


def is_filled_in(line: Line) -> Iterator[Finding]:
    """Every line has an answer; zero is one (V22)."""
    if line.is_filled:
        return
    if line.shape == "confirm":
        yield _at(line, "V22", "agreed", _("Confirm the figure of the register, or say what is wrong with it."))
    elif line.shape == "yes_no":
        yield _at(line, "V22", "value", _("Choose yes or no."))
    else:
        yield _at(line, "V22", "value", _("Enter the figure of this quarter; 0 if there was nothing."))


def dispute_has_reason(line: Line) -> Iterator[Finding]:
    if line.shape == "confirm" and line.is_agreed is False and not line.reason.strip():
        yield _at(line, "W", "reason", _("Write what is wrong with the figure, so that the register can be corrected."))


def difference_has_reason(line: Line) -> Iterator[Finding]:
    """A figure of one's own that differs from the register's needs a word."""
    if line.is_self_reported and line.differs and not line.reason.strip():
        if line.shape == "ticks":
            yield _at(line, "W", "reason", _("Your ticks differ from the posts on record. Write the reason."))
            return
        text = _("Your figure differs from the register (%(n)s). Write the reason, or correct the figure.")
        yield _at(line, "W", "reason", text % {"n": formats.number(line.suggestion)})


def share_within_base(line: Line) -> Iterator[Finding]:
    """F1: the numerator counts some of the experts on record (V16)."""
    if line.shape == "share" and line.value is not None and line.value > (line.out_of or 0):
        text = _("No more than the %(n)s experts on record can have been contacted.")
        yield _at(line, "V16", "value", text % {"n": formats.number(line.out_of or 0)})


def amount_in_right_unit(line: Line) -> Iterator[Finding]:
    """V19."""
    if line.shape == "amount" and (line.value or 0) > HIGH_AMOUNT and not line.reason.strip():
        text = _("Above 5,000 (10,000 CNY). Check the unit; if the amount is right, write the reason.")
        yield _at(line, "V19", "reason", text)


def is_big_change(line: Line) -> bool:
    """V21: more than half above or below the quarter before; a difference of a single one is none."""
    if line.shape not in ("count", "amount") or line.value is None or not line.last:
        return False
    moved = abs(line.value - line.last)
    return moved > 1 and moved > abs(line.last) * BIG_CHANGE


def change_has_reason(line: Line) -> Iterator[Finding]:
    """V21."""
    if is_big_change(line) and not line.reason.strip():
        text = _("Differs by more than half from last quarter (%(n)s). Write the reason.")
        yield _at(line, "V21", "reason", text % {"n": formats.number(line.last or 0)})


LINE_CHECKS: tuple[LineCheck, ...] = (
    is_filled_in,
    dispute_has_reason,
    share_within_base,
    difference_has_reason,
    amount_in_right_unit,
    change_has_reason,
)


def line_findings(line: Line) -> list[Finding]:
    """The first finding of each field of a line."""
    found: dict[str, Finding] = {}
    for check in LINE_CHECKS:
        for finding in check(line):
            found.setdefault(finding.part, finding)
    return list(found.values())


# --- the whole report ---


def lines_are_right(sheet: Sheet) -> Iterator[Finding]:
    """The registers may have moved since a section was saved, so every line is asked again."""
    for part in sheet.parts:
        if part.row.version:
            for line in part.lines:
                yield from line_findings(line)


def sections_are_complete(sheet: Sheet) -> Iterator[Finding]:
    for part in sheet.parts:
        if not part.row.is_complete:
            name = part_name(part)
            text = _("“%(name)s” is not marked as complete.") if part.row.version else _("“%(name)s” is still to do.")
            yield Finding("complete", text % {"name": name}, part.code)


def evidence_is_there(sheet: Sheet) -> Iterator[Finding]:
    """V23: a self-reported figure above zero shows its papers."""
    for line in sheet.lines:
        if line.is_self_reported and line.indicator.needs_evidence and line.value and not line.evidence:
            text = _("Required attachment missing: %(name)s") % {"name": line.indicator.name}
            yield _at(line, "V23", "file", text)


def evidence_is_used_once(sheet: Sheet) -> Iterator[Finding]:
    """V24: one file behind two figures needs a word at the second."""
    seen: dict[str, Line] = {}
    for line in sheet.lines:
        for paper in line.evidence:
            other = seen.setdefault(paper.sha256, line)
            if other is not line and not line.reason.strip():
                text = _("The file “%(file)s” is identical to evidence used in “%(other)s”. Write the reason.")
                values = {"file": paper.name, "other": other.indicator.name}
                yield _at(line, "V24", "reason", text % values)


def notes_are_dealt_with(sheet: Sheet) -> Iterator[Finding]:
    """After a return every note is marked as dealt with before the report goes back."""
    for note in sheet.open_notes:
        line = sheet.line(note.indicator.code) if note.indicator else None
        about = line.indicator.name if line else _("the whole report")
        text = _("The reviewer's note on “%(about)s” is not dealt with yet.") % {"about": about}
        yield Finding("note", text, line.section if line else "", line.code if line else "", "note")


def truth_is_stated(sheet: Sheet) -> Iterator[Finding]:
    """V26."""
    if not sheet.report.is_truthful:
        yield Finding("V26", _("Confirm the truth statement."), part="truth")


SUBMISSION_CHECKS: tuple[Check, ...] = (
    sections_are_complete,
    lines_are_right,
    evidence_is_there,
    evidence_is_used_once,
    notes_are_dealt_with,
    truth_is_stated,
)


def findings(sheet: Sheet, checks: tuple[Check, ...] = SUBMISSION_CHECKS) -> list[Finding]:
    return [finding for check in checks for finding in check(sheet)]


def part_name(part: Any) -> str:
    if part.code == ReportSection.TEXTS:
        return _("Highlights, problems and plans")
    return part.group.name
