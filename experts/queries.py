"""What the register of experts shows: one row per person as of a day, and one life with everything that counts."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
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

from talentportal.core import prepared
from talentportal.core.bilingual import reads_english
from townships.models import Township, TownshipName, User
from townships.models.ranges import covering

from .models import (
    Conflict,
    CreditEntry,
    Expert,
    LeaderContact,
    Placement,
    Selection,
    ServiceRequest,
    ShareAgreement,
)
from .models.experts import ExpertQuerySet
from .models.programmes import level_rank

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


class Life(NamedTuple):
    """Everything the page of one person prints, within the reader's sight."""

    placements: list[Placement]
    selections: list[Selection]
    credits: list[CreditEntry]
    contacts: list[LeaderContact]
    requests: list[ServiceRequest]
    patents: list[Any]
    conflicts: list[Conflict]
    agreements: list[ShareAgreement]
    units: "UnitNames"

    @property
    def contested(self) -> set[int]:
        """Placements about which units disagree now."""
        return {claim.placement_id for case in self.conflicts if case.is_open for claim in case.claims.all()}


class UnitNames:
    """Names of units as they were on a day, read once."""

    def __init__(self, township_ids: Any) -> None:
        self._names: dict[int, list[TownshipName]] = {}
        for row in TownshipName.objects.filter(township__in=township_ids).order_by("starts_on"):
            self._names.setdefault(row.township_id, []).append(row)

    def name(self, township_id: int, day: dt.date) -> str:
        rows = self._names.get(township_id, [])
        row = next((r for r in rows if r.starts_on <= day and (r.ends_on is None or day < r.ends_on)), None)
        row = row or (rows[-1] if rows else None)
        if row is None:
            return ""
        return row.name_en if reads_english() else row.name_zh


def life_of(expert: Expert, user: User) -> Life:
    """One life in a handful of queries; rows of units the reader may not see are left out."""
    placements = expert.placements.visible_to(user).select_related("township", "enterprise", "platform", "verified_by")
    selections = expert.selections.visible_to(user).select_related("programme", "verified_by")
    credits = list(expert.credits.visible_to(user).select_related("township").order_by("-effective_on", "-pk"))
    placed = list(placements.order_by("-starts_on", "-pk"))
    conflicts = list(Conflict.objects.visible_to(user).filter(expert=expert).prefetch_related("claims__placement"))
    agreed = ShareAgreement.objects.visible_to(user).filter(expert=expert).prefetch_related("shares")
    agreements = list(agreed.order_by("starts_on", "pk"))
    parties = {claim.placement.township_id for case in conflicts for claim in case.claims.all()}
    parties |= {share.township_id for agreement in agreements for share in agreement.shares.all()}
    return Life(
        placements=placed,
        selections=list(selections.order_by("-selected_on", "-pk")),
        credits=credits,
        contacts=list(expert.contacts.visible_to(user).verified().select_related("post").order_by("-contacted_on")),
        requests=list(expert.requests.visible_to(user).order_by("-received_on", "-pk")),
        patents=list(expert.patents.visible_to(user).order_by(F("granted_on").desc(nulls_last=True), "-pk")),
        conflicts=conflicts,
        agreements=agreements,
        units=UnitNames({row.township_id for row in [*placed, *credits]} | parties),
    )


class Waiting(NamedTuple):
    """What of a person is not verified yet."""

    selections: list[Selection]
    placements: list[Placement]
    units: UnitNames


def waiting_of(expert: Expert) -> Waiting:
    """Claims of one person, oldest first; for reviewers, who see every unit."""
    selections = expert.selections.filter(verified_at__isnull=True).select_related("programme").order_by("pk")
    claimed = expert.placements.filter(verified_at__isnull=True, dismissed_at__isnull=True)
    placements = claimed.select_related("enterprise", "platform")
    placed = list(placements.order_by("pk"))
    return Waiting(list(selections), placed, UnitNames({row.township_id for row in placed}))


OPEN, LATE, DECIDED = "open", "late", "decided"
CONFLICT_STATES = ((OPEN, _("Undecided")), (LATE, _("Undecided, late")), (DECIDED, _("Decided")))


def conflict_rows(user: User, day: dt.date) -> "QuerySet[Conflict]":
    """Conflicts that the user may see, with their state as of the day."""
    state = Case(
        When(decided_at__isnull=False, then=Value(DECIDED)), When(due_on__lt=day, then=Value(LATE)), default=Value(OPEN)
    )
    rows = Conflict.objects.visible_to(user).annotate(state=state, is_decided=Q(decided_at__isnull=False))
    return rows.select_related("expert").prefetch_related("claims__placement")


def conflict_entries(conflict: Conflict, user: User) -> list[CreditEntry]:
    """What a case wrote into the ledger: on its opening and by its decision."""
    moments = [moment for moment in (conflict.opened_at, conflict.decided_at) if moment]
    rows = CreditEntry.objects.visible_to(user).filter(expert=conflict.expert_id)
    rows = rows.filter(Q(conflict=conflict) | Q(posted_at__in=moments))
    return list(rows.select_related("township", "posted_by").order_by("posted_at", "effective_on", "pk"))


CONTESTED = """
SELECT DISTINCT p.township_id
FROM experts_conflict c
JOIN experts_conflictclaim k ON k.conflict_id = c.id
JOIN experts_placement p ON p.id = k.placement_id
WHERE p.starts_on <= %(day)s
  AND (c.opened_at <= %(at)s AND (c.decided_at IS NULL OR c.decided_at > %(at)s)
       OR c.decided_at IS NULL AND %(is_live)s::boolean)
"""


def conflicts_of_run(run: Any) -> set[int]:
    """Units whose scores are provisional in this run: a conflict stood open about a landing of theirs before the
    quarter's end. For a published run that is judged when it was frozen and stays so, however the case ends; a run
    that is still refreshed answers for the moment it was computed and for now. Written SQL, for every ranking asks."""
    return {township_id for (township_id,) in prepared.fetch("contested", CONTESTED, contested_values(run))}


def contested_values(run: Any) -> dict[str, Any]:
    """What CONTESTED asks of a run; the ranking asks it together with its rows."""
    at = run.published_at or run.computed_at
    return {"day": _last_day(run), "at": at, "is_live": run.published_at is None}


def _last_day(run: Any) -> dt.date:
    """Of the run's quarter; a stored run names its period, a listed one is its own."""
    day: dt.date = run.last_day if hasattr(run, "last_day") else run.period.last_day
    return day


def units_to_choose(day: dt.date) -> "QuerySet[Township]":
    """Open units by name in official order, for forms of the office."""
    return Township.objects.open_on(day).named_on(day).in_official_order()
