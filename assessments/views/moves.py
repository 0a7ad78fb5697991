"""A placement goes on elsewhere: the person moved to another unit, or the engagement became full-time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.services import attribution
from experts.forms import FullTimeForm, MoveForm
from experts.models import Placement
from experts.queries import units_to_choose
from experts.services.moves import MoveRefused
from experts.services.people import REGISTER
from talentportal.core import clock
from talentportal.core.views.access import requires

from .person_pages import done, form_page, show, the_expert, the_form


def _standing(request: HttpRequest, expert_pk: int, placement: int) -> Placement:
    rows = Placement.objects.visible_to(request.user).filter(ends_on__isnull=True, dismissed_at__isnull=True)
    rows = rows.filter(expert=the_expert(request, expert_pk)).select_related("expert", "township", "enterprise")
    return get_object_or_404(rows, pk=placement)


@requires(REGISTER)
@form_page
def move(request: HttpRequest, pk: int, placement: int) -> HttpResponse:
    row = _standing(request, pk, placement)
    units = units_to_choose(clock.today()).exclude(pk=row.township_id)
    form = the_form(MoveForm, request, units=units, placement=row)
    if request.method == "POST" and form.is_valid():
        said = {"on": form.cleaned_data["starts_on"], "landing": form.landing()}
        try:
            fresh = attribution.move_expert(row, **said, by=request.user, at=clock.now())
        except MoveRefused as refused:
            form.add_error("starts_on", str(refused))
        else:
            return done(request, row.expert, verified=fresh.is_verified)
    return show(request, form, title=_("Record a move to another unit"), shape="placement", expert=row.expert)


@requires(REGISTER)
@form_page
def full_time(request: HttpRequest, pk: int, placement: int) -> HttpResponse:
    row = _standing(request, pk, placement)
    form = the_form(FullTimeForm, request, units=units_to_choose(clock.today()), placement=row)
    if request.method == "POST" and form.is_valid():
        said = {"on": form.cleaned_data["starts_on"], "terms": form.terms()}
        try:
            fresh = attribution.make_full_time(row, **said, by=request.user, at=clock.now())
        except MoveRefused as refused:
            form.add_error("starts_on", str(refused))
        else:
            return done(request, row.expert, verified=fresh.is_verified)
    return show(
        request, form, title=_("Record that the engagement became full-time"), shape="conversion", expert=row.expert
    )
