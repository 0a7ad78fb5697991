"""What every page needs besides its own content: look, menu, clock. Nothing here reads the database by itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from . import clock, look, menu


def portal(request: HttpRequest) -> dict[str, Any]:
    """`menu` is worked out only where it is printed, so error pages do not touch the user."""
    match = request.resolver_match

    def links() -> list[menu.Link]:
        counts = getattr(request, "menu_counts", None)
        return menu.links_for(getattr(request, "user", None), (match and match.url_name) or "", counts)

    return {
        "look": look.from_cookie(request.COOKIES.get(look.COOKIE, "")),
        "menu": SimpleLazyObject(links),
        "stamp": clock.now(),
        "demo_clock": bool(settings.CLOCK_OFFSET),
        "html_lang": "en" if (get_language() or "").startswith("en") else "zh-Hans",
    }
