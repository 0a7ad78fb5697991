"""The register of experts: one row per person as of a day, found by name or unit, with what was done for them."""

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from experts.models import Expert, LeaderContact, Placement, Selection, ServiceRequest
from experts.models.experts import ExpertQuerySet
from experts.models.programmes import level_rank
from talentportal.core.bilingual import reads_english
from townships.models import TownshipName, User
from townships.models.ranges import covering

ACTIVE, LEFT, CLAIMED = "active", "left", "claimed"
STATES = ((ACTIVE, _("In post")), (LEFT, _("Left")), (CLAIMED, _("Awaiting verification")))
STATE_MARKS = {ACTIVE: "approved", LEFT: "idle", CLAIMED: "submitted"}


def register_rows(user: User, day: dt.date) -> "ExpertQuerySet":
    """Persons whom the user may see, each with level, unit, employer and state as of the day.

    A person is shown with the placement in force; without one with the last; without any with a claim. A unit sees
    its own placements only, so somebody who went on to another unit has left.
    """
    standing = Placement.objects.visible_to(user).filter(expert=OuterRef("pk"), dismissed_at__isnull=True)
    placements = standing.filter(starts_on__lte=day)
    verified = placements.verified()
    now = placements.annotate(nearness=_nearness(day)).order_by("nearness", "-starts_on", "-pk")
    levels = Selection.objects.verified().filter(expert=OuterRef("pk"), selected_on__lte=day)
    names = TownshipName.objects.filter(covering(day), township=OuterRef("township_id"))
    named = now.annotate(unit_name=Subquery(names.values(_name_column())[:1]))
    highest = levels.annotate(rank=level_rank("programme__level")).order_by("-rank")
    return Expert.objects.visible_to(user).annotate(
        level=Subquery(highest.values("programme__level")[:1]),
        level_rank=Coalesce(Subquery(highest.values("rank")[:1]), 0),
        state=Case(
            When(Exists(verified.active_on(day)), then=Value(ACTIVE)),
            When(Exists(verified), then=Value(LEFT)),
            default=Value(CLAIMED),
        ),
        unit=Subquery(now.values("township__code")[:1]),
        unit_order=Subquery(now.values("township__order")[:1]),
        unit_name=Subquery(named.values("unit_name")[:1]),
        employer=Subquery(now.values(name=Coalesce("enterprise__name", "platform__name"))[:1]),
        engagement=Subquery(now.values("engagement")[:1]),
        landed_on=Subquery(now.values("starts_on")[:1]),
        is_open=_open_to(user),
    )


def _open_to(user: User) -> Any:
    """Whether the reader's unit may know who it is: not of somebody known from another unit whom it only claims
    (experts/services/access.py says the same of one person)."""
    if not user.acts_for_unit:
        return Value(True)
    placed = Placement.objects.filter(expert=OuterRef("pk"))
    mine = placed.verified().filter(township=user.township_id, dismissed_at__isnull=True)
    return Q(Exists(mine)) | ~Q(Exists(placed.exclude(township=user.township_id)))


def with_service(rows: "QuerySet[Expert]", user: User) -> "QuerySet[Expert]":
    """Adds when a leader last saw the person, and how many requests are open; within the user's own sight."""
    contacts = LeaderContact.objects.visible_to(user).verified().filter(expert=OuterRef("pk")).values("expert")
    requests = ServiceRequest.objects.visible_to(user).filter(expert=OuterRef("pk"), closed_on__isnull=True)
    return rows.annotate(
        seen_on=Subquery(contacts.values(last=Max("contacted_on")), output_field=DateField()),
        open_requests=Coalesce(
            Subquery(requests.order_by().values("expert").values(n=Count("pk")), output_field=IntegerField()), 0
        ),
    )


def found(rows: "ExpertQuerySet", text: str, day: dt.date) -> "QuerySet[Expert]":
    """Persons whose name fits the text, or whose unit does; of several words one may name the unit (首南 ysj)."""
    words = text.split()
    match = Q(pk__in=rows.ids_matching(text))
    units = _units_named([text, *words], day)
    if units.get(text):
        match |= Q(unit__in=units[text])
    for i, word in enumerate(words if len(words) > 1 else []):
        if units.get(word):
            rest = " ".join(words[:i] + words[i + 1 :])
            match |= Q(unit__in=units[word], pk__in=rows.ids_matching(rest))
    return rows.filter(match)


def _units_named(texts: list[str], day: dt.date) -> dict[str, list[str]]:
    """Codes of the units whose name contains the text or whose initials begin with it."""
    wanted = Q()
    for text in texts:
        wanted |= Q(name_zh__icontains=text) | Q(name_en__icontains=text) | Q(township__initials__istartswith=text)
    rows = TownshipName.objects.filter(covering(day)).filter(wanted)
    fields = list(rows.values_list("township__code", "name_zh", "name_en", "township__initials"))
    found: dict[str, list[str]] = {}
    for text in texts:
        low = text.casefold()
        found[text] = [
            code
            for code, zh, en, initials in fields
            if low in zh.casefold() or low in en.casefold() or (initials and initials.casefold().startswith(low))
        ]
    return found


def _nearness(day: dt.date) -> Case:
    """0 verified and in force, 1 verified and over, 2 a claim."""
    return Case(When(verified_at__isnull=True, then=Value(2)), When(covering(day), then=Value(0)), default=Value(1))


def _name_column() -> str:
    return "name_en" if reads_english() else "name_zh"
