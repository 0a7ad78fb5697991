"""Pages for what went wrong: they say what happened, what to do, whose matter it is, and a number to quote.

The number is the beginning of the request id, which the log and the audit trail carry. REST clients get the one
error shape of the API instead of a page.
"""

import logging
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)
SECRET_FIELDS = {"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2"}


class Page(NamedTuple):
    icon: str
    title: Any
    text: Any
    code: str


PAGES = {
    400: Page(
        "alert-circle",
        _("This request could not be read"),
        _("The address or the form was incomplete or too large. Go back to the page and try once more."),
        "parse_error",
    ),
    403: Page(
        "lock",
        _("Your account may not open this"),
        _("What one may see follows from the role. If your work needs it, ask the administrator of the talent office."),
        "permission_denied",
    ),
    404: Page(
        "search",
        _("There is nothing at this address"),
        _("It may have been moved, or it belongs to another unit and is not shown to yours."),
        "not_found",
    ),
    405: Page(
        "arrow-back-up",
        _("This address only takes a form"),
        _("It cannot be opened directly. Go back to the page with the form."),
        "method_not_allowed",
    ),
    409: Page(
        "git-compare",
        _("Somebody was faster"),
        _("The record has changed since you opened it, so this step was not taken. Open it again and look."),
        "conflict",
    ),
    429: Page(
        "clock",
        _("Too many requests"),
        _("Wait a minute and try again. Nothing you saved is lost."),
        "throttled",
    ),
    500: Page(
        "alert-circle",
        _("The page could not be opened"),
        _("The fault is ours and has been recorded. What you saved is safe; what you were typing is kept in this tab."),
        "error",
    ),
}


def number_of(request: HttpRequest) -> str:
    """E-7F3A91: what a person reads out on the telephone."""
    return f"E-{getattr(request, 'request_id', '')[:6].upper() or '000000'}"


def show(request: HttpRequest, status: int, detail: str = "", **more: Any) -> HttpResponse:
    """The page of a status, or the API's error shape for a REST client."""
    page = PAGES[status]
    if request.path_info.startswith("/api/"):
        kind = "server_error" if status >= 500 else "client_error"
        error = {"code": page.code, "detail": str(detail or page.title), "attr": None}
        return JsonResponse({"type": kind, "errors": [error]}, status=status)
    context = {"page": page, "detail": detail, "status": status, "number": number_of(request), **more}
    template = "errors/broken.html" if status >= 500 else "errors/page.html"
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A PermissionDenied with a text shows it: whose it is and where to go."""
    return show(request, 403, str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, 404)


def conflict(request: HttpRequest, detail: str = "", *, href: str = "") -> HttpResponse:
    """For views: a step that came too late. `href` is the record, to look at it again."""
    return show(request, 409, detail, href=href)


def server_error(request: HttpRequest) -> HttpResponse:
    log.error("page failed, number %s", number_of(request))
    return show(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is stale (signed in again in another tab, cookies cleared): offer to send it once more.

    What was typed is shown and carried only when the browser says the form came from our own page; a form from
    elsewhere gets nothing to confirm.
    """
    own = _comes_from_here(request)
    fields = [(n, v) for n, vs in request.POST.lists() if n not in SECRET_FIELDS for v in vs] if own else []
    context = {"fields": fields, "had_files": bool(request.FILES) and own, "number": number_of(request)}
    return render(request, "errors/csrf.html", context, status=403)


def _comes_from_here(request: HttpRequest) -> bool:
    """What the browser says of the form's origin; "null" (a sandbox, a file) and silence are elsewhere."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return source.startswith(("http://", "https://")) and url_has_allowed_host_and_scheme(source, {request.get_host()})


class BareAnswersMiddleware:
    """Django answers 405 with an empty page; people get the page above instead."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content and not request.path_info.startswith("/api/"):
            page = show(request, 405)
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response
