"""Is this paper genuine? Open to everybody who holds one; it tells what was made, never about whom."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.papers.codes import grouped, read_code
from assessments.queries.papers import checked
from talentportal.core.rate import may_ask
from talentportal.core.services.files import MAX_BYTES
from talentportal.core.views.access import open_to_all

LIMIT, SECONDS = 30, 60


@open_to_all
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Where the code is typed."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return _asking(request, "", "", 200)
    code = read_code(typed)
    if code is None:
        return _asking(request, typed, _mistyped(), 422)
    return redirect("paper-check", grouped(code))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """What bears this code; a file that is sent is compared with the one handed out, and not kept."""
    if not may_ask("check", request.META.get("REMOTE_ADDR", ""), limit=LIMIT, seconds=SECONDS):
        response = _asking(request, code, _("Too many codes from this address. Try again in a minute."), 429)
        response.headers["Retry-After"] = str(SECONDS)
        return response
    read = read_code(code)
    if read is None:
        return _asking(request, code, _mistyped(), 404)
    found = checked(read)
    if found is None:
        return _asking(request, code, _("No paper of this portal bears this code."), 404)
    context: dict[str, object] = {"found": found, "code": grouped(read)}
    if request.method == "POST":
        context |= _compared(request, found.paper.sha256)
    response = render(request, "papers/check_paper.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _compared(request: HttpRequest, sha256: str) -> dict[str, object]:
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > MAX_BYTES:
        return {"file_error": _("Choose the file that you were given, 20 MB at most.")}
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return {"is_compared": True, "is_same": digest.hexdigest() == sha256}


def _mistyped() -> str:
    return _("This is no check code, or one of its signs was mistyped. It has twelve signs, such as 7K3M-Q2XD-90AB.")


def _asking(request: HttpRequest, typed: str, error: str, status: int) -> HttpResponse:
    context = {"typed": typed[:40], "error": error, "has_errors": bool(error)}
    return render(request, "papers/check.html", context, status=status)
