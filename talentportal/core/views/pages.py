"""The way in, help, and the accessibility statement."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from talentportal.core import menu

from .access import open_to_all, signed_in


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everybody starts on the first page of his own menu."""
    links = menu.links_for(request.user)
    if links:
        return HttpResponseRedirect(links[0].href)
    return render(request, "core/nothing_here.html")


@open_to_all
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "core/help.html")


@open_to_all
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "core/accessibility.html")
