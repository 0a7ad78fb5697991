"""Throw-away databases on the throw-away server: one migrated, the others copied from it and filled."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from assessments.models import Period

from .league import generate


def migrate() -> None:
    call_command("migrate", verbosity=0)


@contextmanager
def league(units: int, per_district: int, *, decade: bool = False) -> Iterator[Period]:
    """A database of its own with so many generated units; it is gone afterwards."""
    home, name = connection.settings_dict["NAME"], f"bench_{units}"
    _on(home, f'CREATE DATABASE "{name}" TEMPLATE "{home}"')
    try:
        _use(name)
        yield generate(units, per_district, decade=decade)
    finally:
        _on(home, f'DROP DATABASE "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _on(home: str, statement: str) -> None:
    """Run a statement from the server's own database, for the one in use cannot be copied or dropped."""
    _use("template1")
    with connection.cursor() as cursor:
        cursor.execute(statement)
    _use(home)
