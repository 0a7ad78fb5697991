"""Review and publication of a draft: what differs and what is open stands on the page that signs."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.models import Scheme
from assessments.schemes.document import SchemeFaults, faults_of
from assessments.schemes.writing import document_of
from assessments.services.schemes import SchemeRefused, publish_scheme, review_scheme
from talentportal.core import clock
from talentportal.core.views.access import requires

from .scheme_page import compared_with, sums, the_draft


@requires("assessments.review_scheme")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, code: str, version: int) -> HttpResponse:
    return _sign(request, code, version, "review")


@requires("assessments.publish_scheme")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, code: str, version: int) -> HttpResponse:
    return _sign(request, code, version, "publish")


def _sign(request: HttpRequest, code: str, version: int, step: str) -> HttpResponse:
    scheme = the_draft(code, version)
    if request.method != "POST":
        return _show(request, scheme, step)
    seen = request.POST.get("revision", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        raise PermissionDenied
    sign = review_scheme if step == "review" else publish_scheme
    try:
        sign(scheme, by=request.user, at=clock.now(), revision=int(seen))
    except SchemeFaults:
        return _show(request, scheme, step, status=422)
    except SchemeRefused as refused:
        return _show(request, the_draft(code, version), step, status=409, refused=str(refused))
    done = _("%(scheme)s is reviewed.") if step == "review" else _("%(scheme)s is published and never changes.")
    messages.success(request, done % {"scheme": scheme})
    return redirect("scheme-detail", code, version)


def _show(request: HttpRequest, scheme: Scheme, step: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """Who edited it, what is open, what differs: all that a signature is given on."""
    document = document_of(scheme)
    editors = list(scheme.editors.select_related("user").order_by("last_at"))
    context = {
        "scheme": scheme,
        "step": step,
        "sums": sums(document),
        "faults": faults_of(document),
        "editors": editors,
        "is_editor": request.user.pk in {editor.user_id for editor in editors},
        "is_ready": scheme.status == (Scheme.Status.DRAFT if step == "review" else Scheme.Status.REVIEWED),
        **compared_with(scheme.based_on, document),
        **more,
    }
    return render(request, "assessments/scheme_sign.html", context, status=status)
