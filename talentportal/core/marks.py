"""The small marks of the design system as plain functions: icon, status, tag, delta, meter, bullet, spark, bars.

They stand in tables of up to 1,300 rows, so they join strings, look words up once per language and never render a
template. Colour is never alone: every mark carries a word, a sign or a number. No inline style: widths are SVG
and meter attributes.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

# state -> (class that draws the glyph, word)
STATES: dict[str, tuple[str, Any]] = {
    "not_started": ("idle", _("Not started")),
    "draft": ("drafting", _("In progress")),
    "ready": ("ready", _("Awaiting signature")),
    "submitted": ("submitted", _("Under review")),
    "returned": ("returned", _("Returned")),
    "approved": ("approved", _("Approved")),
    "overdue": ("overdue", _("Overdue")),
    "missing": ("overdue", _("Not submitted")),
}
LEVELS: dict[str, tuple[str, Any]] = {
    "national": ("tag l1", _("National")),
    "provincial": ("tag l2", _("Provincial")),
    "municipal": ("tag l3", _("Municipal")),
    "district": ("tag l4", _("District")),
}
LEVEL_CLASSES = {1: "tag l1", 2: "tag l2", 3: "tag l3", 4: "tag l4"}
Number = int | Decimal


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A drawing from the sprite; always beside a word, therefore hidden from screen readers."""
    href = static("vendor/icons.svg")
    return mark_safe(f'<svg class="i" aria-hidden="true"><use href="{href}#{escape(name)}"/></svg>')  # noqa: S308


@lru_cache(maxsize=128)
def _state(state: str, _language: str | None) -> tuple[str, str]:
    css, word = STATES.get(state, ("idle", state))
    return css, escape(word)


def state_class(state: str) -> str:
    """The class of a state, for tiles: tile approved."""
    return STATES.get(state, ("idle", ""))[0]


def state_word(state: str) -> str:
    return _state(state, get_language())[1]


def status(state: str, text: Any = None) -> SafeString:
    """Glyph + word of a report state; `text` replaces the word, for instance 填报中 6/8."""
    css, word = _state(state, get_language())
    return mark_safe(f'<span class="st {css}">{word if text is None else escape(text)}</span>')  # noqa: S308


@lru_cache(maxsize=32)
def _level(level: str, _language: str | None) -> SafeString:
    css, word = LEVELS.get(level, ("tag", level))
    return mark_safe(f'<span class="{css}">{escape(word)}</span>')  # noqa: S308


def level_tag(level: str) -> SafeString:
    """Programme level, deeper glaze for a higher one."""
    return _level(level, get_language())


def tag(text: Any, level: int | None = None) -> SafeString:
    """A category, never a state."""
    return mark_safe(f'<span class="{LEVEL_CLASSES.get(level or 0, "tag")}">{escape(text)}</span>')  # noqa: S308


@lru_cache(maxsize=4)
def _delta_words(_language: str | None) -> tuple[str, str, str, str]:
    return gettext("up"), gettext("down"), gettext("no change"), gettext("no earlier rank")


def delta(moved: int | None) -> SafeString:
    """Rank movement: places gained (positive), lost (negative), none, or nothing to compare with."""
    up, down, same, new = _delta_words(get_language())
    if moved is None:
        return mark_safe(f'<span class="delta"><span aria-hidden="true">—</span><span class="sr">{new}</span></span>')  # noqa: S308
    if not moved:
        return mark_safe(f'<span class="delta"><span aria-hidden="true">–</span><span class="sr">{same}</span></span>')  # noqa: S308
    css, glyph, word = ("up", "▲", up) if moved > 0 else ("down", "▼", down)
    return mark_safe(  # noqa: S308
        f'<span class="delta {css}"><span class="g" aria-hidden="true">{glyph}</span>'
        f'<span class="sr">{word}</span>{abs(moved)}</span>'
    )


def meter(value: Number | None, top: Number, label: str = "") -> SafeString:
    """A bar of the native element; without a label it is decoration beside its own number."""
    name = f'aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<meter min="0" max="{top}" value="{0 if value is None else value}" {name}></meter>')  # noqa: S308


def share(part: Number, whole: Number) -> str:
    """part of whole as an SVG width, at most 100%."""
    return f"{min(100, max(0, Decimal(part) * 100 / Decimal(whole))):.2f}%" if whole else "0%"


def bullet(label: Any, value: Number, target: Number, text: Any, top: Number | None = None) -> SafeString:
    """Have as a bar, target as a tick on the same track: 一类 ▇▇▇▇│ 6/8家."""
    end = max(top or target, target, 1)
    tick = min(Decimal("99.6"), Decimal(target) * 100 / Decimal(end))
    return mark_safe(  # noqa: S308
        f'<div class="bullet"><span>{escape(label)}</span>'
        f'<svg role="img" aria-label="{escape(label)}: {value} / {target}" preserveAspectRatio="none">'
        f'<rect class="f-track" y="3" width="100%" height="14" rx="2"/>'
        f'<rect class="f-1" y="6" width="{share(value, end)}" height="8" rx="1.5"/>'
        f'<rect class="f-ink" x="{tick:.1f}%" y="1" width="2" height="18"/></svg>'
        f'<span class="num">{escape(text)}</span></div>'
    )


def spark(values: Sequence[Number | None], label: str = "") -> SafeString:
    """A line of up to some dozen quarters, 88×24; None leaves a gap; the last point is marked."""
    points = [(i, v) for i, v in enumerate(values) if v is not None]
    if not points:
        return mark_safe('<span class="muted">—</span>')
    low = min(v for _i, v in points)
    span = (max(v for _i, v in points) - low) or 1
    step = 80 / max(1, len(values) - 1)
    path, pen_up, x, y = [], True, "", ""
    for i, v in enumerate(values):
        if v is None:
            pen_up = True
            continue
        x, y = f"{3 + i * step:.1f}", f"{20 - 16 * float((v - low) / span):.1f}"
        path.append(f"{'M' if pen_up else 'L'}{x} {y}")
        pen_up = False
    name = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308
        f'<svg class="spark" viewBox="0 0 88 24" {name}><path d="{"".join(path)}"/>'
        f'<circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    )


def stack_bar(parts: Iterable[tuple[str, int]], label: str) -> SafeString:
    """Counts by report state as one bar: [("approved", 9), ("submitted", 5), …]."""
    parts = list(parts)
    total, at, rects = sum(n for _s, n in parts) or 1, 0, []
    for state, n in parts:
        if n:
            width = max(Decimal(0), Decimal(n) * 100 / total - Decimal("0.25"))
            rects.append(
                f'<rect class="f-{state_class(state)}" x="{Decimal(at) * 100 / total:.2f}%" width="{width:.2f}%" '
                f'height="12"/>'
            )
        at += n
    return mark_safe(f'<svg class="stack-bar" role="img" aria-label="{escape(label)}">{"".join(rects)}</svg>')  # noqa: S308
