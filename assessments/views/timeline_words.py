"""The entries of a report's timeline in words: what was done, why, and every value before and after."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.checks import own_sections
from assessments.models import Indicator
from assessments.queries.readers import with_unit
from assessments.queries.timeline import Told
from assessments.registers import ROW_KINDS
from assessments.workflow import STEPS
from talentportal.core import formats
from talentportal.core.audit_words import action_words
from talentportal.core.models import AuditEntry

from .report_rows import listed
from .timeline_rows import row_changes, row_kind, row_title

FIELDS: dict[str, Any] = {
    "highlights": gettext_lazy("Highlights"),
    "problems": gettext_lazy("Problems"),
    "plans": gettext_lazy("Plans for the next quarter"),
    "contact_name": gettext_lazy("contact person"),
    "contact_phone": gettext_lazy("contact phone"),
    "has_nothing": gettext_lazy("no change this quarter"),
    "is_complete": gettext_lazy("complete"),
    "page": gettext_lazy("page that shows it"),
    "reuse_reason": gettext_lazy("why the same file again"),
}
PARTS: dict[str, Any] = {
    "value": gettext_lazy("figure"),
    "ticks": gettext_lazy("ticks"),
    "is_agreed": gettext_lazy("register figure confirmed"),
    "reason": gettext_lazy("reason"),
    "self_score": gettext_lazy("score by the unit itself"),
    "self_reason": gettext_lazy("why it differs from the preview"),
}
NOTES: dict[str, Any] = {
    "assessments.annotate_report": gettext_lazy("Note of the reviewer"),
    "assessments.reply_note": gettext_lazy("Answer to a note"),
    "assessments.resolve_note": gettext_lazy("Note marked as dealt with"),
}
FILES: dict[str, Any] = {
    "added": gettext_lazy("File added"),
    "removed": gettext_lazy("File taken away"),
    "placed": gettext_lazy("Page of the file named"),
    "explained": gettext_lazy("Said why the same file stands here again"),
}
VERDICTS: dict[str, Any] = {
    "confirmed": gettext_lazy("Figure confirmed"),
    "doubted": gettext_lazy("Figure doubted"),
    "": gettext_lazy("Word on the figure taken back"),
}
QUARTER: dict[str, Any] = {
    "open": gettext_lazy("The quarter was opened and the report prepared"),
    "lock": gettext_lazy("The quarter was locked"),
}
DRAFT = " (draft)"  # how the log names what was typed and is no value yet
CLOSED = "close"  # the portal's own step, which no table offers to people


class Change(NamedTuple):
    label: str
    before: str
    after: str


class Event(NamedTuple):
    """`about` names the line or section, `why` is what was said with it."""

    entry: AuditEntry
    title: str
    about: str
    why: str
    changes: list[Change]


def event(entry: AuditEntry, told: Told, *, sees_rows: bool) -> Event:
    """`sees_rows`: whether the reader may know the persons that rows name."""
    detail: dict[str, Any] = entry.detail
    step = STEPS.get(str(detail.get("step", "")))
    why = str(detail.get("reason") or "")
    if detail.get("verdict", "-") in VERDICTS:
        return Event(entry, str(VERDICTS[detail["verdict"]]), _about(detail, told), why, [])
    if entry.action == "assessments.edit_period":
        return Event(entry, str(QUARTER.get(str(detail.get("step")), action_words(entry.action))), "", why, [])
    if entry.action in NOTES:
        note = told.notes.get(detail.get("note", 0))
        return Event(entry, str(NOTES[entry.action]), _about(detail, told), note.body if note else "", [])
    if step is not None:
        return Event(entry, str(step.label), "", _why(detail, told), [])
    if detail.get("step") == CLOSED:
        title = _("The reopening ended by itself; the approved figures stand again")
        return Event(entry, title, "", "", list(changes(detail, told)))
    if detail.get("evidence") in FILES:
        name = str(detail.get("file", ""))
        return Event(entry, str(FILES[detail["evidence"]]), _about(detail, told), name, list(changes(detail, told)))
    if (kind := row_kind(detail)) is not None:
        about = f"{_about(detail, told)} · {kind.name}"
        rows = [Change(*words) for words in row_changes(kind, detail)] if sees_rows else []
        return Event(entry, row_title(detail), about, why, rows)
    hidden = "kind" in detail and not sees_rows
    found = [] if hidden else list(changes(detail, told))
    why = why or str(detail.get("file") or detail.get("note") or "")
    title = _("Section saved") if "section" in detail and "kind" not in detail else action_words(entry.action)
    return Event(entry, title, _about(detail, told), why, found)


def _why(detail: dict[str, Any], told: Told) -> str:
    """The words of a step; of a return also each cell that it named, with its reason."""
    cells = [f"{_cell(cell, told)}: {cell['note']}" for cell in detail.get("cells", ())]
    return "\n".join([str(detail.get("note", "")), *cells])


def _cell(cell: dict[str, Any], told: Told) -> str:
    if cell["kind"] in ROW_KINDS:
        return str(ROW_KINDS[cell["kind"]].name)
    return _about(cell, told) or str(cell["section"])


def _about(detail: dict[str, Any], told: Told) -> str:
    indicator = told.indicators.get(str(detail.get("indicator", "")))
    return indicator.name if indicator else section_name(str(detail.get("section", "")), told)


def section_name(code: str, told: Told) -> str:
    group = told.groups.get(code)
    return group.name if group else own_sections().get(code, "")


def changes(detail: dict[str, Any], told: Told) -> Iterator[Change]:
    """Every value before and after, in words; `changed` of an entry, or of anything that names fields alike."""
    for name, pair in detail.get("changed", {}).items():
        if isinstance(pair, list) and len(pair) == 2:
            plain = name.removesuffix(DRAFT)
            code, _dash, part = plain.partition("-")
            indicator = told.indicators.get(code) if part else None
            before, after = (_value(indicator, part, value) for value in pair)
            label = _label(plain, indicator, part)
            yield Change(_("%(field)s, being typed") % {"field": label} if plain != name else label, before, after)


def _label(name: str, indicator: Indicator | None, part: str) -> str:
    if indicator is None:
        return str(FIELDS.get(name, name))
    return f"{indicator.name} · {PARTS.get(part, part)}"


def _value(indicator: Indicator | None, part: str, value: Any) -> str:
    if value is None or value in ("", []):
        return formats.NOTHING
    if part == "is_agreed":
        return _("confirmed") if value else _("disputed")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        names = {item.code: item.name for item in indicator.items.all()} if indicator else {}
        return listed(str(names.get(one, one)) for one in value)
    if part in ("value", "self_score") and indicator is not None:
        return _figure(indicator, part, str(value))
    return str(value)


def _figure(indicator: Indicator, part: str, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if part == "self_score":
        return formats.score(number)
    if indicator.kind == Indicator.Kind.YES_NO:
        return _("Yes") if number else _("No")
    return with_unit(number, indicator) if indicator.kind != Indicator.Kind.RATE else formats.number(number)
