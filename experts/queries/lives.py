"""One life with everything that counts, and what of it waits for verification."""

from typing import Any, NamedTuple

from django.db.models import F

from experts.models import (
    Conflict,
    CreditEntry,
    Expert,
    LeaderContact,
    Placement,
    Selection,
    ServiceRequest,
    ShareAgreement,
)
from townships.models import User

from .names import UnitNames


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
    units: UnitNames

    @property
    def contested(self) -> set[int]:
        """Placements about which units disagree now."""
        return {claim.placement_id for case in self.conflicts if case.is_open for claim in case.claims.all()}


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
