"""Register rows in the timeline of a report: which row of which register, and what was said of it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from assessments.registers import ROW_KINDS, RowKind
from talentportal.core import formats

ANSWER = {"is_agreed", "reason"}


def row_kind(detail: dict[str, Any]) -> RowKind | None:
    """The kind of row that an entry speaks of; an import has another kind."""
    return ROW_KINDS.get(str(detail.get("kind", ""))) if "row" in detail else None


def row_title(detail: dict[str, Any]) -> str:
    changed: dict[str, Any] = detail.get("changed", {})
    if changed and changed.keys() <= ANSWER:
        said = changed.get("is_agreed", [None, None])[1]
        words = {True: _("Row of the register confirmed"), False: _("Row of the register disputed")}
        return words.get(said, _("Answer on a row taken back"))
    before, after = ({str(pair[n] or "") for pair in changed.values()} for n in (0, 1))
    if before == {""}:
        return _("Row entered")
    if after == {""}:
        return _("Row withdrawn")
    if "outcome" in changed or "outcome" in detail:
        return _("Row decided by the district")
    return _("Row corrected")


def row_changes(kind: RowKind, detail: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Label, before and after of each field, by the words of the register."""
    fields = {field.name: field for field in kind.model._meta.get_fields() if hasattr(field, "verbose_name")}
    for name, pair in detail.get("changed", {}).items():
        field: Any = fields.get(name)
        if name in ANSWER:
            label = _("answer of the unit") if name == "is_agreed" else _("reason")
        else:
            label = str(field.verbose_name) if field else name
        before, after = (_said(name, field, value) for value in pair)
        yield label, before, after


def _said(name: str, field: Any, value: Any) -> str:
    if value is None or value == "":
        return formats.NOTHING
    if name == "is_agreed":
        return _("confirmed") if value else _("disputed")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field is not None and field.is_relation:
        return f"#{value}"
    return str(dict(getattr(field, "choices", None) or ()).get(value, value))
