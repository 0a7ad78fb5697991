"""The front door: everybody is led to the page his work begins with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from talentportal.core.views.access import signed_in
from townships.models import Role

FIRST_PAGE = {Role.CLERK: "my-quarter", Role.DEPUTY: "my-quarter", Role.SECRETARY: "my-quarter", Role.LEADER: "ranking"}


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.user.role == Role.API_CLIENT:
        return render(request, "core/nothing_here.html")
    return redirect(FIRST_PAGE.get(request.user.role, "dashboard"))
