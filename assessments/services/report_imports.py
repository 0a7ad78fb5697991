"""A filled workbook of a report: kept as it was read, applied in one transaction, and taken back exactly.

Changes are told field by field by the names of the audit log (A2-value, highlights). Each field is written only if it
still says what was shown as "before", and taken back only if it still says what the import wrote.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Report, ReportSection
from assessments.services.report_import_rows import PREFIX, Clean, apply_rows, undo_rows
from assessments.services.rows import RowRefused
from assessments.services.sections import lock_for_changes, save_section, stored_values
from talentportal.core.models import Import, ImportRow
from talentportal.core.services.audit import record
from talentportal.core.services.files import store

KIND = "report"
COMPLETE = "is_complete"
SECTION = 0  # the number of the row that keeps the section itself
KEPT = ("is_complete", "draft", "saved_by_id", "saved_at")
NUMBERS = ("value", "self_score")
State, Change = Import.State, ImportRow.Change
Values = dict[str, Any]


class ImportRefused(Exception):
    """The import was not applied or taken back; `fields` are those that changed meanwhile, as section and name."""

    def __init__(self, message: str, fields: Iterable[tuple[str, str]] = ()) -> None:
        self.message, self.fields = message, list(fields)
        super().__init__(message)


class Row(Protocol):
    """A row as the workbook's reader gives it."""

    section: str
    number: int
    values: dict[str, str]
    faults: list[list[str]]
    before: Values
    after: Values


def flat(values: Mapping[str, Any]) -> Values:
    """Values of a section by the names of the audit log, as plain as JSON keeps them."""
    found: Values = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            found.update({f"{key}-{part}": _plain(one) for part, one in value.items()})
        else:
            found[key] = _plain(value)
    return found


def nested(changes: Mapping[str, Any]) -> Values:
    """The same in the shape that `save_section` takes."""
    found: Values = {}
    for name, value in changes.items():
        code, _dash, part = name.partition("-")
        if not part:
            found[name] = value
        else:
            exact = Decimal(value) if part in NUMBERS and value is not None else value
            found.setdefault(code, {})[part] = exact
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return list(value) if isinstance(value, tuple) else value


@transaction.atomic
def keep_import(report: Report, upload: Any, rows: Iterable[Row], *, by: Any, at: dt.datetime) -> Import:
    """Keep the workbook and all it says; nothing of the report changes."""
    rows = list(rows)
    file = store(upload)
    about = {"name": file.name, "sha256": file.sha256, "size": file.size}
    batch = Import.objects.create(
        kind=KIND, key=str(report.pk), township_code=report.township.code, uploaded_by=by, uploaded_at=at,
        state=State.FAULTY if any(row.faults for row in rows) else State.READY, **about,
    )  # fmt: skip
    ImportRow.objects.bulk_create(
        ImportRow(
            batch=batch, sheet=row.section, number=row.number, change=_change(row), values=row.values,
            faults=row.faults, before=row.before, after=row.after,
        )
        for row in rows
    )  # fmt: skip
    return batch


def _change(row: Row) -> str:
    if row.faults:
        return Change.FAULTY
    return Change.CHANGED if row.after else Change.SAME


@transaction.atomic
def apply_import(batch: Import, report: Report, clean: Clean, *, by: Any, at: dt.datetime) -> Import:
    """Write every change or none; refuses where a field no longer says what was shown as before."""
    batch = _locked(batch, report, State.READY)
    report = lock_for_changes(report, by=by, at=at)
    changes = _changes(batch)
    _refuse_moved(report, {code: before for code, (before, _after) in changes.items()})
    started = {"started_at": report.started_at.isoformat() if report.started_at else None}
    kept = [ImportRow(batch=batch, sheet="", number=SECTION, change=Change.SAME, before=started)]
    _rows(lambda: apply_rows(batch, report, clean, by=by, at=at))
    for code, (_before, after) in changes.items():
        section = ReportSection.objects.get(report=report, code=code)
        before = {name: getattr(section, name) for name in KEPT}
        before["saved_at"] = section.saved_at.isoformat() if section.saved_at else None
        done = _write(report, section, after, by=by, at=at)
        kept.append(_kept_row(batch, code, before, done))
    ImportRow.objects.bulk_create(kept)
    batch.state, batch.applied_by, batch.applied_at = State.APPLIED, by, at
    batch.save(update_fields=["state", "applied_by", "applied_at"])
    _record("assessments.import_report", batch, report, by=by, at=at)
    return batch


