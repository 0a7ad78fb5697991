"""Units share the credit for a person: one proposes, each of the others agrees or refuses on its page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.services import attribution
from experts.forms import ShareEndForm, ShareForm
from experts.masks import shown_name
from experts.models import ShareAgreement
from experts.queries import UnitNames, units_to_choose
from experts.services.access import sees_full
from experts.services.shares import AGREE, END, PROPOSE, ShareRefused
from talentportal.core import clock
from talentportal.core.views.access import requires
from talentportal.core.views.errors import conflict as too_late

from .person_pages import form_page, the_expert, the_form


@requires(PROPOSE)
@form_page
def new(request: HttpRequest, pk: int) -> HttpResponse:
    expert, today = the_expert(request, pk), clock.today()
    form = the_form(ShareForm, request, units=units_to_choose(today))
    if request.method == "POST" and form.is_valid():
        said = {"shares": form.shares(), **form.agreement()}
        try:
            agreement = attribution.propose_share(expert, **said, by=request.user, at=clock.now())
        except ShareRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Proposed. It is in force once every unit has agreed."))
            return redirect("share-detail", pk=agreement.pk)
    context = {
        "form": form,
        "name": shown_name(expert, full=sees_full(request.user, expert)),
        "back": reverse("expert-detail", args=[expert.pk]),
        "minimum": attribution.scheme_on(today).min_share,
    }
    return render(request, "attribution/share_form.html", context, status=422 if form.errors else 200)


def _the_agreement(request: HttpRequest, pk: int) -> ShareAgreement:
    rows = ShareAgreement.objects.visible_to(request.user).select_related("expert", "proposed_by")
    return get_object_or_404(rows, pk=pk)


@requires("experts.view_conflict")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who gets how much, and who has agreed so far."""
    return _show(request, _the_agreement(request, pk))


def _show(request: HttpRequest, agreement: ShareAgreement, *, form: Any = None) -> HttpResponse:
    user: Any = request.user
    shares = list(agreement.shares.select_related("township", "agreed_by").order_by("-share", "township__order"))
    names = UnitNames({row.township_id for row in shares})
    waits = any(row.township_id == user.township_id and row.agreed_at is None for row in shares)
    context = {
        "agreement": agreement,
        "name": shown_name(agreement.expert, full=sees_full(user, agreement.expert)),
        "shares": [(row, names.name(row.township_id, agreement.starts_on)) for row in shares],
        "can_agree": agreement.agreed_at is None and waits and user.has_perm(AGREE),
        "ending": form or (_end_form(request) if _can_end(agreement, user) else None),
        "form": form,
    }
    return render(request, "attribution/share_detail.html", context, status=422 if form else 200)


def _end_form(request: HttpRequest, data: Any = None) -> ShareEndForm:
    return ShareEndForm(data, user=request.user, today=clock.today())


def _can_end(agreement: ShareAgreement, user: Any) -> bool:
    return agreement.agreed_at is not None and agreement.ends_on is None and user.has_perm(END)


@requires(END)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The director ends what the units agreed; credit is posted anew from that day on."""
    agreement = _the_agreement(request, pk)
    form = _end_form(request, request.POST)
    if not form.is_valid():
        return _show(request, agreement, form=form)
    try:
        attribution.end_share(agreement, **form.cleaned_data, by=request.user, at=clock.now())
    except ShareRefused as refused:
        return too_late(request, str(refused), href=reverse("share-detail", args=[pk]))
    messages.success(request, _("The agreement ends. Credit is posted and scores are being computed."))
    return redirect("share-detail", pk=pk)


@requires(AGREE)
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _the_agreement(request, pk)
    try:
        row = attribution.agree_share(agreement, by=request.user, at=clock.now())
    except ShareRefused as refused:
        return too_late(request, str(refused), href=reverse("share-detail", args=[pk]))
    done = _("The agreement is in force. Credit is posted and scores are being computed.")
    messages.success(request, done if row.agreed_at else _("Agreed. The other units have yet to agree."))
    return redirect("share-detail", pk=pk)


@requires(AGREE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _the_agreement(request, pk)
    try:
        attribution.refuse_share(agreement, by=request.user, at=clock.now())
    except ShareRefused as refused:
        return too_late(request, str(refused), href=reverse("share-detail", args=[pk]))
    messages.success(request, _("Refused. The proposal is gone; the log keeps it."))
    return redirect("conflict-list")
