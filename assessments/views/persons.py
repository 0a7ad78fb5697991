"""Entering a person and his facts, and verifying what units claim. The pages belong to the register of experts; they
stand in this layer because credit and scores follow from them at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessments.services import attribution, crediting
from experts.forms import DepartureForm, PlacementForm, RegistrationForm, SelectionForm
from experts.masks import shown_name
from experts.models import Expert, Placement
from experts.queries import units_to_choose, waiting_of
from experts.services.access import may_see_full
from experts.services.claims import ClaimContested, ClaimRefused
from experts.services.people import (
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

from .person_pages import ask_to_confirm, done, form_page, show, the_expert, the_form


@requires(REGISTER)
@form_page
def register(request: HttpRequest) -> HttpResponse:
    """A new person by the office; somebody who is registered already gets the landing on his own page."""
    form = the_form(RegistrationForm, request, units=units_to_choose(clock.today()))
    if request.method == "POST" and form.is_valid():
        selection = form.selection() if form.cleaned_data["programme"] else None
        facts = {"person": form.person(), "placement": form.placement(), "selection": selection}
        try:
            expert = crediting.register(**facts, by=request.user, at=clock.now())
        except PersonKnown as known:
            form.add_error("identity", _known_words(request, known.expert))
        else:
            return done(request, expert, verified=request.user.has_perm(VERIFY))
    back = reverse("expert-list")
    return show(request, form, title=_("Register an expert"), shape="registration", back=back)


def _known_words(request: HttpRequest, known: Expert) -> Any:
    words = _("This person is registered already: {person}. Add the selection or landing there.")
    name = shown_name(known, full=may_see_full(request.user))
    link = format_html('<a href="{}">{}</a>', reverse("expert-detail", args=[known.pk]), name)
    return format_html(words, person=link)


@requires(REGISTER)
@form_page
def add_selection(request: HttpRequest, pk: int) -> HttpResponse:
    expert = the_expert(request, pk)
    form = the_form(SelectionForm, request)
    if request.method == "POST" and form.is_valid():
        try:
            row = crediting.add_selection(expert, selection=form.selection(), by=request.user, at=clock.now())
        except SelectedAlready:
            form.add_error("programme", _("This person is in the programme already."))
        else:
            return done(request, expert, verified=row.is_verified)
    return show(request, form, title=_("Add a selection"), shape="selection", expert=expert)


@requires(REGISTER)
@form_page
def add_placement(request: HttpRequest, pk: int) -> HttpResponse:
    """A landing entered by the office; where another unit has the person on these days it opens a conflict too."""
    expert = the_expert(request, pk)
    form = the_form(PlacementForm, request, units=units_to_choose(clock.today()), category=expert.category)
    if request.method == "POST" and form.is_valid():
        said = {"placement": form.placement(), "is_confirmed": form.cleaned_data["is_confirmed"]}
        try:
            placed = attribution.place(expert, **said, by=request.user, at=clock.now())
        except ClaimContested as contested:
            ask_to_confirm(form, contested.rivals)
        except ClaimRefused as refused:
            form.add_error("starts_on", str(refused))
        else:
            if placed.conflict:
                return redirect("conflict-detail", pk=placed.conflict.pk)
            return done(request, expert, verified=placed.placement.is_verified)
    return show(request, form, title=_("Add a landing"), shape="placement", expert=expert)


@requires(REGISTER)
@form_page
def end_placement(request: HttpRequest, pk: int, placement: int) -> HttpResponse:
    expert = the_expert(request, pk)
    standing = Placement.objects.visible_to(request.user).filter(ends_on__isnull=True, dismissed_at__isnull=True)
    row = get_object_or_404(standing.filter(expert=expert), pk=placement)
    form = the_form(DepartureForm, request, placement=row)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        departure = {"ends_on": said["ends_on"], "reason": said["end_reason"], "reported_on": said["reported_on"]}
        try:
            crediting.end_placement(row, departure=departure, by=request.user, at=clock.now())
        except AlreadyEnded as first:
            return conflict(request, str(first), href=reverse("expert-detail", args=[expert.pk]))
        return done(request, expert, verified=row.is_verified)
    return show(request, form, title=_("Record a departure"), shape="departure", expert=expert)


@requires(VERIFY)
@form_page
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    expert = the_expert(request, pk)
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
