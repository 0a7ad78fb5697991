"""Entering a person and his facts, and verifying what units claim. The pages belong to the register of experts; they
stand in this layer because credit and scores follow from them at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.models import Period
from assessments.services import crediting
from experts.forms import DepartureForm, FactsForm, PlacementForm, RegistrationForm, SelectionForm
from experts.masks import shown_name
from experts.models import Expert, Placement
from experts.queries import units_to_choose, waiting_of
from experts.services.access import may_see_full
from experts.services.people import (
    CLAIM,
    REGISTER,
    VERIFY,
    AlreadyEnded,
    PersonKnown,
    SelectedAlready,
    landing_faults,
)
from talentportal.core import clock
from talentportal.core.views.access import requires
from talentportal.core.views.errors import conflict

form_page = require_http_methods(["GET", "HEAD", "POST"])


@requires(REGISTER)
@form_page
def register(request: HttpRequest) -> HttpResponse:
    return _registration(request, title=_("Register an expert"))


@requires(CLAIM)
@form_page
def claim(request: HttpRequest) -> HttpResponse:
    return _registration(request, title=_("Claim an expert"))


def _registration(request: HttpRequest, *, title: str) -> HttpResponse:
    form = _form(RegistrationForm, request, units=units_to_choose(clock.today()))
    if request.method == "POST" and form.is_valid():
        selection = form.selection() if form.cleaned_data["programme"] else None
        facts = {"person": form.person(), "placement": form.placement(), "selection": selection}
        try:
            expert = crediting.register(**facts, by=request.user, at=clock.now())
        except PersonKnown as known:
            form.add_error("identity", _known_words(request, known.expert))
        else:
            return _done(request, expert, verified=request.user.has_perm(VERIFY))
    return _page(request, form, title=title, shape="registration", back=reverse("expert-list"))


def _known_words(request: HttpRequest, known: Expert) -> Any:
    """Who it is, for those who may see him; others are sent to the office, and learn nothing more."""
    if not Expert.objects.visible_to(request.user).filter(pk=known.pk).exists():
        return _(
            "This person is registered already, in another unit. Ask the talent office; it decides the attribution."
        )
    words = _("This person is registered already: {person}. Add the selection or landing there.")
    name = shown_name(known, full=may_see_full(request.user))
    link = format_html('<a href="{}">{}</a>', reverse("expert-detail", args=[known.pk]), name)
    return format_html(words, person=link)


@requires(REGISTER)
@form_page
def add_selection(request: HttpRequest, pk: int) -> HttpResponse:
    expert = _expert(request, pk)
    form = _form(SelectionForm, request)
    if request.method == "POST" and form.is_valid():
        try:
            row = crediting.add_selection(expert, selection=form.selection(), by=request.user, at=clock.now())
        except SelectedAlready:
            form.add_error("programme", _("This person is in the programme already."))
        else:
            return _done(request, expert, verified=row.is_verified)
    return _page(request, form, title=_("Add a selection"), shape="selection", expert=expert)


@requires(REGISTER)
@form_page
def add_placement(request: HttpRequest, pk: int) -> HttpResponse:
    expert = _expert(request, pk)
    form = _form(PlacementForm, request, units=units_to_choose(clock.today()), category=expert.category)
    if request.method == "POST" and form.is_valid():
        row = crediting.add_placement(expert, placement=form.placement(), by=request.user, at=clock.now())
        return _done(request, expert, verified=row.is_verified)
    return _page(request, form, title=_("Add a landing"), shape="placement", expert=expert)


@requires(REGISTER)
@form_page
def end_placement(request: HttpRequest, pk: int, placement: int) -> HttpResponse:
    expert = _expert(request, pk)
    open_rows = Placement.objects.visible_to(request.user).filter(expert=expert, ends_on__isnull=True)
    row = get_object_or_404(open_rows, pk=placement)
    form = _form(DepartureForm, request, placement=row)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        departure = {"ends_on": said["ends_on"], "reason": said["end_reason"], "reported_on": said["reported_on"]}
        try:
            crediting.end_placement(row, departure=departure, by=request.user, at=clock.now())
        except AlreadyEnded as first:
            return conflict(request, str(first), href=reverse("expert-detail", args=[expert.pk]))
        return _done(request, expert, verified=row.is_verified)
    return _page(request, form, title=_("Record a departure"), shape="departure", expert=expert)


@requires(VERIFY)
@form_page
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    expert = _expert(request, pk)
    error = ""
    if request.method == "POST":
        chosen = {name: _numbers(request.POST.getlist(name)) for name in ("selections", "placements")}
        if any(chosen.values()):
            rows = crediting.verify(expert, **chosen, by=request.user, at=clock.now())
            said = _("Verified: %(n)s. Credit is posted and scores are being computed.")
            messages.success(request, said % {"n": len(rows)})
            return redirect("expert-detail", pk=expert.pk)
        error = _("Tick what you have checked.")
    waiting = waiting_of(expert)
    judged = [
        (row, waiting.units.name(row.township_id, row.starts_on), landing_faults(row, expert))
        for row in waiting.placements
    ]
    context = {"expert": expert, "name": shown_name(expert, full=True), "error": error}
    context |= {"selections": waiting.selections, "placements": judged}
    return render(request, "experts/expert_verify.html", context, status=422 if error else 200)


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 18]


def _expert(request: HttpRequest, pk: int) -> Expert:
    return get_object_or_404(Expert.objects.visible_to(request.user), pk=pk)


def _form(form_class: type[FactsForm], request: HttpRequest, **more: Any) -> Any:
    latest = Period.objects.opened().latest_first().first()
    quarter = (latest.first_day, latest.after) if latest else None
    data = request.POST if request.method == "POST" else None
    return form_class(data, user=request.user, today=clock.today(), quarter=quarter, **more)


def _page(
    request: HttpRequest, form: FactsForm, *, title: str, shape: str, expert: Expert | None = None, back: str = ""
) -> HttpResponse:
    name = shown_name(expert, full=may_see_full(request.user)) if expert else ""
    back = back or reverse("expert-detail", args=[expert.pk])
    context = {"form": form, "title": title, "shape": shape, "name": name, "back": back}
    return render(request, "experts/expert_form.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, expert: Expert, *, verified: bool) -> HttpResponse:
    counts = _("Registered. Credit is posted and scores are being computed.")
    waits = _("Registered. It counts once the district has verified it.")
    messages.success(request, counts if verified else waits)
    return redirect("expert-detail", pk=expert.pk)
