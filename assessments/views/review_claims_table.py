"""Rows of the registers that a reviewer must see before he approves: what the unit claims, and what it disputes."""

from typing import Any, NamedTuple

from assessments.models import Evidence
from assessments.queries.readers import CountedRow
from assessments.queries.reports import Sheet
from assessments.queries.rows import worded
from assessments.registers import RowKind, RowView

from .said_rows import RowChanges, changed_words, withdrawn


class Claim(NamedTuple):
    kind: RowKind
    view: RowView
    word: CountedRow
    files: list[Any]
    was: str = ""  # what became of it since the last submission
    cell: Any = None  # tick and reason of a return, where one can be taken

    @property
    def is_open(self) -> bool:
        """A claim that the approval would accept."""
        return self.view.is_entered and not self.view.outcome


def claims_of(sheet: Sheet, user: Any, changes: RowChanges) -> list[Claim]:
    """In the order of the sections; words and files as this reader may see them."""
    found: list[Claim] = []
    seen = set(Evidence.objects.visible_to(user).filter(report=sheet.report).values_list("pk", flat=True))
    for part in sheet.parts:
        for kind in part.kinds:
            views = [v for v in part.rows.get(kind.code, ()) if v.is_entered or v.is_agreed is False]
            for view, word in zip(views, worded(kind.reads, [view.row for view in views], user), strict=True):
                papers = [paper for paper in view.files if paper.pk in seen]
                was = changed_words(kind, changes.get((kind.code, view.row_id)))
                found.append(Claim(kind, view, word, papers, was))
    return found


def withdrawn_rows(sheet: Sheet, changes: RowChanges) -> list[tuple[RowKind, str]]:
    """What the report claimed when it was last submitted and claims no longer."""
    return [
        (kind, text)
        for part in sheet.parts
        for kind in part.kinds
        for text in withdrawn(kind, part.rows.get(kind.code, ()), changes)
    ]
