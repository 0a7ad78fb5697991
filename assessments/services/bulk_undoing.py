"""Taking an applied import back: every row as it stood before, or none where somebody has touched one since."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assessments.imports import KINDS, Kind
from assessments.imports.kinds import CHANGED, NEW, VERIFIED, text_of
from assessments.models import ReportRow
from experts.models import CreditEntry
from talentportal.core.models import Import, ImportRow
from townships.models import User

from .bulk_imports import COMPARING, Tell, hold
from .bulk_writing import FOLLOWING, change_rows, follow, hold_imports, record

RESTORING = gettext_noop("restoring the register")
OWN = ("id", "created_at", "verified_at", "verified_by_id")  # told apart by VERIFIED, or never changed
NAMED = 20  # rows named in a refusal
State = Import.State


@transaction.atomic
def undo_import(batch: Import, *, by: User, at: dt.datetime, progress: Tell) -> None:
    """Restore exactly what the import changed; refused, naming the rows, where the register has moved on."""
    batch = hold(batch)
    if batch.state != State.APPLYING or not batch.applied_at:
        return
    hold_imports()
    kind = KINDS[batch.kind]
    progress(0, 3, COMPARING)
    rows = list(batch.rows.filter(change__in=[NEW, CHANGED]).order_by("number"))
    found = {obj.pk: obj for obj in kind.rows_of(row.target_id or 0 for row in rows).select_for_update(of=("self",))}
    if touched := _touched(kind, rows, found):
        batch.state, batch.message = State.APPLIED, _words(touched)
        batch.save(update_fields=["state", "message"])
        return
    progress(1, 3, RESTORING)
    record(kind, list(found.values()), batch, by=by, at=at, undone=True)
    befores = {row.target_id or 0: row.before for row in rows if row.change == CHANGED}
    change_rows(kind, befores, by=by, at=at)
    stay = _take_away(kind, [row for row in rows if row.change == NEW], at=at)
    progress(2, 3, FOLLOWING)
    if found:
        follow(kind, found.values(), by=by, at=at)
    batch.state, batch.undone_by, batch.undone_at, batch.message = State.UNDONE, by, at, _words_of_stay(stay)
    batch.save(update_fields=["state", "undone_by", "undone_at", "message"])
    progress(3, 3, FOLLOWING)


def _touched(kind: Kind, rows: list[ImportRow], found: dict[int, Any]) -> list[tuple[ImportRow, str]]:
    """Rows that are no longer as the import left them, and new ones that others refer to by now."""
    used = _used(kind, [row.target_id or 0 for row in rows if row.change == NEW])
    touched = []
    for row in rows:
        obj = found.get(row.target_id or 0)
        if obj is None:
            touched.append((row, _("deleted since")))
        elif any(_now(obj, name) not in (text, None) for name, text in row.after.items()) or (
            row.change == NEW and _has_more(kind, obj, row)
        ):
            touched.append((row, _("changed since")))
        elif row.target_id in used:
            touched.append((row, _("in use since")))
    return touched


def _has_more(kind: Kind, obj: Any, row: ImportRow) -> bool:
    """Whether a new row holds by now what the import never wrote, a departure for instance."""
    known = {*row.after, *kind.derived, *OWN}
    columns = (column for column in obj._meta.concrete_fields if column.attname not in known)
    return any(getattr(obj, column.attname) != column.get_default() for column in columns)


def _now(obj: Any, name: str) -> str | None:
    """The field as text; None for what is no column."""
    if name == VERIFIED:
        return "1" if obj.is_verified else ""
    return text_of(getattr(obj, name)) if hasattr(obj, name) else None


def _used(kind: Kind, ids: list[int]) -> set[int]:
    """Which of these rows are referred to by other tables, the credit that the import itself posted left out."""
    used: set[int] = set()
    for relation in kind.model._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if kind.ledger and model is CreditEntry:
            continue
        rows = model._base_manager.filter(**{f"{name}__in": ids})
        used |= set(rows.values_list(relation.field.attname, flat=True))
    said = ReportRow.objects.filter(kind__in=kind.report_kinds, row_id__in=ids)
    return used | set(said.values_list("row_id", flat=True))


def _words(touched: list[tuple[ImportRow, str]]) -> str:
    named = _("; ").join(
        _("row %(row)s (%(name)s): %(why)s") % {"row": row.number, "name": name_of(row), "why": why}
        for row, why in touched[:NAMED]
    )
    more = len(touched) - NAMED
    rest = _("; and %(n)s more") % {"n": more} if more > 0 else ""
    return _("Nothing was taken back, for the register has moved on: %(rows)s.") % {"rows": named + rest}


def name_of(row: ImportRow) -> str:
    """What a row is about, in the words of the workbook."""
    return str(row.values.get("name") or row.values.get("event") or row.number)


def _take_away(kind: Kind, rows: Iterable[ImportRow], *, at: dt.datetime) -> int:
    """New rows go; answers how many stay, because the ledger names them, and count for nothing from now on."""
    rows = list(rows)
    ids = [row.target_id or 0 for row in rows]
    named: set[int] = set()
    if kind.ledger:
        credited = CreditEntry.objects.filter(**{f"{kind.ledger}__in": ids})
        named = set(credited.values_list(f"{kind.ledger}_id", flat=True))
        kind.retract(kind.rows_of(named), at=at)
    kind.rows_of(pk for pk in ids if pk not in named).delete()
    kind.after_undoing([row.after for row in rows])
    return len(named)


def _words_of_stay(stay: int) -> str:
    if not stay:
        return ""
    return ngettext(
        "%(n)s row stays because the ledger names it; it counts for nothing any more.",
        "%(n)s rows stay because the ledger names them; they count for nothing any more.",
        stay,
    ) % {"n": stay}
