"""Pages of the units for the office: names and tiers in time, rename, change of tier, merger, split."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.services import reorganising
from assessments.services.reorganising import UnitRefused
from experts.models import Placement
from talentportal.core import clock, formats
from talentportal.core.bilingual import reads_english
from talentportal.core.views.access import requires
from townships.forms.units import MergeForm, RenameForm, SplitForm, TierForm
from townships.models import LeadingGroupPost, Tier, Township, TownshipSuccession

EDIT = "townships.edit_township"


@requires(EDIT)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every unit with its name and tier of today, the closed ones last."""
    today = clock.today()
    rows = Township.objects.visible_to(request.user).named_on(today).with_tier_on(today).select_related("district")
    units = list(rows.order_by("district__code", "closed_on", "order", "code"))
    for unit in units:
        unit.tier_word = Tier(unit.tier).label if unit.tier else formats.NOTHING
        unit.is_closed = unit.closed_on is not None and unit.closed_on <= today
    units.sort(key=lambda unit: unit.is_closed)
    return render(request, "townships/township_list.html", {"units": units})


@requires(EDIT)
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: its names, tiers, posts and what became of it."""
    unit = _unit(request, code)
    today = clock.today()
    moves = TownshipSuccession.objects.prefetch_related("predecessor__names", "successor__names")
    posts = LeadingGroupPost.objects.visible_to(request.user).filter(township=unit).held_on(today)
    context = {
        "unit": unit,
        "names": unit.names.order_by("-starts_on"),
        "tiers": unit.tiers.order_by("-starts_on"),
        "posts": posts.order_by("post", "starts_on"),
        "moves": [
            *_named(moves.filter(predecessor=unit).order_by("takes_over_on"), "successor"),
            *_named(moves.filter(successor=unit).order_by("takes_over_on"), "predecessor"),
        ],
        "is_open": unit.closed_on is None or unit.closed_on > today,
    }
    return render(request, "townships/township_detail.html", context)


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    current = unit.names.order_by("-starts_on").first()
    before = {name: getattr(current, name) for name in ("name_zh", "name_en", "short_zh")} if current else {}
    form = RenameForm(request.POST or None, initial=before)

    def write(said: dict[str, Any]) -> str:
        day = said.pop("starts_on")
        reorganising.rename_unit(unit, names=said, starts_on=day, by=request.user, at=clock.now())
        return _("The unit is named %(name)s from %(day)s on.") % {"name": said["name_zh"], "day": formats.day(day)}

    return _answer(request, form, write, unit, _("Rename"))


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def change_tier(request: HttpRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    form = TierForm(request.POST or None, today=clock.today(), initial={"tier": unit.tier})

    def write(said: dict[str, Any]) -> str:
        reorganising.change_tier(unit, **said, by=request.user, at=clock.now())
        return _("The tier changes on %(day)s; the scores follow.") % {"day": formats.day(said["starts_on"])}

    return _answer(request, form, write, unit, _("Change the tier"))


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Several units into one that exists or opens on the day."""
    today = clock.today()
    units = Township.objects.visible_to(request.user).open_on(today).filter(closed_on__isnull=True)
    form = MergeForm(request.POST or None, units=units.named_on(today).in_official_order())

    def write(said: dict[str, Any]) -> str:
        chosen = [form.units[pk] for pk in said["predecessors"]]
        successor = form.units.get(said["successor"])
        more = {"new": None if successor else form.new(), "on": said["on"], "document_no": said["document_no"]}
        reorganising.merge_units(chosen, successor, **more, by=request.user, at=clock.now())
        return _("The units are merged; ledger and scores follow.")

    return _answer(request, form, write, None, _("Merge units"))


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, code: str) -> HttpResponse:
    """A new unit beside this one; the chosen persons go over with their credit."""
    unit = _unit(request, code)
    rows = Placement.objects.visible_to(request.user).filter(township=unit, ends_on__isnull=True)
    placed = {row.pk: row for row in rows.filter(dismissed_at__isnull=True).select_related("expert").order_by("pk")}
    form = SplitForm(request.POST or None, placements=[(pk, _placed(row)) for pk, row in placed.items()])

    def write(said: dict[str, Any]) -> str:
        chosen = [placed[int(pk)] for pk in said["placements"]]
        more = {"on": said["on"], "document_no": said["document_no"], "by": request.user, "at": clock.now()}
        fresh = reorganising.split_unit(unit, new=form.new(), placements=chosen, **more)
        return _("%(code)s is opened; ledger and scores follow.") % {"code": fresh.code}

    return _answer(request, form, write, unit, _("Split the unit"))


def _answer(
    request: HttpRequest, form: Form, write: Callable[[dict[str, Any]], str], unit: Any, title: str
) -> HttpResponse:
    """The form, or its writing: what is refused stands above everything that was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.success(request, write(dict(form.cleaned_data)))
            except UnitRefused as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("township-detail", unit.code) if unit else redirect("township-list")
    context = {"form": form, "fields": list(form), "unit": unit, "title": title}
    return render(request, "townships/township_form.html", context, status=status)


def _unit(request: HttpRequest, code: str) -> Any:
    """With the name and tier of today, or of the last day of a closed unit."""
    today = clock.today()
    rows = Township.objects.visible_to(request.user).named_on(today).with_tier_on(today).select_related("district")
    return get_object_or_404(rows, code=code)


def _named(rows: Any, side: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.get_kind_display(),
            "is_from": side == "predecessor",
            "code": getattr(row, side).code,
            "name": _name_of(getattr(row, side), row.takes_over_on),
            "day": row.takes_over_on,
            "document": row.document_no,
        }
        for row in rows
    ]


def _name_of(unit: Township, day: dt.date) -> str:
    """The name on the day, of names already read."""
    names = [row for row in unit.names.all() if row.starts_on <= day and (row.ends_on is None or day < row.ends_on)]
    return (names[0].name_en if reads_english() else names[0].name_zh) if names else unit.code


def _placed(row: Placement) -> str:
    said = {"name": row.expert.name, "day": formats.day(row.starts_on)}
    return _("%(name)s, since %(day)s") % said
