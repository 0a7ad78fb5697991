"""The top bar. It is the same for everybody but for the links, a token, an address and a name, so it is rendered once
per language, look and set of links and then filled in: half of the cost of every page's frame otherwise.
"""

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
TOKEN, PLACE, PERSON, NAME = "0-token", "0-place", "0-person", "0-name"
KEPT = 512  # bars; counts of open work make new ones, so that the oldest are dropped now and then
_bars: dict[tuple, str] = {}


def _bar(language: str | None, look: Look, links: list[Any], is_signed_in: bool) -> str:
    """Depends on nothing but its arguments; what differs from reader to reader stands as a placeholder."""
    key = (language, look, is_signed_in, *[(link.href, link.is_current, link.n_open) for link in links])
    if key not in _bars or settings.DEBUG:
        if len(_bars) >= KEPT:
            _bars.clear()
        context = {
            "menu": links,
            "look": look,
            "is_signed_in": is_signed_in,
            "in_english": (language or "").startswith("en"),
            **{"token": TOKEN, "place": PLACE, "person": PERSON, "name": NAME},
        }
        _bars[key] = render_to_string("components/_topbar.html", context)
    return _bars[key]


@register.simple_tag(takes_context=True)
def topbar(context: Any) -> SafeString:
    """Brand, menu, display and account; on a phone folded into one menu."""
    request = context.get("request")
    user = getattr(request, "user", None)
    is_signed_in = bool(getattr(user, "is_authenticated", False))
    links = list(context.get("menu") or [])
    text = _bar(get_language(), context.get("look") or Look(), links, is_signed_in)
    text = text.replace(TOKEN, get_token(request) if request else "")
    text = text.replace(PLACE, escape(request.get_full_path() if request else "/"))
    if is_signed_in:
        text = text.replace(PERSON, escape(f"{user.name} · {user.get_role_display()}"))  # type: ignore[union-attr]
        text = text.replace(NAME, escape(user.name))  # type: ignore[union-attr]
    return mark_safe(text)  # noqa: S308
