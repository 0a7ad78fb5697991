"""The browser keeps here what is being typed into a form (static/js/keep.js); only its own person reads it again."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from talentportal.core import clock
from talentportal.core.models.kept import KeptForm
from talentportal.core.services.kept import LONGEST, keep_form

from .access import signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def kept_forms(request: HttpRequest) -> HttpResponse:
    """GET: all copies of this person by their keys. POST `{"key": …, "copy": {…} or null}`: keep it, or forget it."""
    if request.method != "POST":
        copies = KeptForm.objects.visible_to(request.user).values_list("key", "copy")
        return JsonResponse({"copies": dict(copies)})
    sent = _sent(request)
    if sent is None:
        return JsonResponse({}, status=400)
    is_kept = keep_form(*sent, by=request.user, at=clock.now())
    return HttpResponse(status=204 if is_kept else 409)


def _sent(request: HttpRequest) -> tuple[str, dict[str, Any] | None] | None:
    """None for what no page sends; a key begins with its person's number, so that nobody gets another's copy who
    signs in at the same browser."""
    try:
        body = json.loads(request.body) if len(request.body) <= LONGEST else None
        key, copy = body["key"], body["copy"]
    except (ValueError, KeyError, TypeError):
        return None
    is_mine = isinstance(key, str) and len(key) <= 160 and key.startswith(f"{request.user.pk}:")
    is_copy = copy is None or (isinstance(copy, dict) and "\\u0000" not in request.body.decode(errors="replace"))
    return (key, copy) if is_mine and is_copy else None
