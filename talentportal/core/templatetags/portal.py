"""Template tags of the kit: marks and formats as they are, and the partials of templates/components/.

    {% load portal %}
    {% icon "check" %} {% status report.state %} {% delta row.moved %} {{ total|score }} {{ period.code|quarter }}
    {% field form.visits unit=_("times") source=where %} {% error_summary form %} {% notice "warn" text %}

Every component is shown, with the call that makes it, in tests/pages/test_kit.py.
"""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, Textarea
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from talentportal.core import formats, marks

register = template.Library()

for name in ("icon", "status", "tag", "level_tag", "delta", "meter", "bullet", "spark", "stack_bar"):
    register.simple_tag(getattr(marks, name), name=name)
register.filter("state_class", marks.state_class)
register.filter("state_word", marks.state_word)
for name in formats.FILTERS:
    register.filter(name, getattr(formats, name))


# --- forms: label → hint → error → control → unit → provenance ---


def _control_class(widget: Any) -> str:
    if isinstance(widget, Textarea):
        return "textarea"
    return "select" if isinstance(widget, Select) else "input"


def _class(widget: Any, short: bool | None) -> str:
    """The widget's own classes, the control's, and whether it is short; numbers and days are."""
    small = short if short is not None else getattr(widget, "input_type", "") in ("number", "date")
    return f"{widget.attrs.get('class', '')} {_control_class(widget)}{' short' if small else ''}".strip()


@register.inclusion_tag("components/_field.html")
def field(
    bound: BoundField,
    *,
    unit: str = "",
    hint: str = "",
    source: Any = None,
    note_id: str = "",
    limit: int | None = None,
    short: bool | None = None,
    optional: bool = False,
) -> dict[str, Any]:
    """One form field. `source` is a provenance (see `source`), `note_id` the review note that speaks about it."""
    widget = bound.field.widget
    base = bound.id_for_label or bound.auto_id or bound.html_name
    hint = hint or str(bound.help_text)
    choices = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    shape = "choices" if choices else "check" if isinstance(widget, CheckboxInput) else "plain"
    parts = {f"{base}-hint": hint, f"{base}-error": bound.errors, note_id: note_id, f"{base}-left": limit}
    attrs = {
        "aria-describedby": " ".join(name for name, is_shown in parts.items() if is_shown),
        "id": base,
        "aria-invalid": "true" if bound.errors else "",
        "class": _class(widget, short) if shape == "plain" else "",
    }
    attrs = {name: value for name, value in attrs.items() if value}
    return {
        "field": bound,
        "id": base,
        "shape": shape,
        "hint": hint,
        "control": bound.as_widget(attrs=attrs) if shape != "choices" else "",
        "choices": list(bound.subwidgets) if choices else [],
        "describedby": attrs.get("aria-describedby", ""),
        "is_file": isinstance(widget, FileInput),
        "unit": unit,
        "source": source,
        "limit": limit,
        "optional": optional,
    }


