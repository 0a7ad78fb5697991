"""Statements that PostgreSQL plans once for each connection: planning a short one costs several times its running.

Only for written SQL of a few fixed shapes that is read very often. A pooler that hands one connection to many
clients between transactions cannot serve this; behind one, set PREPARED_STATEMENTS=0.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import md5
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

AT_MOST = 100  # on one connection; a shape beyond that is planned each time, as any other statement
_MARK = re.compile(r"%%|%s|%\((\w+)\)s")
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # names by connection of the driver


def fetch(label: str, sql: str, values: Sequence | Mapping[str, Any] = ()) -> list[tuple]:
    """The rows of a statement with %s or %(name)s marks; `label` tells in the server's log whose it is."""
    with connection.cursor() as cursor:
        if settings.PREPARED_STATEMENTS and (shape := _ready(label, sql)):
            call, names = shape
            cursor.execute(call, [values[name] for name in names] if isinstance(values, Mapping) else values)
        else:
            cursor.execute(sql, values)
        return cursor.fetchall()


def _ready(label: str, sql: str) -> tuple[str, list[str]] | None:
    """How to call the statement, prepared on this connection now or before; None where too many are."""
    name, declared, call, names = _shape(label, sql)
    known = _prepared.setdefault(connection.connection, set())
    if name not in known:
        if len(known) >= AT_MOST:
            return None
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(declared)
        known.add(name)
    return call, names


@lru_cache(maxsize=1000)
def _shape(label: str, sql: str) -> tuple[str, str, str, list[str]]:
    """Its name, its declaration, the call with a mark for each value, and the names of the values if they have any."""
    names: list[str] = []
    count = 0

    def numbered(mark: re.Match[str]) -> str:
        nonlocal count
        if mark[0] == "%%":
            return "%"
        if mark[1] in names:
            return f"${names.index(mark[1]) + 1}"
        count += 1
        names.extend([mark[1]] if mark[1] else [])
        return f"${count}"

    text = _MARK.sub(numbered, sql)
    name = f"{label}_{md5(sql.encode(), usedforsecurity=False).hexdigest()[:12]}"
    marks = f" ({', '.join(['%s'] * count)})" if count else ""
    return name, f"PREPARE {name} AS {text}", f"EXECUTE {name}{marks}", names
