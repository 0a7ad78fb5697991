"""The parts of every page that hardly change, rendered once and kept.

The top bar is the same for everybody but for the links, a token, an address and a name, which are filled in; footer,
stamp and file links change with the language and the minute. Rendering them anew would be most of a page's frame.
"""

import re
from typing import Any

from django import template
from django.conf import settings
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from talentportal.core.look import Look

register = template.Library()
TOKEN, PLACE, NAME = HOLES = "0-token", "0-place", "0-name"  # what differs from reader to reader
MANY = 100  # unread notices: more are not counted out
IN_BAR = 8  # as many as have room beside the brand in either language; the others fold
KEPT = 512  # texts; counts of open work and minutes make new ones, so that all are dropped now and then
_texts: dict[tuple, list[str]] = {}


def _kept(key: tuple, name: str, values: dict[str, Any]) -> list[str]:
    """The partial rendered with these values, or as it was rendered for the same key before, cut at its holes."""
    if key not in _texts or settings.DEBUG:
        if len(_texts) >= KEPT:
            _texts.clear()
        _texts[key] = re.split(f"({'|'.join(HOLES)})", render_to_string(name, values))
    return _texts[key]


def divided(links: list[Any]) -> tuple[list[Any], list[Any]]:
    """What stands in the bar and what under "More"; the page being shown always stands in the bar."""
    line, rest = links[:IN_BAR], links[IN_BAR:]
    if len(rest) < 2:
        return links, []
    return line + [link for link in rest if link.is_current], [link for link in rest if not link.is_current]


def _bar(language: str | None, look: Look, links: list[Any], user: Any) -> list[str]:
    """Depends on nothing but language, look, links, the user's role and how many notices he has not read."""
    n_notices = min(getattr(user, "open_notices", 0), MANY)
    shown = [(link.href, link.is_current, link.n_open) for link in links]
    key = ("bar", language, look, user and user.role, n_notices, *shown)
    line, more = divided(links)
    values = {
        "menu": links,
        "menu_line": line,
        "menu_more": more,
        "look": look,
        "user": user,
        "is_signed_in": bool(user),
        "n_notices": n_notices,
        "many": MANY,
        "in_english": (language or "").startswith("en"),
        "token": TOKEN,
        "place": PLACE,
        "name": NAME,
    }
    return _kept(key, "components/_topbar.html", values)


@register.simple_tag(takes_context=True)
def topbar(context: Any) -> SafeString:
    """Brand, menu, display and account; on a phone folded into one menu."""
    request = context.get("request")
    user = getattr(request, "user", None)
    user = user if user and user.is_authenticated else None
    pieces = _bar(get_language(), context.get("look") or Look(), list(context.get("menu") or []), user)
    holes = {
        TOKEN: get_token(request) if request else "",
        PLACE: escape(request.get_full_path() if request else "/"),
        NAME: escape(user.name) if user else "",
    }
    return mark_safe("".join([holes.get(piece, piece) for piece in pieces]))  # noqa: S308


@register.simple_tag(takes_context=True)
def still(context: Any, name: str) -> SafeString:
    """A partial that knows nothing but the language, the minute (`stamp`) and whether the clock is the demo's."""
    stamp, demo = context.get("stamp"), context.get("demo_clock", False)
    minute = stamp and stamp.replace(second=0, microsecond=0)
    text = _kept((name, get_language(), minute, demo), name, {"stamp": minute, "demo_clock": demo})[0]
    return mark_safe(text)  # noqa: S308 - a template of ours, escaped where it prints a value
