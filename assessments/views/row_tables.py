"""The rows of a section as its page prints them: a table for each kind."""

from typing import Any

from assessments.models import ReportRow
from assessments.queries.reports import Part, Sheet
from assessments.queries.rows import worded


def tables(sheet: Sheet, part: Part, user: Any) -> list[dict[str, Any]]:
    """Kinds with rows, and those that the unit may enter even when there is none."""
    found = []
    for kind in part.kinds:
        views = part.rows.get(kind.code, [])
        if not views and not kind.can_enter:
            continue
        words = worded(kind.reads, [view.row for view in views], user)
        lines = []
        for view, word in zip(views, words, strict=True):
            is_open = sheet.cells.allows_row(part.code, kind.code, view.row_id)
            can_change = view.is_entered and view.outcome != ReportRow.Outcome.ACCEPTED and not view.row.is_verified
            line = {"view": view, "word": word, "is_open": is_open, "can_change": can_change and is_open}
            lines.append(line)
        waiting = [view for view in views if view.is_known and view.is_agreed is None]
        can_add = kind.can_enter and sheet.cells.allows_row(part.code, kind.code)
        found.append({"kind": kind, "lines": lines, "waiting": len(waiting), "can_add": can_add})
    return found
