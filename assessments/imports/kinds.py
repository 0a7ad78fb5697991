"""What all kinds of bulk import share: judging rows against the register, and values as lossless text."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from talentportal.core.workbooks.columns import Column
from townships.models import User

from .rows import Row

NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"
VERIFIED = "verified"  # stands for verified_at and verified_by


@dataclass
class Judged:
    """A row and what taking it in would do: the fields before and after as text, by field name."""

    row: Row
    change: str
    target: Any = None
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)


class Kind:
    """One register. A subclass says which columns there are, finds the rows that exist and checks the others."""

    code: str
    title: Any  # of the register, and of the sheet
    register: str  # the right to enter rows of this register
    verify: str  # the right whose holder's rows count at once
    model: type[Model]
    fields: tuple[str, ...]  # columns of the table that the import writes
    derived: tuple[str, ...] = ()  # columns that `finish` sets
    secret: tuple[str, ...] = ()  # columns of the workbook that are never stored as they are
    report_kinds: tuple[str, ...] = ()  # as what these rows stand in reports
    ledger = ""  # where credit follows from these rows: the field of the ledger that names them
    day = ""  # and the field with the day from which on it does

    def columns(self, *, today: dt.date) -> tuple[Column, ...]:
        raise NotImplementedError

    def resolve(self, rows: Sequence[Row], *, today: dt.date) -> list[tuple[Any, dict[str, Any], Any]]:
        """For each row its key, the fields it sets, and the registered row of that key; faults go to the row."""
        raise NotImplementedError

    def rows_of(self, ids: Iterable[int]) -> "QuerySet[Any]":
        """Rows of the register, to be held and changed."""
        return self.model._default_manager.filter(pk__in=list(ids)).order_by("pk")

    def finish(self, obj: Any) -> None:
        """Set the derived columns of a row from its fields."""

    def before_creating(self, made: Sequence[tuple[Judged, Any]]) -> None:
        """Rows of other tables that new rows need."""

    def retract(self, rows: "QuerySet[Any]", *, at: dt.datetime) -> None:
        """Rows that the ledger names stay, for what was posted is never deleted; from now on they count for nothing."""
        rows.update(verified_at=None, verified_by=None)

    def after_undoing(self, afters: Sequence[dict[str, str]]) -> None:
        """Rows of other tables that only this import needed."""

    # --- judging ---

    def judge(self, rows: Sequence[Row], *, by: User, today: dt.date) -> list[Judged]:
        """Every row with what is wrong with it or what it would change."""
        found = self.resolve(rows, today=today)
        first: dict[Any, int] = {}
        judged = []
        for row, (key, fields, target) in zip(rows, found, strict=True):
            about = [key, target and (self.code, target.pk)]  # two keys may lead to one registered row
            for one in filter(None, about):
                if first.setdefault(one, row.number) != row.number:
                    row.fault(self.key_column, _("The same as row %(row)s of this workbook.") % {"row": first[one]})
            judged.append(self._judged(row, fields, target, by))
        return judged

    key_column = "name"

    def _judged(self, row: Row, fields: dict[str, Any], target: Any, by: User) -> Judged:
        if row.faults:
            return Judged(row, FAULTY)
        after = {name: text_of(value) for name, value in fields.items()}
        verified = by.has_perm(self.verify) if self.is_verified else False
        if target is None:
            return Judged(row, NEW, after={**after, **self._verified(verified)})
        after = {name: text for name, text in after.items() if not _is_left_empty(row, name)}
        before = {name: text_of(getattr(target, name)) for name in after}
        if verified and not target.is_verified:
            before[VERIFIED], after[VERIFIED] = "", "1"
        changed = [name for name in after if before[name] != after[name]]
        if not changed:
            return Judged(row, SAME, target)
        return Judged(
            row, CHANGED, target, {name: before[name] for name in changed}, {name: after[name] for name in changed}
        )

    @property
    def is_verified(self) -> bool:
        return hasattr(self.model, "is_verified")

    def _verified(self, verified: bool) -> dict[str, str]:
        return {VERIFIED: "1" if verified else ""} if self.is_verified else {}


def _is_left_empty(row: Row, name: str) -> bool:
    """An empty cell leaves the register as it is."""
    return row.texts.get(name.removesuffix("_id")) == ""


def text_of(value: Any) -> str:
    """A value as text that loses nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def set_field(obj: Any, name: str, text: str) -> None:
    """The other way: the text of a field set on a row."""
    column = obj._meta.get_field(name)
    if not text:
        setattr(obj, column.attname, None if column.null else "")
    elif column.get_internal_type() == "BooleanField":
        setattr(obj, column.attname, text == "1")
    else:
        setattr(
            obj, column.attname, column.target_field.to_python(text) if column.is_relation else column.to_python(text)
        )
