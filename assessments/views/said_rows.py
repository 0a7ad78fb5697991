"""The rows of a report as people read them before they sign, and what became of each since the last submission."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.queries.history import RowChange
from assessments.queries.readers import CountedRow
from assessments.queries.reports import Part
from assessments.queries.rows import worded
from assessments.registers import RowKind, RowView

from .report_rows import listed
from .timeline_rows import row_changes

RowChanges = Mapping[tuple[str, int], RowChange]


class SaidRow(NamedTuple):
    view: RowView
    word: CountedRow
    was: str  # what changed since the last submission; "" where nothing did


class SaidRows(NamedTuple):
    """One kind; `gone` are the rows withdrawn since the last submission, as the log remembers them."""

    kind: RowKind
    rows: list[SaidRow]
    gone: list[str]

    @property
    def told(self) -> list[SaidRow]:
        """What the unit says something about, and what changed."""
        return [row for row in self.rows if row.was or row.view.is_entered or row.view.is_agreed is not None]

    @property
    def plain(self) -> list[SaidRow]:
        """What the register knows and nobody said a word about."""
        return [row for row in self.rows if not (row.was or row.view.is_entered or row.view.is_agreed is not None)]

    @property
    def n_changed(self) -> int:
        return len(self.gone) + sum(bool(row.was) for row in self.rows)


def said_rows(part: Part, changes: RowChanges, user: Any) -> list[SaidRows]:
    """Kinds of the section that have rows, or had some when the report was last submitted."""
    found = []
    for kind in part.kinds:
        views = part.rows.get(kind.code, [])
        words = worded(kind.reads, [view.row for view in views], user)
        rows = [
            SaidRow(view, word, changed_words(kind, changes.get((kind.code, view.row_id))))
            for view, word in zip(views, words, strict=True)
        ]
        gone = withdrawn(kind, views, changes)
        if rows or gone:
            found.append(SaidRows(kind, rows, gone))
    return found


def withdrawn(kind: RowKind, views: Iterable[RowView], changes: RowChanges) -> list[str]:
    """Rows of a kind that left the report since its last submission, by what the log keeps of them."""
    here = {view.row_id for view in views}
    left = [change for (code, pk), change in changes.items() if code == kind.code and pk not in here]
    return [_remembered(kind, change) for change in left if change.is_withdrawn]


def changed_words(kind: RowKind, change: RowChange | None) -> str:
    """What a reader of the last submission has not seen yet."""
    if change is None:
        return ""
    if change.is_entered:
        return _("new since the last submission")
    moved = {name: pair for name, pair in change.fields.items() if pair[0] != pair[1]}
    told = list(row_changes(kind, {"changed": moved}))
    was = [_("%(label)s was %(before)s") % {"label": label, "before": before} for label, before, _after in told]
    return listed(was + ([_("other files")] if change.has_other_files else []))


def _remembered(kind: RowKind, change: RowChange) -> str:
    """A withdrawn row by what the log keeps: no names of persons."""
    related = {field.name for field in kind.model._meta.get_fields() if field.is_relation}
    fields = {name: pair for name, pair in change.fields.items() if name not in related and pair[0] not in ("", None)}
    return listed(before for _label, before, _after in row_changes(kind, {"changed": fields}))
