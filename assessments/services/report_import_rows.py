"""Rows that a workbook says: answered, entered and changed by the services of the page, and taken back exactly."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from assessments.models import Report, ReportRow, ReportSection
from assessments.registers import ROW_KINDS, RowKind
from assessments.services import rows
from talentportal.core.models import Import, ImportRow

PREFIX = "rows-"  # before the code of the kind: the name of its sheet among the sections
KNOWN, ENTERED, NEW = "k", "e", "n"  # before the id or number: which row of a sheet it is
MARK, NOTHING = "_key", "_nothing"  # in `before`: that row, and whether its section said that there is nothing
Clean = Callable[[Report, RowKind, dict[str, str], Any], dict[str, Any]]


def changed_rows(batch: Import) -> list[ImportRow]:
    return list(batch.rows.filter(sheet__startswith=PREFIX).exclude(after={}).order_by("pk"))


def apply_rows(batch: Import, report: Report, clean: Clean, *, by: Any, at: dt.datetime) -> None:
    """Raises RowRefused, where what was shown no longer holds. `clean` makes values of a form's texts."""
    for row in changed_rows(batch):
        kind, origin, number = _named(row)
        if origin == KNOWN:
            _answer(report, kind, number, row.before, row.after, by=by, at=at)
        elif origin == ENTERED:
            _expect(report, kind, number, row.before)
            rows.change_row(report, kind, number, _cleaned(report, kind, number, row.after, clean), by=by, at=at)
        else:
            section = ReportSection.objects.get(report=report, code=rows.section_of(report, kind))
            row.before[NOTHING] = section.has_nothing
            made = rows.enter_row(report, kind, clean(report, kind, row.after, None), by=by, at=at)
            row.target_id = made.row_id
            row.save(update_fields=["target_id", "before"])


def undo_rows(batch: Import, report: Report, clean: Clean, *, by: Any, at: dt.datetime) -> None:
    """In the other order; raises RowRefused where somebody changed one since."""
    for row in reversed(changed_rows(batch)):
        kind, origin, number = _named(row)
        if origin == KNOWN:
            _answer(report, kind, number, row.after, row.before, by=by, at=at)
        elif origin == ENTERED:
            _expect(report, kind, number, row.after)
            before = {name: text for name, text in row.before.items() if name in row.after}
            rows.change_row(report, kind, number, _cleaned(report, kind, number, before, clean), by=by, at=at)
        else:
            made = int(row.target_id or 0)
            _expect(report, kind, made, row.after)
            rows.withdraw_row(report, kind, made, by=by, at=at)
            if row.before.get(NOTHING):
                code = rows.section_of(report, kind)
                ReportSection.objects.filter(report=report, code=code).update(has_nothing=True)


def _named(row: ImportRow) -> tuple[RowKind, str, int]:
    origin, _colon, number = str(row.before[MARK]).partition(":")
    return ROW_KINDS[row.sheet.removeprefix(PREFIX)], origin, int(number)


def texts(kind: RowKind, row: Any) -> dict[str, str]:
    """A row as the cells of a workbook say it."""
    found = {}
    for name in kind.fields:
        found[name] = text_of(getattr(row, row._meta.get_field(name).attname))
    return found


def text_of(value: Any) -> str:
    """One way to write a value: of a row its id, a number without the zeros that the register adds."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return str(value.pk if isinstance(value, Model) else value)


def _expect(report: Report, kind: RowKind, number: int, said: dict[str, str]) -> None:
    row = kind.model._default_manager.filter(pk=number).first()
    now = texts(kind, row) if row is not None else {}
    if any(now.get(name) != text for name, text in said.items() if name in kind.fields):
        raise rows.RowRefused(_("A row was changed in the portal meanwhile; nothing was written."))


def _cleaned(report: Report, kind: RowKind, number: int, said: dict[str, str], clean: Clean) -> dict[str, Any]:
    row = kind.model._default_manager.get(pk=number)
    return clean(report, kind, {**texts(kind, row), **said}, row)


def _answer(
    report: Report, kind: RowKind, number: int, before: dict[str, str], after: dict[str, str], *, by: Any, at: Any
) -> None:
    """From one answer to another; no answer takes the word back."""
    word = ReportRow.objects.filter(report=report, kind=kind.code, row_id=number).first()
    now = {"answer": {True: "yes", False: "no", None: ""}[word.is_agreed if word else None]}
    now["reason"] = word.reason if word else ""
    if any(now[name] != before.get(name, now[name]) for name in now):
        raise rows.RowRefused(_("A row was changed in the portal meanwhile; nothing was written."))
    said = {**now, **{name: text for name, text in after.items() if name in now}}
    if said["answer"]:
        agreed = said["answer"] == "yes"
        reason = "" if agreed else said["reason"]
        rows.answer_row(report, kind, number, is_agreed=agreed, reason=reason, by=by, at=at)
    else:
        rows.take_answer_back(report, kind, number, by=by, at=at)