@register.inclusion_tag("components/_error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """Every error of the forms given, each linked to its field; nothing when there is none."""
    lines: list[tuple[str, str]] = []
    for form in forms:
        if not form or not form.errors:
            continue
        lines += [("", message) for message in form.non_field_errors()]
        for bound in form:
            base = bound.id_for_label or bound.auto_id or bound.html_name
            lines += [(base, message) for message in bound.errors]
    return {"lines": lines}


# --- partials with little logic ---


@register.inclusion_tag("components/_source.html")
def source(summary: str, text: str = "", *, rows: Any = None, links: Any = None) -> dict[str, Any]:
    """这个数从哪里来: `rows` are (what, how much, when), `links` are (words, address)."""
    return {"summary": summary, "text": text, "rows": rows, "links": links}


NOTICE_ICONS = {"info": "info-circle", "good": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}


@register.inclusion_tag("components/_notice.html")
def notice(kind: str, text: str, *, title: str = "", meta: str = "", alert: bool = False) -> dict[str, Any]:
    """kind: info, good, warn, bad. `alert` only for what arrives after the page did."""
    return {"kind": kind, "icon": NOTICE_ICONS[kind], "text": text, "title": title, "meta": meta, "alert": alert}


@register.inclusion_tag("components/_empty.html")
def empty(title: str, text: str = "", *, icon: str = "search", href: str = "", action: str = "") -> dict[str, Any]:
    """A list with nothing in it: what would stand here, and the next step."""
    return {"title": title, "text": text, "icon": icon, "href": href, "action": action}


@register.inclusion_tag("components/_figures.html")
def figures(items: Any) -> dict[str, Any]:
    """The few numbers that matter: (label, number, unit, note) each."""
    return {"items": items}


@register.inclusion_tag("components/_summary_list.html")
def summary_list(rows: Any) -> dict[str, Any]:
    """Check-answers: dicts with label, value, and perhaps meta, was (before), flag, href (to change it)."""
    return {"rows": rows}


@register.inclusion_tag("components/_tasks.html")
def tasks(items: Any) -> dict[str, Any]:
    """Task list: dicts with title, href, hint, state (None when done) and text."""
    return {"items": items}


@register.inclusion_tag("components/_timeline.html")
def timeline(entries: Any) -> dict[str, Any]:
    """Dated life: dicts with day, kind (programme, move, service, visit, output), title, text, href; newest first."""
    return {"entries": entries}


@register.inclusion_tag("components/_review_note.html")
def review_note(note: Any, *, id: str = "", open: bool = True) -> dict[str, Any]:
    """The reviewer's words beside the field they concern: note has who, at, about, text."""
    return {"note": note, "id": id, "open": open}


@register.inclusion_tag("components/_thread.html")
def thread(notes: Any) -> dict[str, Any]:
    """Several notes on one cell, oldest first: each has who, at, text."""
    return {"notes": notes}


@register.inclusion_tag("components/_conflict.html", takes_context=True)
def conflict(context: Any, rows: Any, *, by: str, at: Any, discard: str) -> dict[str, Any]:
    """Stale page: choose per field. rows: dicts with name, label, mine, theirs, unit; posts keep-<name>=mine|theirs.

    Stands inside the page's own form, which keeps the typed values and carries the new version; `discard` is the
    address that shows the other person's values.
    """
    return {"rows": rows, "by": by, "at": at, "discard": discard, "request": context.get("request")}


@register.inclusion_tag("components/_chip.html")
def chip(text: str, href: str) -> dict[str, Any]:
    """A condition in force, with the address that drops it."""
    return {"text": text, "href": href}


@register.inclusion_tag("components/_pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Pages of a list; `page` is a `talentportal.core.views.generic.Pages`."""
    return {"page": page}


@register.simple_tag
def describedby(*ids: str) -> SafeString:
    """aria-describedby of the ids that are not empty."""
    present = " ".join(escape(i) for i in ids if i)
    return mark_safe(f' aria-describedby="{present}"' if present else "")  # noqa: S308


class DialogNode(template.Node):
    """{% dialog "id" title %} … {% enddialog %}: a native dialog with heading and a way out."""

    def __init__(self, ident: Any, title: Any, body: template.NodeList):
        self.ident, self.title, self.body = ident, title, body

    def render(self, context: template.Context) -> str:
        partial = context.template.engine.get_template("components/_dialog.html")  # type: ignore[union-attr]
        values = {"id": self.ident.resolve(context), "title": self.title.resolve(context)}
        with context.push(**values, body=self.body.render(context)):
            return partial.render(context)


@register.tag
def dialog(parser: Any, token: Any) -> DialogNode:
    _name, ident, title = token.split_contents()
    body = parser.parse(("enddialog",))
    parser.delete_first_token()
    return DialogNode(parser.compile_filter(ident), parser.compile_filter(title), body)
