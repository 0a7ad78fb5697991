"""What the pages for entering facts about a person share: the form, the page around it, and what comes after."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.models import Period
from experts.forms import FactsForm, contested_words
from experts.masks import shown_name
from experts.models import Expert, Placement
from experts.queries import UnitNames
from experts.services.access import may_see_full
from talentportal.core import clock

form_page = require_http_methods(["GET", "HEAD", "POST"])


def the_expert(request: HttpRequest, pk: int) -> Expert:
    return get_object_or_404(Expert.objects.visible_to(request.user), pk=pk)


def the_form(form_class: type[FactsForm], request: HttpRequest, **more: Any) -> Any:
    latest = Period.objects.opened().latest_first().first()
    quarter = (latest.first_day, latest.after) if latest else None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return form_class(*sent, user=request.user, today=clock.today(), quarter=quarter, **more)


def show(
    request: HttpRequest,
    form: FactsForm,
    *,
    title: str,
    shape: str,
    expert: Expert | None = None,
    back: str = "",
    **more: Any,
) -> HttpResponse:
    name = shown_name(expert, full=may_see_full(request.user)) if expert else ""
    back = back or reverse("expert-detail", args=[expert.pk if expert else 0])
    context = {"form": form, "title": title, "shape": shape, "name": name, "back": back, **more}
    return render(request, "experts/expert_form.html", context, status=422 if form.errors else 200)


def done(request: HttpRequest, expert: Expert, *, verified: bool) -> HttpResponse:
    counts = _("Registered. Credit is posted and scores are being computed.")
    waits = _("Registered. It counts once the district has verified it.")
    messages.success(request, counts if verified else waits)
    return redirect("expert-detail", pk=expert.pk)


def ask_to_confirm(form: Any, rivals: list[Placement]) -> None:
    """Another unit claims the person: the page comes back with the warning and a box to tick (V08)."""
    names = UnitNames({row.township_id for row in rivals})
    today = clock.today()
    units = list(dict.fromkeys(names.name(row.township_id, today) for row in rivals))
    form.add_error("is_confirmed", contested_words(units))
