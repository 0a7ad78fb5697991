"""Units that claim the same person: the open cases, one case with both claims side by side, and its decision."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from assessments.services import attribution
from experts.forms import ClaimFileForm, DecisionForm, ProposalForm, WithdrawalForm
from experts.masks import shown_name
from experts.models import Conflict, ShareAgreement
from experts.queries import CONFLICT_STATES, DECIDED, LATE, OPEN, UnitNames, conflict_rows
from experts.services.access import may_see_full
from experts.services.conflicts import DECIDE, PROPOSE, ConflictDecided, ConflictRefused
from experts.services.people import CLAIM
from talentportal.core import clock, formats, marks
from talentportal.core.views.access import requires
from talentportal.core.views.errors import conflict as too_late
from talentportal.core.views.generic import Column, Facet, FilteredListView
from townships.models import Township

from .claims import may_read_files
from .conflict_page import told_of

VIEW = "experts.view_conflict"
MARKS = {OPEN: "submitted", LATE: "overdue", DECIDED: "approved"}


class ConflictList(FilteredListView):
    """Every case for the office, for a unit those to which it is a party; what is open and late comes first."""

    permission_required = (VIEW,)
    title = _("Attribution conflicts")
    order = ("is_decided", "due_on", "pk")
    facets = (Facet("state", _("State"), choices=CONFLICT_STATES),)

    def rows(self) -> Any:
        return conflict_rows(self.request.user, clock.today())

    @cached_property
    def lede(self) -> Any:
        states = list(self.rows().order_by().values_list("state", flat=True))
        words = {"open": sum(state != DECIDED for state in states), "late": states.count(LATE)}
        return gettext("%(open)s undecided, %(late)s of them past the day by which they were to be decided.") % words

    @cached_property
    def names(self) -> UnitNames:
        return UnitNames(self.rows().values("claims__placement__township"))

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        full = may_see_full(self.request.user) and not self.request.user.acts_for_unit
        return (
            Column(
                _("Expert"),
                lambda c: shown_name(c.expert, full=full),
                href=lambda c: reverse("conflict-detail", args=[c.pk]),
            ),
            Column(_("Claimed by units"), self._units),
            Column(_("Opened on"), lambda c: formats.day(c.opened_at), order="opened_at", desktop=True),
            Column(_("To be decided by"), lambda c: formats.day(c.due_on), order="due_on"),
            Column(_("State"), lambda c: marks.status(MARKS[c.state], dict(CONFLICT_STATES)[c.state])),
            Column(_("Ground"), lambda c: c.get_ground_display() if c.ground else "", desktop=True),
        )

    def _units(self, row: Conflict) -> str:
        ids = dict.fromkeys(claim.placement.township_id for claim in row.claims.all())
        return gettext(", ").join(self.names.name(pk, row.opened_at.date()) for pk in ids)


def _the_conflict(request: HttpRequest, pk: int) -> Conflict:
    rows = Conflict.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("expert", "decided_by", "proposed_by", "opened_by"), pk=pk)


@requires(VIEW)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _the_conflict(request, pk))


def _show(request: HttpRequest, conflict: Conflict, *, status: int = 200, **forms: Any) -> HttpResponse:
    user: Any = request.user
    told = told_of(conflict, user)
    standing = {side.placement.township.code: side.unit for side in told["sides"] if side.is_standing}
    own = next((s for s in told["sides"] if s.placement.township_id == user.township_id and s.is_standing), None)
    may, is_open = user.has_perm, conflict.is_open
    mine = own if is_open and may(CLAIM) else None
    context = {
        **told,
        "days_left": (conflict.due_on - clock.today()).days,
        "may_read_files": may_read_files(user),
        "own": mine,
        "file_form": ClaimFileForm() if mine else None,
        "withdrawal": WithdrawalForm() if mine else None,
        "proposal": ProposalForm(initial={"proposal": conflict.proposal}) if is_open and may(PROPOSE) else None,
        "decision": DecisionForm(units=list(standing.items())) if is_open and may(DECIDE) else None,
        "agreements": _agreements(conflict, user),
        "can_share": is_open and may("experts.propose_share"),
        **forms,
    }
    wrong = next((form for form in forms.values() if form.errors), None)
    return render(request, "attribution/conflict_detail.html", context | {"form": wrong}, status=status)


def _agreements(conflict: Conflict, user: Any) -> list[ShareAgreement]:
    rows = ShareAgreement.objects.visible_to(user).filter(expert=conflict.expert_id)
    return list(rows.order_by("starts_on", "pk"))


@requires(PROPOSE)
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    conflict = _the_conflict(request, pk)
    form = ProposalForm(request.POST)
    if form.is_valid():
        try:
            attribution.propose_decision(conflict, **form.cleaned_data, by=request.user, at=clock.now())
        except ConflictDecided as first:
            return too_late(request, str(first), href=reverse("conflict-detail", args=[pk]))
        except ConflictRefused as refused:
            form.add_error("proposal", str(refused))
        else:
            messages.success(request, gettext("Proposed. The director decides."))
            return redirect("conflict-detail", pk=pk)
    return _show(request, conflict, status=422, proposal=form)


@requires(DECIDE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Once, with ground and reason; the ledger is posted and new scores are asked for at the same moment."""
    conflict = _the_conflict(request, pk)
    parties = Township.objects.filter(placements__conflict_claims__conflict=conflict).distinct()
    today = clock.today()
    units = [(unit.code, unit.name) for unit in parties.named_on(today).order_by("order", "code")]
    form = DecisionForm(request.POST, units=units)
    if form.is_valid():
        said = form.cleaned_data
        winner = parties.filter(code=said["winner"]).first() if said["winner"] else None
        case = {"winner": winner, "ground": said["ground"], "reason": said["reason"]}
        try:
            attribution.decide_conflict(conflict, **case, by=request.user, at=clock.now())
        except ConflictDecided as first:
            return too_late(request, str(first), href=reverse("conflict-detail", args=[pk]))
        except ConflictRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, gettext("Decided. Credit is posted and scores are being computed."))
            return redirect("conflict-detail", pk=pk)
    return _show(request, conflict, status=422, decision=form)
