"""The chain of seals, and what the last verification said."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.queries import seals
from assessments.services.verification import request_verification
from talentportal.core import clock
from talentportal.core.views.access import requires


@requires("assessments.view_seal")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every link, the newest first, with the digest to compare with a paper copy."""
    context = {
        "links": list(seals.links()),
        "last": seals.last_verification(),
        "running": seals.verification_running(),
        "unsealed": seals.n_unsealed(),
    }
    return render(request, "years/seal_list.html", context)


@requires("assessments.view_seal")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a verification now; otherwise it is done every night."""
    request_verification(by=request.user, at=clock.now())
    messages.info(request, _("The verification has been requested; what it finds is kept in the log."))
    return redirect("seal-list")