def _kept_row(batch: Import, code: str, before: Values, done: ReportSection) -> ImportRow:
    return ImportRow(
        batch=batch, sheet=code, number=SECTION, change=Change.SAME, before=before, after={"version": done.version}
    )


@transaction.atomic
def undo_import(batch: Import, report: Report, clean: Clean, *, by: Any, at: dt.datetime) -> Import:
    """Give every field back what it said before; refuses where somebody changed one since. What only rises stays: the
    versions that guard against overwriting, and who ever prepared the report."""
    batch = _locked(batch, report, State.APPLIED)
    report = lock_for_changes(report, by=by, at=at)
    changes = _changes(batch)
    _refuse_moved(report, {code: after for code, (_before, after) in changes.items()})
    kept = {row.sheet: row for row in batch.rows.filter(number=SECTION)}
    _rows(lambda: undo_rows(batch, report, clean, by=by, at=at))
    for code, (before, _after) in changes.items():
        section = ReportSection.objects.get(report=report, code=code)
        is_last = section.version == kept[code].after["version"]
        done = _write(report, section, before, by=by, at=at)
        if is_last:
            state = kept[code].before
            saved_at = dt.datetime.fromisoformat(state["saved_at"]) if state["saved_at"] else None
            ReportSection.objects.filter(pk=done.pk).update(**state | {"saved_at": saved_at})
    if kept[""].before["started_at"] is None and not report.sections.filter(saved_at__isnull=False).exists():
        Report.objects.filter(pk=report.pk).update(started_at=None)
    batch.state, batch.undone_by, batch.undone_at = State.UNDONE, by, at
    batch.save(update_fields=["state", "undone_by", "undone_at"])
    _record("assessments.undo_import", batch, report, by=by, at=at)
    return batch


def _rows(act: Callable[[], None]) -> None:
    """What the services of the rows refuse is said as of an import."""
    try:
        act()
    except RowRefused as refused:
        raise ImportRefused(str(refused)) from refused


def _locked(batch: Import, report: Report, state: str) -> Import:
    """The import, locked; only of this report and in this state."""
    batch = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk, kind=KIND, key=str(report.pk))
    if batch.state != state:
        raise ImportRefused(_("This workbook is %(state)s already.") % {"state": batch.get_state_display()})
    return batch


def _changes(batch: Import) -> dict[str, tuple[Values, Values]]:
    """What was before and what comes after, by section."""
    found: dict[str, tuple[Values, Values]] = {}
    sections = batch.rows.filter(number__gt=SECTION, change=Change.CHANGED).exclude(sheet__startswith=PREFIX)
    for row in sections.order_by("pk"):
        before, after = found.setdefault(row.sheet, ({}, {}))
        before.update(row.before)
        after.update(row.after)
    return found


def _refuse_moved(report: Report, expected: Mapping[str, Values]) -> None:
    """Every field must still say what is expected of it."""
    moved = []
    for code, values in expected.items():
        now = stored(report, code)
        moved += [(code, name) for name, value in values.items() if now.get(name) != value]
    if moved:
        raise ImportRefused(_("These were changed in the portal meanwhile; nothing was written."), moved)


def stored(report: Report, code: str) -> Values:
    """What the section says now, by the names of the audit log."""
    section = ReportSection.objects.only("is_complete").get(report=report, code=code)
    return flat(stored_values(report, code)) | {COMPLETE: section.is_complete}


def _write(report: Report, section: ReportSection, values: Values, *, by: Any, at: dt.datetime) -> ReportSection:
    is_complete = values.get(COMPLETE, section.is_complete)
    fields = nested({name: value for name, value in values.items() if name != COMPLETE})
    return save_section(report, section.code, fields, version=section.version, by=by, at=at, is_complete=is_complete)


def _record(action: str, batch: Import, report: Report, *, by: Any, at: dt.datetime) -> None:
    about = {"kind": KIND, "import": batch.pk, "file": batch.name, "sha256": batch.sha256}
    record(action, report, by=by, at=at, township_code=report.township.code, **about)
