"""Claims of units on persons, and which other units claim the same days.

A person is in the district once. Whoever claims somebody first, a second claim is taken too: whose he is, the
district decides (experts/services/conflicts.py). What touches one person is done holding his row, so two units that
claim at the same moment follow each other and the second sees the first.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from experts.models import ClaimFile, Conflict, CreditShare, Expert, Placement, ShareAgreement
from talentportal.core.services import audit
from talentportal.core.services.files import FileRefused, StoredFile, store
from talentportal.core.services.previews import request_preview
from townships.models import User

from . import identity as identities
from .people import CLAIM

MOVED = Placement.EndReason.MOVED


class ClaimRefused(Exception):
    """The claim cannot be taken; the message says why, for people."""


class ClaimContested(Exception):
    """Another unit claims the person too: to be confirmed before a conflict is opened. Carries the placements."""

    def __init__(self, rivals: list[Placement]) -> None:
        super().__init__(len(rivals))
        self.rivals = rivals


def known_by(identity: str) -> Expert | None:
    """The person with this identity number, if he is registered; whoever asks may not see him."""
    digest = identities.kept(identity)["identity_digest"]
    return Expert.objects.filter(identity_digest=digest).first() if digest else None


def hold(expert: Expert) -> Expert:
    """The person's row, fresh and held until the transaction ends."""
    return Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)


def rivals_of(expert: Expert, township_id: int, starts_on: dt.date, ends_on: dt.date | None = None) -> list[Placement]:
    """Standing claims and placements of other units that share a day with [starts_on, ends_on).

    Not a declared move (the first placement ended because the person moved), and not what an agreement in force
    between the two units shares.
    """
    rows = expert.placements.filter(dismissed_at__isnull=True).exclude(township=township_id).exclude(end_reason=MOVED)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
    if ends_on is not None:
        rows = rows.filter(starts_on__lt=ends_on)
    agreed = ShareAgreement.objects.in_force().filter(expert=expert, starts_on__lte=starts_on)
    agreed = agreed.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
    mine = CreditShare.objects.filter(agreement__in=agreed, township=township_id)
    theirs = CreditShare.objects.filter(agreement__in=mine.values("agreement"), township=OuterRef("township"))
    return list(rows.exclude(Exists(theirs)).select_related("township").order_by("starts_on", "pk"))


def check_claimable(expert: Expert, township_id: int, starts_on: dt.date, rivals: list[Placement]) -> None:
    """Refuses what the unit has already, and what was decided against it while the winner's placement stands."""
    mine = expert.placements.filter(township=township_id).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
    if mine.filter(dismissed_at__isnull=True).exists():
        raise ClaimRefused(_("Your unit has claimed this person for these days already."))
    lost = Conflict.objects.filter(expert=expert, decided_at__isnull=False, claims__placement__in=mine)
    if lost.filter(winner__in={row.township_id for row in rivals}).exists():
        raise ClaimRefused(_("The attribution of this person was decided for another unit; ask the talent office."))


def add_claim_file(placement: Placement, *, kind: str, upload: Any, by: User, at: dt.datetime) -> ClaimFile:
    """Put a file behind a claim: checked by its content, stored by its hash, never taken away again."""
    with transaction.atomic():
        hold(placement.expert)
        _check_open_for_files(placement)
        file: StoredFile = store(upload)
        row = ClaimFile(placement=placement, kind=kind, uploaded_by=by, uploaded_at=at, **file._asdict())
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            twin = ClaimFile.objects.get(placement=placement, kind=kind, sha256=file.sha256)
            raise FileRefused(_("This file is already here, as “%(name)s”.") % {"name": twin.name}) from error
        request_preview(row, by=by, at=at)
        about = {"expert": placement.expert_id, "kind": kind, "file": file.name, "sha256": file.sha256}
        audit.record(CLAIM, placement, by=by, at=at, township_code=placement.township.code, evidence="added", **about)
    return row


def takes_files(row: Placement) -> bool:
    """While it is not decided: a claim that waits, or one in an open conflict."""
    if row.dismissed_at is not None:
        return False
    return not row.is_verified or Conflict.objects.undecided().filter(claims__placement=row).exists()


def _check_open_for_files(placement: Placement) -> None:
    if not takes_files(Placement.objects.get(pk=placement.pk)):
        raise FileRefused(_("This claim is settled; files can no longer be added."))


def add_claim_files(placement: Placement, files: Iterable[tuple[str, Any]], *, by: User, at: dt.datetime) -> None:
    for kind, upload in files:
        add_claim_file(placement, kind=kind, upload=upload, by=by, at=at)
