"""The register rows behind a number, as people read them: what, when, what about it, and where to look.

A score keeps the ids it counted (`ScoreLine.row_ids`), so the same rows are shown years later, even when the register
has changed since. `MEASURES` says which register the ids of a measure come from; a measure that is not named there
counts what the unit itself reported, line by line.
"""

import datetime as dt
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from assessments.models import Indicator

from .readers import CountedRow, Reader
from .row_words import REGISTERS

# measure -> register of the ids it records, as the registry of measures says it too (a test compares them)
MEASURES: dict[str, str] = {
    "leading_group": "post",
    "committee_sessions": "session",
    "responsibility_letter": "letter",
    "heads": "credit",
    "applications": "application",
    "other_talent": "placement",
    "coverage": "placement",
    "upgrades": "credit",
    "invention_patents": "patent",
    "new_platforms": "platform",
    "active_platforms": "platform",
    "event_participations": "participation",
    "partnership": "partnership",
    "cooperation_projects": "project",
    "leader_contacts": "contact",
    "symposium": "symposium",
    "requests_on_time": "request",
    "fund_paid": "payment",
    "report_quality": "report",
}


MINUS = {"other_talent": "team"}  # register of the negative ids


def counted_rows(indicator: Indicator, row_ids: Sequence[int], user: Any) -> list[CountedRow]:
    """The rows behind one number, oldest first; only those the user may see."""
    kind = MEASURES.get(indicator.measure, "line")
    found = _by_id(kind, [i for i in row_ids if i > 0], user)
    if minus := MINUS.get(indicator.measure):
        found += _by_id(minus, [-i for i in row_ids if i < 0], user)
    return sorted(found, key=lambda row: (row.on or dt.date.min, row.label))


def _by_id(kind: str, ids: Sequence[int], user: Any) -> list[CountedRow]:
    if not ids:
        return []
    rows = REGISTERS[kind].model._default_manager.filter(pk__in=ids)
    return [row for _found, row in written(kind, rows, user)]


def written(kind: str, rows: Any, user: Any, start: int = 0, size: int | None = None) -> list[tuple[Any, CountedRow]]:
    """Rows of one register, those the user may see, each with how it reads; of many only `size` from `start` on."""
    register = REGISTERS[kind]
    seen = rows.visible_to(user).select_related(*register.related).prefetch_related(*register.prefetch)
    found = list(seen[start : None if size is None else start + size])
    return list(zip(found, worded(kind, found, user), strict=True))


def worded(kind: str, rows: Sequence[Any], user: Any) -> list[CountedRow]:
    """How rows already read with what belongs to them read, in their order."""
    register = REGISTERS[kind]
    person = attrgetter(register.expert.replace("__", ".")) if register.expert else None
    people = map(person, rows) if person else ()
    who = Reader(user, [one for one in people if one is not None])
    return [register.write(row, who) for row in rows]
