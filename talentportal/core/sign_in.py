"""Sessions that end: a middleware that closes idle sessions and sends people back to where they were.

Ages are real seconds, not the portal's clock, which the demo moves to another year. A session is touched at most
once a minute, so that reading a page does not write.
"""

import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

SEEN, IDLE = "seen_at", "idle_after"
IDLE_OWN, IDLE_SHARED = 30 * 60, 15 * 60


def begin(request: HttpRequest, *, is_shared: bool) -> None:
    """Start counting: 30 minutes on one's own machine, 15 on a shared one; 12 hours in all."""
    request.session[SEEN] = int(time.time())
    request.session[IDLE] = IDLE_SHARED if is_shared else IDLE_OWN
    request.session.set_expiry(0 if is_shared else settings.SESSION_COOKIE_AGE)


def local_path(address: str, request: HttpRequest) -> str:
    """Path and query of one of our own addresses; empty for anybody else's."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class SignInMiddleware:
    """Stands after AuthenticationMiddleware and HtmxMiddleware."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.end_if_idle(request)
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path_info.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")  # a page with people's data stays in no cache
        if response.status_code != HttpResponseRedirect.status_code:
            return response
        place = urlsplit(response["Location"])
        query = QueryDict(place.query, mutable=True)
        if place.path != resolve_url(settings.LOGIN_URL) or "next" not in query:
            return response
        return self.back_after_sign_in(request, place.path, query)

    @staticmethod
    def end_if_idle(request: HttpRequest) -> None:
        seen = request.session.get(SEEN) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if seen is None:
            return
        now = int(time.time())
        if now - seen > request.session.get(IDLE, IDLE_OWN):
            logout(request)
        elif now - seen > 60:
            request.session[SEEN] = now

    @staticmethod
    def back_after_sign_in(request: HttpRequest, sign_in: str, query: QueryDict) -> HttpResponse:
        """Return to the page the person was on, not to the address of a form or of a part of a page."""
        if request.htmx:  # type: ignore[attr-defined]
            query["next"] = local_path(request.htmx.current_url or "", request) or query["next"]  # type: ignore[attr-defined,assignment]
        elif request.method == "POST":
            query["next"] = local_path(request.headers.get("Referer", ""), request) or "/"
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            query["expired"] = "1"
        target = f"{sign_in}?{query.urlencode(safe='/')}"
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponse(headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)
