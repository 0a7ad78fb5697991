"""Writing rows of registers: entered, changed, verified, withdrawn; each with its entry in the log."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from talentportal.core.registry import Register, kept_because

from .audit import record


class RowRefused(Exception):
    """The row was not written; the message says why."""


@transaction.atomic
def enter_row(register: Register, values: Mapping[str, Any], *, by: Any, at: dt.datetime) -> Model:
    """A new row: a fact from whoever may verify, else a claim. Raises RowRefused."""
    row = register.model(**values, **register.derived(values, None), **_standing(register, by, at))
    refuse_copy(register, values)
    _saved(row)
    changed = {name: ["", plain(row, name)] for name in values}
    _told(_action(register), register, row, by, at, changed=changed)
    return row


@transaction.atomic
def change_row(register: Register, row: Model, values: Mapping[str, Any], *, by: Any, at: dt.datetime) -> Model:
    """What was typed put in place of what stood there. A verified row is changed by whoever may verify."""
    row = _locked(register, row, by)
    refuse_copy(register, values, but=row.pk)
    values = {**values, **register.derived(values, row)}
    before = {name: plain(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    _saved(row)
    changed = {name: [before[name], after] for name in values if (after := plain(row, name)) != before[name]}
    if changed:
        _told(_action(register), register, row, by, at, changed=changed)
    return row


@transaction.atomic
def verify_row(register: Register, row: Model, *, by: Any, at: dt.datetime) -> Model:
    """From now on the row counts. Verifying twice changes nothing."""
    if not register.rights.may_verify(by):
        raise RowRefused(_("Only the talent office verifies rows of this register."))
    found: Any = register.model._default_manager.select_for_update().get(pk=row.pk)
    if found.verified_at is None:
        found.verified_at, found.verified_by = at, by
        found.save(update_fields=["verified_at", "verified_by"])
        _told(register.rights.verify, register, found, by, at)
    return found


@transaction.atomic
def withdraw_row(register: Register, row: Model, *, by: Any, at: dt.datetime) -> None:
    """A claim is taken back and gone; a verified row stays, for a score may rest on it."""
    found = _locked(register, row, by)
    if getattr(found, "verified_at", None) is not None:
        raise RowRefused(_("A verified row is not withdrawn; change it, or end it by its dates."))
    _told(_action(register), register, found, by, at, withdrawn=True)
    try:
        with transaction.atomic():
            found.delete()
    except ProtectedError as error:
        raise RowRefused(_("Other rows name this one; withdraw them first.")) from error


def refuse_copy(register: Register, values: Mapping[str, Any], but: Any = None) -> None:
    """One fact is one row, whoever registered it."""
    if not register.same or not set(register.same) <= values.keys():
        return
    same = register.model._default_manager.filter(**{name: values[name] for name in register.same})
    if same.exclude(pk=but).exists():
        raise RowRefused(_("The register holds this row already."))


def plain(row: Model, name: str) -> Any:
    """As the log keeps it: of another register's row its number, which is no personal data."""
    value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _action(register: Register) -> str:
    return register.rights.edit[0]


def _standing(register: Register, by: Any, at: dt.datetime) -> dict[str, Any]:
    return {"verified_at": at, "verified_by": by} if register.is_verified and register.rights.may_verify(by) else {}


def _locked(register: Register, row: Model, by: Any) -> Any:
    rows: Any = register.model._default_manager.all()
    seen = rows.visible_to(by) if hasattr(rows, "visible_to") else rows
    found = seen.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise RowRefused(_("This row was withdrawn meanwhile."))
    if getattr(found, "verified_at", None) is not None and not register.rights.may_verify(by):
        raise RowRefused(_("The district has verified this row; ask the talent office to change it."))
    if reason := kept_because(found):
        raise RowRefused(str(reason))
    return found


def _saved(row: Model) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise RowRefused(_("The register holds this row already, or a value contradicts another.")) from error


def _told(action: str, register: Register, row: Any, by: Any, at: dt.datetime, **detail: Any) -> None:
    unit = getattr(row, "township", None)
    code = unit.code if unit is not None else None
    record(action, row, by=by, at=at, township_code=code, register=register.code, **detail)
