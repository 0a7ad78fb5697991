"""Bulk imports for the pages: the list with what each found, and the rows of one in words."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from experts.models import Expert, RecruitmentEvent
from platforms.models import Enterprise, Platform
from talentportal.core.models import Import, ImportRow
from townships.models import Township, User

Change = ImportRow.Change


class Difference(NamedTuple):
    """One field of a row: what stood there and what will stand there."""

    label: str
    before: str
    after: str


class RowWords(NamedTuple):
    row: ImportRow
    title: str
    differences: list[Difference]
    faults: list[tuple[str, str]]


def bulk_imports(user: User, kinds: Iterable[str]) -> "QuerySet[Import]":
    """Imports of registers that this person may see, the newest first, with what each found."""
    counts: dict[str, Any] = {f"n_{change}": Count("rows", filter=Q(rows__change=change)) for change in Change.values}
    rows = Import.objects.visible_to(user).filter(kind__in=list(kinds))
    return (
        rows.annotate(**counts)
        .select_related("uploaded_by", "applied_by", "undone_by", "job")
        .order_by("-uploaded_at", "-pk")
    )


DIGEST, LAST_FOUR = "identity_digest", "identity_last4"
REGISTERS: dict[str, Any] = {
    "township_id": Township,
    "enterprise_id": Enterprise,
    "host_id": Enterprise,
    "platform_id": Platform,
    "expert_id": Expert,
    "event_id": RecruitmentEvent,
}


def rows_in_words(rows: Iterable[ImportRow], model: Any, labels: dict[str, str], *, today: dt.date) -> list[RowWords]:
    """What each row changes, field by field, with the names of what ids stand for."""
    rows = list(rows)
    names = _names(rows, today)
    return [_words(row, model, labels, names) for row in rows]


def _names(rows: Iterable[ImportRow], today: dt.date) -> dict[tuple[str, str], str]:
    wanted: dict[str, set[str]] = {}
    for row in rows:
        for fields in (row.before, row.after):
            for name, text in fields.items():
                if name in REGISTERS and text:
                    wanted.setdefault(name, set()).add(text)
    found: dict[tuple[str, str], str] = {}
    for name, ids in wanted.items():
        objects = REGISTERS[name].objects.filter(pk__in=ids)
        if name == "township_id":
            objects = objects.named_on(today)
        found |= {(name, str(obj.pk)): str(getattr(obj, "name", None) or obj) for obj in objects}
    return found


def _words(row: ImportRow, model: Any, labels: dict[str, str], names: dict[tuple[str, str], str]) -> RowWords:
    differences = []
    if row.change == Change.CHANGED:
        for name, text in row.after.items():
            if name == DIGEST:
                continue  # its last four characters stand beside it
            label = labels.get(name.removesuffix("_id"), "") or (_("verified") if name == "verified" else name)
            shown = [_shown(model, name, value, names) for value in (row.before.get(name, ""), text)]
            differences.append(Difference(label, *shown))
    faults = [(labels.get(column, column), message) for column, message in row.faults]
    title = row.values.get("name") or row.values.get("event") or ""
    return RowWords(row, title, differences, faults)


def _shown(model: Any, name: str, text: str, names: dict[tuple[str, str], str]) -> str:
    if name in REGISTERS:
        return names.get((name, text), text)
    if name == "verified":
        return _("yes") if text else _("no")
    field = model._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if field.get_internal_type() == "BooleanField":
        return _("yes") if text == "1" else _("no")
    return text
