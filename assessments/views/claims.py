"""A unit claims a person, puts papers behind the claim, and may take it back while nothing is decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.services import attribution
from experts.forms import ClaimFileForm, ClaimForm, WithdrawalForm
from experts.masks import shown_name
from experts.models import ClaimFile, Placement
from experts.queries import UnitNames, units_to_choose
from experts.services.access import sees_full
from experts.services.claims import ClaimContested, ClaimRefused, add_claim_file, takes_files
from experts.services.conflicts import ConflictRefused
from experts.services.people import CLAIM, landing_faults
from talentportal.core import clock
from talentportal.core.queries import with_previews
from talentportal.core.services.files import FileRefused
from talentportal.core.views.access import requires
from talentportal.core.views.files import download, picture
from talentportal.core.views.look import look

from .person_pages import ask_to_confirm, form_page, show, the_form


@requires(CLAIM)
@form_page
def claim(request: HttpRequest) -> HttpResponse:
    """Whoever is registered already is claimed all the same; the unit learns which other unit claims, nothing else."""
    form = the_form(ClaimForm, request, units=units_to_choose(clock.today()))
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = {"person": form.person(), "placement": form.placement(), "files": form.files_given()}
        facts["selection"] = form.selection() if form.cleaned_data["programme"] else None
        facts["is_confirmed"] = form.cleaned_data["is_confirmed"]
        try:
            claimed = attribution.claim(**facts, by=request.user, at=clock.now())
        except ClaimContested as contested:
            ask_to_confirm(form, contested.rivals)
        except ClaimRefused as refused:
            form.add_error("identity", str(refused))
        except FileRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _claimed(request, claimed)
    more = {"had_files": bool(request.FILES)}
    return show(request, form, title=_("Claim an expert"), shape="claim", back=reverse("expert-list"), **more)


def _claimed(request: HttpRequest, claimed: attribution.Claimed) -> HttpResponse:
    if claimed.conflict:
        messages.warning(request, _("Claimed. Another unit claims this person too; the district decides."))
        return redirect("conflict-detail", pk=claimed.conflict.pk)
    messages.success(request, _("Registered. It counts once the district has verified it."))
    return redirect("expert-detail", pk=claimed.expert.pk)


def _the_claim(request: HttpRequest, pk: int) -> Placement:
    rows = Placement.objects.visible_to(request.user).select_related(
        "expert", "township", "enterprise", "platform", "claimed_by"
    )
    return get_object_or_404(rows, pk=pk)


@requires("experts.view_expert")
@require_safe
def claim_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One claimed landing with its papers."""
    return _show(request, _the_claim(request, pk))


def _show(request: HttpRequest, row: Placement, *, status: int = 200, **forms: Any) -> HttpResponse:
    user: Any = request.user
    is_open, may = takes_files(row), user.has_perm(CLAIM) and user.township_id == row.township_id
    units = UnitNames({row.township_id, *([row.enterprise.township_id] if row.enterprise else [])})
    context = {
        "row": row,
        "name": shown_name(row.expert, full=sees_full(user, row.expert)),
        "unit": units.name(row.township_id, row.starts_on),
        "registered_in": units.name(row.enterprise.township_id, row.starts_on) if row.enterprise else "",
        "faults": landing_faults(row, row.expert),
        "files": list(row.files.select_related("uploaded_by").order_by("uploaded_at", "pk")),
        "may_read_files": may_read_files(user),
        "conflict": row.conflict_claims.select_related("conflict").order_by("-pk").first(),
        "file_form": (forms.get("file_form") or ClaimFileForm()) if is_open and may else None,
        "withdrawal": (forms.get("withdrawal") or WithdrawalForm()) if is_open and may else None,
    }
    return render(request, "attribution/claim_detail.html", context | {"form": _wrong(context)}, status=status)


def _wrong(context: dict[str, Any]) -> Any:
    """The form whose errors head the page."""
    return next((f for f in (context["file_form"], context["withdrawal"]) if f is not None and f.errors), None)


def may_read_files(user: Any) -> bool:
    """The papers name the person: for those who may see the full record."""
    return bool(user.has_perm("experts.view_full_expert"))


@requires(CLAIM)
@require_POST
def claim_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = _the_claim(request, pk)
    form = ClaimFileForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            add_claim_file(row, kind=said["kind"], upload=said["file"], by=request.user, at=clock.now())
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("File added."))
            return redirect("claim-detail", pk=row.pk)
    return _show(request, row, status=422, file_form=form)


@requires("experts.view_full_expert")
@require_safe
def claim_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    mine = ClaimFile.objects.visible_to(request.user).filter(placement=pk)
    return download(get_object_or_404(mine, pk=file))


@requires("experts.view_full_expert")
@require_safe
def claim_look(request: HttpRequest, pk: int, file: int, page: int) -> HttpResponse:
    """One page of a file behind a claim."""
    mine = with_previews(ClaimFile.objects.visible_to(request.user).filter(placement=pk))
    paper = get_object_or_404(mine, pk=file)

    def address(name: str, n: int) -> str:
        return reverse(f"claim-{name}", args=[pk, file, n])

    more = {"download": reverse("claim-file", args=[pk, file]), "back": reverse("claim-detail", args=[pk])}
    return look(request, paper, page, address=address, title=_("The claim"), **more)


@requires("experts.view_full_expert")
@require_safe
def claim_picture(request: HttpRequest, pk: int, file: int, page: int) -> HttpResponse:
    mine = ClaimFile.objects.visible_to(request.user).filter(placement=pk)
    return picture(get_object_or_404(mine, pk=file), page)


@requires(CLAIM)
@require_POST
def claim_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _the_claim(request, pk)
    form = WithdrawalForm(request.POST)
    if form.is_valid():
        try:
            attribution.withdraw_claim(row, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        except ConflictRefused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, _("The claim is withdrawn."))
            party = row.conflict_claims.order_by("-pk").first()
            return redirect("conflict-detail", pk=party.conflict_id) if party else redirect("expert-list")
    return _show(request, row, status=422, withdrawal=form)
