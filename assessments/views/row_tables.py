"""The rows of a section as its page prints them: a table for each kind."""

from typing import Any

from assessments.models import Evidence, ReportRow
from assessments.queries.reports import Part, Sheet
from assessments.queries.rows import worded
from assessments.queries.sheet import takes_answer
from assessments.registers import EXPERT


def name_row_files(sheet: Sheet, user: Any) -> None:
    """Each file of a row with `about_row`: how the row reads."""
    for part in sheet.parts:
        for kind in part.kinds:
            views = [view for view in part.rows.get(kind.code, ()) if view.files]
            for view, word in zip(views, worded(kind.reads, [view.row for view in views], user), strict=True):
                for paper in view.files:
                    paper.about_row = word.label


def _opened_by(user: Any, sheet: Sheet) -> set[int] | None:
    """The files of the sheet that the reader may open; None stands for all, which are the unit's own."""
    if user.acts_for_unit:
        return None
    if not user.has_perm("assessments.view_evidence"):
        return set()
    return set(Evidence.objects.visible_to(user).filter(report=sheet.report).values_list("pk", flat=True))


def _waits(line: dict[str, Any]) -> bool:
    return bool(line["is_open"] and line["view"].is_known and line["view"].is_agreed is None)


def tables(sheet: Sheet, part: Part, user: Any) -> list[dict[str, Any]]:
    """Kinds with rows, and those that the unit may enter even when there is none."""
    found: list[dict[str, Any]] = []
    opened = _opened_by(user, sheet) if part.kinds else set()
    for kind in part.kinds:
        views = part.rows.get(kind.code, [])
        if not views and not kind.can_enter and kind.code != EXPERT:
            continue
        words = worded(kind.reads, [view.row for view in views], user)
        lines = []
        for view, word in zip(views, words, strict=True):
            is_open = sheet.cells.allows_row(part.code, kind.code, view.row_id)
            answers = takes_answer(sheet.cells, part.code, kind, view)
            can_change = view.is_entered and view.outcome != ReportRow.Outcome.ACCEPTED and not view.row.is_verified
            line = {
                "view": view,
                "word": word,
                "is_open": answers,
                "can_change": can_change and kind.can_enter and is_open,
            }
            line["explains"] = is_open and can_change and kind.code == EXPERT
            files = [paper for paper in view.files if opened is None or paper.pk in opened]
            lines.append(line | {"files": files, "can_prove": bool(kind.paper) and is_open})
        waiting = [line for line in lines if _waits(line)]
        can_add = kind.can_enter and sheet.cells.allows_row(part.code, kind.code)
        found.append({"kind": kind, "lines": lines, "waiting": len(waiting), "can_add": can_add})
    return found
