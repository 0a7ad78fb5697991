"""Accounts: made with a first password that is shown once, changed with every change in the log.

Nobody changes his own role, unit or standing. That a second administrator agrees to a role is not asked yet.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from talentportal.core.services.audit import record
from townships.models import Assignment, Role, Township, User

EDIT = "townships.edit_user"
FIELDS = ("name", "role", "township", "email", "phone", "is_active")
OWN = ("email", "phone")  # what everybody says of himself
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none is taken for another on paper
FIRST_PASSWORD = 14


class AccountRefused(Exception):
    """The account was not changed; the message says why."""


@transaction.atomic
def create_account(username: str, values: Mapping[str, Any], *, by: User, at: dt.datetime) -> tuple[User, str]:
    """The account and its first password, which is kept nowhere else."""
    if User.objects.filter(username__iexact=username).exists():
        raise AccountRefused(_("There is an account of this name already."))
    password = get_random_string(FIRST_PASSWORD, SIGNS)
    person = User(username=username, **values)
    person.set_password(password)
    person.save()
    record(EDIT, person, by=by, at=at, step="create", role=person.role)
    return person, password


@transaction.atomic
def change_account(person: User, values: Mapping[str, Any], *, by: User, at: dt.datetime) -> User:
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    changed = {name: [_plain(getattr(person, name)), _plain(value)] for name, value in values.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if person.pk == by.pk and changed.keys() - set(OWN):
        raise AccountRefused(_("Nobody changes his own role, unit, name or standing; ask another administrator."))
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    if changed:
        record(EDIT, person, by=by, at=at, changed=changed)
    return person


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Township) else value


@transaction.atomic
def assign_units(person: User, units: list[Township], *, by: User, at: dt.datetime) -> None:
    """The units that a reviewer checks from now on."""
    if units and person.role != Role.REVIEWER:
        raise AccountRefused(_("Units are assigned to reviewers only."))
    before = sorted(person.assignments.values_list("township__code", flat=True))
    after = sorted(unit.code for unit in units)
    if before == after:
        return
    person.assignments.exclude(township__in=units).delete()
    Assignment.objects.bulk_create(
        [Assignment(reviewer=person, township=unit) for unit in units], ignore_conflicts=True
    )
    record(EDIT, person, by=by, at=at, step="assign", changed={"units": [before, after]})


@transaction.atomic
def new_password(person: User, *, by: User, at: dt.datetime) -> str:
    """Another first password for whoever forgot his own; the old one no longer opens anything."""
    if person.pk == by.pk:
        raise AccountRefused(_("Change your own password on its own page."))
    password = get_random_string(FIRST_PASSWORD, SIGNS)
    person.set_password(password)
    person.save(update_fields=["password"])
    record(EDIT, person, by=by, at=at, step="password")
    return password
