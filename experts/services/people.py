"""Entering persons and what is known about them: registered or claimed, then verified.

What a unit claims is a row without verification; what somebody who may verify enters is verified by that. Nothing
here posts credit: the assessment layer does, in the same transaction (assessments/services/crediting.py).
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from experts.models import Engagement, Expert, Placement, Selection
from experts.names import search_fields
from talentportal.core import formats
from talentportal.core.services import audit
from townships.models import User

from . import identity as identities
from .credits import placement_fact
from .facts import MONTHS_A_YEAR, contract_is_long, is_landed

VERIFY = "experts.verify_expert"
REGISTER, CLAIM = "experts.register_expert", "experts.claim_expert"


class PersonKnown(Exception):
    """The identity number belongs to somebody who is registered already; carries the person."""

    def __init__(self, expert: Expert) -> None:
        super().__init__(expert.pk)
        self.expert = expert


class SelectedAlready(Exception):
    """The person is in this programme already; a person is selected once per programme."""


@transaction.atomic
def register_expert(*, by: User, at: dt.datetime, identity: str = "", reason: str = "", **fields: Any) -> Expert:
    """A new person. Raises PersonKnown when the identity number is registered."""
    kept = identities.kept(identity)
    if known := _known(kept["identity_digest"]):
        raise PersonKnown(known)
    names = search_fields(fields["name"], fields.get("name_en", ""))
    try:
        with transaction.atomic():
            expert = Expert.objects.create(created_at=at, **fields, **names, **kept)
    except IntegrityError as error:  # registered by somebody else a moment ago
        if known := _known(kept["identity_digest"]):
            raise PersonKnown(known) from error
        raise
    audit.record(_action(by), expert, by=by, at=at, **({"reason": reason} if reason else {}))
    return expert


@transaction.atomic
def record_selection(expert: Expert, *, by: User, at: dt.datetime, reason: str = "", **fields: Any) -> Selection:
    """A selection into a programme."""
    try:
        with transaction.atomic():
            row = Selection.objects.create(expert=expert, **fields, **_verification(by, at))
    except IntegrityError as error:
        if Selection.objects.filter(expert=expert, programme=fields["programme"]).exists():
            raise SelectedAlready from error
        raise
    audit.record(_action(by), row, by=by, at=at, **_about(row, expert, reason))
    return row


@transaction.atomic
def record_placement(expert: Expert, *, by: User, at: dt.datetime, reason: str = "", **fields: Any) -> Placement:
    """A landing in a unit."""
    row = Placement.objects.create(expert=expert, **fields, **_verification(by, at))
    audit.record(_action(by), row, by=by, at=at, township_code=row.township.code, **_about(row, expert, reason))
    return row


def landing_faults(row: Placement, expert: Expert) -> list[Any]:
    """Why a claimed landing would earn nothing although it is verified, in words for the reviewer."""
    if is_landed(placement_fact(row), expert.category):
        return []
    if row.engagement == Engagement.FLEXIBLE and row.months_a_year < MONTHS_A_YEAR:
        return [_("Flexible engagement has less than 2 months a year")]
    if row.engagement == Engagement.FULL_TIME and not row.has_social_insurance:
        return [_("No social insurance or tax record; a full-time landing earns no points.")]
    if row.contract_until and not contract_is_long(row.contract_from, row.contract_until):
        return [_("Contract is shorter than 3 years; landing cannot be recognised")]
    if expert.category == Expert.Category.INNOVATOR and not row.contract_until:
        return [_("An innovator needs a contract of at least 3 years with the employer.")]
    return [_("Neither an enterprise registered in the unit nor a contract of 3 years with an employer there.")]


class AlreadyEnded(Exception):
    """Somebody recorded the departure first; the message says for which day."""


@transaction.atomic
def end_placement(
    placement: Placement, *, ends_on: dt.date, reason: str, reported_on: dt.date, by: User, at: dt.datetime
) -> Placement:
    """The person left or moved on; whether that costs points the ledger decides."""
    row = Placement.objects.select_for_update().get(pk=placement.pk)
    if row.ends_on is not None:
        raise AlreadyEnded(_("A departure on %(day)s is already recorded.") % {"day": formats.day(row.ends_on)})
    row.ends_on, row.end_reason, row.departure_reported_on = ends_on, reason, reported_on
    row.save(update_fields=["ends_on", "end_reason", "departure_reported_on"])
    detail = {"expert": row.expert_id, "ends_on": ends_on.isoformat(), "end_reason": reason}
    audit.record("experts.end_placement", row, by=by, at=at, township_code=row.township.code, **detail)
    return row


def verify_selections(selections: "QuerySet[Selection]", *, by: User, at: dt.datetime) -> list[Selection]:
    """Selections that the district has checked against their documents; what is verified already stays as it is."""
    return _verify(selections, by=by, at=at)


def verify_placements(placements: "QuerySet[Placement]", *, by: User, at: dt.datetime) -> list[Placement]:
    """Landings that the district has checked; a claim that was dismissed stays so."""
    return _verify(placements.filter(dismissed_at__isnull=True), by=by, at=at)


@transaction.atomic
def _verify(rows: "QuerySet[Any]", *, by: User, at: dt.datetime) -> list[Any]:
    waiting = list(rows.filter(verified_at__isnull=True).order_by("pk").select_for_update(of=("self",)))
    rows.model.objects.filter(pk__in=[row.pk for row in waiting]).update(verified_at=at, verified_by=by)
    for row in waiting:
        row.verified_at, row.verified_by = at, by
    audit.record_many(VERIFY, waiting, by=by, at=at)
    return waiting


def _known(digest: str | None) -> Expert | None:
    return Expert.objects.filter(identity_digest=digest).first() if digest else None


def _verification(by: User, at: dt.datetime) -> dict[str, Any]:
    return {"verified_at": at, "verified_by": by} if by.has_perm(VERIFY) else {}


def _action(by: User) -> str:
    return REGISTER if by.has_perm(REGISTER) else CLAIM


def _about(row: Any, expert: Expert, reason: str) -> dict[str, Any]:
    return {"expert": expert.pk, "kind": row._meta.model_name, **({"reason": reason} if reason else {})}
