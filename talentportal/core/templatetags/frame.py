"""The two menus of the top bar. They are the same for everybody but for a token, an address and a name, so they are
rendered once per language and look and then filled in: a third of the cost of every page's frame otherwise.
"""

from functools import lru_cache
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
TOKEN, PLACE, PERSON = "0-token", "0-place", "0-person"


@lru_cache(maxsize=64)
def _frame(name: str, _language: str | None, look: Look | None, is_signed_in: bool) -> str:
    """Depends on nothing but its arguments."""
    names = {"token": TOKEN, "place": PLACE, "person": PERSON}
    english = (_language or "").startswith("en")
    return render_to_string(name, {**names, "look": look, "is_signed_in": is_signed_in, "in_english": english})


def _filled(context: Any, name: str, look: Look | None = None) -> SafeString:
    request = context.get("request")
    user = getattr(request, "user", None)
    is_signed_in = bool(getattr(user, "is_authenticated", False))
    if settings.DEBUG:
        _frame.cache_clear()
    text = _frame(name, get_language(), look, is_signed_in).replace(TOKEN, get_token(request) if request else "")
    text = text.replace(PLACE, escape(request.get_full_path() if request else "/"))
    if is_signed_in:
        text = text.replace(PERSON, escape(f"{user.name} · {user.get_role_display()}"))  # type: ignore[union-attr]
    return mark_safe(text)  # noqa: S308


@register.simple_tag(takes_context=True)
def look_menu(context: Any) -> SafeString:
    """Theme, shortcuts, row height: a form whose buttons each set one thing."""
    return _filled(context, "components/_look.html", context.get("look") or Look())


@register.simple_tag(takes_context=True)
def account_menu(context: Any) -> SafeString:
    """Who is signed in, language, help, password, signing out."""
    return _filled(context, "components/_account.html")
