"""Rows of the registers inside a report: the unit answers what is known, enters what is missing; the district accepts.

What a unit enters is one row of the register, not verified, and beside it the `ReportRow` that says who claimed it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Report, ReportRow, ReportSection
from assessments.queries.sheet import takes_answer
from assessments.registers import RowKind, RowView, rows_of_reports
from assessments.services.evidence import remove_evidence
from assessments.services.returns import open_cells
from assessments.services.sections import SectionClosed, lock_for_changes
from talentportal.core import formats
from talentportal.core.services.audit import record

Origin = ReportRow.Origin
CLOSED = gettext_lazy("Only what the district returned is open; everything else stays as it was accepted.")


class RowRefused(Exception):
    """The row was not written; the message says why."""


class StaleRow(RowRefused):
    """Somebody else changed or answered the row after it was opened; `word` is what the report says of it now, None
    where the row has left the report."""

    def __init__(self, word: ReportRow | None) -> None:
        self.word = word
        names = {"name": word.said_by.name if word else "", "at": formats.clock_time(word.said_at) if word else ""}
        text = _("%(name)s changed this row at %(at)s. Look at it once more before you answer.") if word else ""
        super().__init__(text % names if word else _("This row has left the report meanwhile."))


def section_of(report: Report, kind: RowKind) -> str:
    """The section in which a kind of rows stands under the scheme of the report."""
    if kind.section:
        return kind.section
    indicators = report.period.scheme.indicators.filter(measure=kind.measure)
    return str(indicators.values_list("group__code", flat=True).first() or "")


def view_of(report: Report, kind: RowKind, row_id: int, *, at: dt.datetime) -> RowView | None:
    """One row as it stands in the report, if it does."""
    views = rows_of_reports([report], report.registers_at(at))[report.pk].get(kind.code, ())
    return next((view for view in views if view.row_id == row_id), None)


@transaction.atomic
def answer_row(
    report: Report,
    kind: RowKind,
    row_id: int,
    *,
    is_agreed: bool,
    reason: str = "",
    version: int | None = None,
    by: Any,
    at: dt.datetime,
) -> ReportRow:
    """Confirm a row that the register knows, or dispute it with a reason. `version` is what the person saw (see
    `expect_version`)."""
    report = lock_for_changes(report, by=by, at=at)
    view = view_of(report, kind, row_id, at=at)
    if view is None or not view.is_known:
        raise RowRefused(_("The register holds no such row of this quarter."))
    if not takes_answer(open_cells(report), section_of(report, kind), kind, view):
        raise SectionClosed(CLOSED)
    word, reason = expect_version(report, kind, row_id, version), reason.strip()
    if not is_agreed and not reason:
        raise RowRefused(_("Say what is wrong with this row."))
    row = word or ReportRow(report=report, kind=kind.code, row_id=row_id, origin=Origin.KNOWN, version=0)
    row.is_agreed, row.reason = is_agreed, reason
    say(row, by=by, at=at)
    changed = {"is_agreed": [view.is_agreed, is_agreed], "reason": [view.reason, reason]}
    _told(report, kind, row_id, changed, by, at)
    return row


@transaction.atomic
def take_answer_back(report: Report, kind: RowKind, row_id: int, *, by: Any, at: dt.datetime) -> None:
    """The row waits for an answer again; its word stays, so that no version comes twice."""
    report = _lock(report, kind, row_id, by=by, at=at)
    about = {"report": report, "kind": kind.code, "row_id": row_id, "origin": Origin.KNOWN}
    word = ReportRow.objects.filter(**about).first()
    if word is not None:
        _told(report, kind, row_id, {"is_agreed": [word.is_agreed, None], "reason": [word.reason, ""]}, by, at)
        word.is_agreed, word.reason = None, ""
        say(word, by=by, at=at)


@transaction.atomic
def confirm_rows(report: Report, kind: RowKind, *, by: Any, at: dt.datetime) -> int:
    """Confirm all known rows of a kind that have no answer yet; says how many."""
    report = lock_for_changes(report, by=by, at=at)
    cells, section = open_cells(report), section_of(report, kind)
    views = rows_of_reports([report], report.registers_at(at))[report.pk].get(kind.code, ())
    left = [view for view in views if view.is_known and view.is_agreed is None]
    left = [view for view in left if takes_answer(cells, section, kind, view)]
    for view in left:
        answer_row(report, kind, view.row_id, is_agreed=True, by=by, at=at)
    return len(left)


@transaction.atomic
def enter_row(report: Report, kind: RowKind, cleaned: Mapping[str, Any], *, by: Any, at: dt.datetime) -> ReportRow:
    """Claim a fact: one row of the register, unverified, and the word of this report about it. What the row needs and
    no register holds yet (a recruitment event) comes as an unsaved row and is kept with it."""
    report = _lock(report, kind, None, by=by, at=at)
    cleaned = {name: _kept(value) for name, value in cleaned.items()}
    refuse_copy(report, kind, cleaned)
    owner = {} if "__" in kind.unit else {kind.unit: report.township}
    try:
        with transaction.atomic():
            row = kind.model._default_manager.create(**owner, **cleaned)
    except IntegrityError as error:
        raise RowRefused(_("The register holds this row already.")) from error
    values = {"report": report, "kind": kind.code, "row_id": row.pk, "origin": Origin.ENTERED, "is_agreed": True}
    entered = ReportRow.objects.create(**values, said_by=by, said_at=at)
    ReportSection.objects.filter(report=report, code=section_of(report, kind)).update(has_nothing=False)
    _told(report, kind, row.pk, {name: ["", _plain(row, name)] for name in kind.fields}, by, at)
    return entered


def _kept(value: Any) -> Any:
    """An unsaved row is saved, unless there is one that says the same; everything else stays as it is."""
    if not isinstance(value, Model) or value.pk is not None:
        return value
    model: Any = type(value)
    facts = {f.name: getattr(value, f.name) for f in model._meta.concrete_fields if not f.primary_key}
    row, _is_new = model._default_manager.get_or_create(**facts)
    return row


@transaction.atomic
def change_row(
    report: Report,
    kind: RowKind,
    row_id: int,
    cleaned: Mapping[str, Any],
    *,
    version: int | None = None,
    by: Any,
    at: dt.datetime,
) -> ReportRow:
    """Correct a claim of this report that the district has not accepted."""
    report = _lock(report, kind, row_id, by=by, at=at)
    expect_version(report, kind, row_id, version)
    entered, row = _claim(report, kind, row_id)
    refuse_copy(report, kind, cleaned, but=row_id)
    before = {name: _plain(row, name) for name in kind.fields}
    for name in kind.fields:
        setattr(row, name, cleaned[name])
    try:
        with transaction.atomic():
            row.save(update_fields=kind.fields)
    except IntegrityError as error:
        raise RowRefused(_("The register holds this row already.")) from error
    after = {name: _plain(row, name) for name in kind.fields}
    changed = {name: [before[name], after[name]] for name in kind.fields if before[name] != after[name]}
    entered.outcome, entered.outcome_reason, entered.decided_by, entered.decided_at = "", "", None, None
    say(entered, by=by, at=at)
    _told(report, kind, row_id, changed, by, at)
    return entered


@transaction.atomic
def withdraw_row(
    report: Report, kind: RowKind, row_id: int, *, version: int | None = None, by: Any, at: dt.datetime
) -> None:
    """Take a claim back: it leaves the register and the report with its files, the log keeps its fields."""
    report = _lock(report, kind, row_id, by=by, at=at)
    expect_version(report, kind, row_id, version)
    entered, row = _claim(report, kind, row_id)
    for paper in entered.evidence.select_related("indicator__group", "report", "row"):
        remove_evidence(paper, by=by, at=at)
    gone = {name: [_plain(row, name), ""] for name in kind.fields}
    entered.delete()
    row.delete()
    _told(report, kind, row_id, gone, by, at)


def _lock(report: Report, kind: RowKind, row_id: int | None, *, by: Any, at: dt.datetime) -> Report:
    report = lock_for_changes(report, by=by, at=at)
    if not open_cells(report).allows_row(section_of(report, kind), kind.code, row_id):
        raise SectionClosed(CLOSED)
    return report


def expect_version(report: Report, kind: RowKind, row_id: int, version: int | None) -> ReportRow | None:
    """What the report says of the row, if it is still what the person saw: 0 stands for nothing. Without a version
    the caller has compared it himself."""
    words = ReportRow.objects.filter(report=report, kind=kind.code, row_id=row_id).select_related("said_by")
    word = words.first()
    if version is not None and version != (word.version if word else 0):
        raise StaleRow(word)
    return word


def say(word: ReportRow, *, by: Any, at: dt.datetime) -> None:
    """Write what the report says of a row: one version on, by this person."""
    word.version, word.said_by, word.said_at = word.version + 1, by, at
    word.save()


def _claim(report: Report, kind: RowKind, row_id: int) -> tuple[ReportRow, Any]:
    mine = {"report": report, "kind": kind.code, "row_id": row_id, "origin": Origin.ENTERED}
    entered = ReportRow.objects.filter(**mine).first()
    row = kind.model._default_manager.filter(pk=row_id, verified_at=None).first()
    if entered is None or row is None:
        raise RowRefused(_("Only a row entered in this report and not yet accepted can be changed."))
    return entered, row


def refuse_copy(report: Report, kind: RowKind, cleaned: Mapping[str, Any], but: int | None = None) -> None:
    """One fact is one row, whoever registered it."""
    same = {name: cleaned[name] for name in kind.same} | {kind.unit: report.township_id}
    if kind.model._default_manager.filter(**same).exclude(pk=but).exists():
        raise RowRefused(_("The register holds this row already."))


def _plain(row: Any, name: str) -> Any:
    """As the log keeps it: of another register's row its id, which is no personal data."""
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _told(report: Report, kind: RowKind, row_id: int, changed: dict[str, Any], by: Any, at: dt.datetime) -> None:
    Report.objects.filter(pk=report.pk, started_at__isnull=True).update(started_at=at)
    about = {"section": section_of(report, kind), "kind": kind.code, "row": row_id, "changed": changed}
    record("assessments.edit_report", report, by=by, at=at, township_code=report.township.code, **about)
