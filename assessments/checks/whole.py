"""Checks of the whole report: is everything there, proven, answered and truly said."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import ReportSection
from assessments.queries.twins import marked
from assessments.registers import EXPERT, ROW_KINDS

from .base import Case, Finding, on_line, on_row, part_name, rows_of
from .lines import LINE_CHECKS
from .rows import SYMPOSIUM
from .rules import said

NO_REASON = gettext_lazy("Write why your score differs from the preview, or leave the score open.")


def period_is_open(case: Case) -> Iterator[Finding]:
    """V01: before it opens and after its lock a report takes no submission, unless it was given an end of its own."""
    if case.at is not None and not case.sheet.report.is_open(case.at):
        yield Finding("V01", said("V01"))


def sections_are_complete(case: Case) -> Iterator[Finding]:
    """Every section is marked as complete."""
    for part in case.sheet.parts:
        if not part.row.is_complete:
            text = _("“%(name)s” is not marked as complete.") if part.row.version else _("“%(name)s” is still to do.")
            yield Finding("complete", text % {"name": part_name(part)}, part.code)


def lines_are_right(case: Case) -> Iterator[Finding]:
    """V16 and V19 to V21 among them: the registers may have moved since a section was saved, so every line is asked
    again."""
    for part in case.sheet.parts:
        if part.row.version:
            for line in part.lines:
                for check in LINE_CHECKS:
                    yield from check(line)


def nothing_is_said(case: Case) -> Iterator[Finding]:
    """V22: where nobody left or moved, the unit says so."""
    part = case.sheet.part(ReportSection.DEPARTURES)
    if part is None or not part.row.version or part.row.has_nothing:
        return
    if not any(rows_of(case, "departure")):
        yield Finding("V22", said("V22"), part.code, part="nothing")


def nothing_agrees_with_rows(case: Case) -> Iterator[Finding]:
    """“No change” is not signed above people who left or moved, unless the unit disputes each of them."""
    part = case.sheet.part(ReportSection.DEPARTURES)
    told = [view for _part, view in rows_of(case, "departure") if view.is_agreed is not False and not view.is_refused]
    if part is not None and part.row.has_nothing and told:
        text = _("“No change this quarter” is ticked, but somebody left or moved.")
        yield Finding("change", text, part.code, part="nothing")


def own_scores_have_reasons(case: Case) -> Iterator[Finding]:
    """Who scores himself otherwise than the preview says why."""
    for line in case.sheet.scored_by_unit:
        if line.self_score is not None and not line.self_reason.strip():
            yield Finding("self", str(NO_REASON), ReportSection.SELF, line.code, "why")


def evidence_is_there(case: Case) -> Iterator[Finding]:
    """V23: a self-reported figure above zero shows its papers; of a symposium V15 asks for them."""
    for line in case.sheet.lines:
        if line.indicator.measure == SYMPOSIUM:
            continue
        if line.is_self_reported and line.indicator.needs_evidence and line.value and not line.evidence:
            yield on_line(line, "V23", "file", name=line.indicator.name)


def rows_have_papers(case: Case) -> Iterator[Finding]:
    """V23 of single rows: what a unit enters it proves, with a file of the row or one of the whole figure; where a tick
    says that there are minutes, only what is ticked. Of a symposium V15 asks for them."""
    for kind in ROW_KINDS.values():
        if not kind.paper or kind.measure == SYMPOSIUM:
            continue
        proven = any(line.own_files for line in case.sheet.lines if line.indicator.measure == kind.measure)
        for part, view in rows_of(case, kind.code):
            is_claimed = view.is_entered and not view.row.is_verified
            has_files = view.files or (kind.code == EXPERT and view.row_id in case.persons.with_papers)
            if is_claimed and not has_files and not proven and (not kind.has_minutes or view.row.has_minutes):
                yield on_row(part, view, "V23", "file", name=f"{kind.name} · {kind.paper}")


def evidence_is_used_once(case: Case) -> Iterator[Finding]:
    """V24: one file behind two figures or rows, or behind something of an earlier quarter or another unit, needs a word
    of its own: why a figure differs says nothing about its file."""
    marked(case.sheet.lines, case.facts.used_elsewhere)
    for line in case.sheet.lines:
        papers: list[Any] = line.evidence
        for paper in papers:
            if paper.twin and not paper.reuse_reason.strip():
                yield on_line(line, "V24", "file", other=paper.twin)


def people_are_different(case: Case) -> Iterator[Finding]:
    """V25: whoever filled in a part neither checked nor signed the whole, and no one did both."""
    report = case.sheet.report
    hands = {person for person in (report.checked_by_id, report.signed_by_id) if person is not None}
    if hands & case.facts.preparers or (hands and report.checked_by_id == report.signed_by_id):
        yield Finding("V25", said("V25"))


def notes_are_dealt_with(case: Case) -> Iterator[Finding]:
    """After a return every note is marked as dealt with before the report goes back."""
    sheet = case.sheet
    for note in sheet.open_notes:
        line = sheet.line(note.indicator.code) if note.indicator else None
        about = line.indicator.name if line else _("the whole report")
        text = _("The reviewer's note on “%(about)s” is not dealt with yet.") % {"about": about}
        yield Finding("note", text, line.section if line else "", line.code if line else "", "note")


def truth_is_stated(case: Case) -> Iterator[Finding]:
    """V26: who checks and who signs each say that the figures are true."""
    if not case.sheet.report.is_truthful:
        yield Finding("V26", said("V26"), part="truth")
