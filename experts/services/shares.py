"""Units that share the credit for one person: proposed by one, agreed by each, in force once all have agreed."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from experts.models import CreditShare, Expert, ShareAgreement
from talentportal.core import formats
from talentportal.core.services import audit
from townships.models import Township, User

PROPOSE, AGREE, END = "experts.propose_share", "experts.agree_share", "experts.end_share"
ALL = Decimal("1.00")


class ShareRefused(Exception):
    """The agreement was not taken; the message says why, for people."""


def check_shares(shares: Mapping[Township, Decimal], minimum: Decimal) -> None:
    """At least two units, each with the least share of the scheme or more, together 1.00."""
    if len(shares) < 2:
        raise ShareRefused(_("An agreement needs at least two units."))
    if any(share != share.quantize(Decimal("0.01")) for share in shares.values()):
        raise ShareRefused(_("Shares have two decimal places."))
    if low := [share for share in shares.values() if share < minimum]:
        words = {"share": min(low), "minimum": minimum}
        raise ShareRefused(_("The share %(share)s is too small; the least share is %(minimum)s.") % words)
    if (total := sum(shares.values(), Decimal(0))) != ALL:
        raise ShareRefused(_("Credit shares must add up to 100 %%; these add up to %(sum)s.") % {"sum": total})


def propose(
    expert: Expert,
    *,
    shares: Mapping[Township, Decimal],
    minimum: Decimal,
    starts_on: dt.date,
    document_no: str,
    signed_on: dt.date,
    note: str,
    by: User,
    at: dt.datetime,
) -> ShareAgreement:
    """Lay an agreement before its units; a unit that proposes has agreed for itself."""
    check_shares(shares, minimum)
    if by.acts_for_unit and by.township_id not in {unit.pk for unit in shares}:
        raise ShareRefused(_("Your unit is not a party to this agreement."))
    _check_hosts(expert, shares, starts_on)
    agreement = ShareAgreement.objects.create(
        expert=expert, starts_on=starts_on, document_no=document_no, signed_on=signed_on, note=note,
        proposed_by=by, proposed_at=at,
    )  # fmt: skip
    CreditShare.objects.bulk_create(
        CreditShare(agreement=agreement, township=unit, share=share, **_agreed(unit, by, at))
        for unit, share in shares.items()
    )
    said = {unit.code: str(share) for unit, share in shares.items()}
    audit.record(PROPOSE, agreement, by=by, at=at, expert=expert.pk, shares=said, document_no=document_no)
    return agreement


def _agreed(unit: Township, by: User, at: dt.datetime) -> dict:
    return {"agreed_by": by, "agreed_at": at} if by.township_id == unit.pk else {}


def _check_hosts(expert: Expert, shares: Mapping[Township, Decimal], starts_on: dt.date) -> None:
    """At least one of the units has the person, or has claimed him, from that day on."""
    rows = expert.placements.filter(dismissed_at__isnull=True, township__in=list(shares))
    if not rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on)).exists():
        raise ShareRefused(_("None of these units has the person on that day; record the landing first."))


def held(agreement: ShareAgreement) -> ShareAgreement:
    Expert.objects.select_for_update(no_key=True).get(pk=agreement.expert_id)
    fresh = ShareAgreement.objects.select_for_update().filter(pk=agreement.pk).first()
    if fresh is None:
        raise ShareRefused(_("This agreement was refused by a unit and is gone."))
    if fresh.agreed_at is not None:
        raise ShareRefused(_("This agreement is in force already."))
    return fresh


def agree(agreement: ShareAgreement, *, by: User, at: dt.datetime) -> ShareAgreement:
    """One unit agrees for itself. With the last one the agreement is in force, and an earlier one ends."""
    agreement = held(agreement)
    if not agreement.shares.filter(township=by.township_id).exists():
        raise ShareRefused(_("Your unit is not a party to this agreement."))
    if not agreement.shares.filter(township=by.township_id, agreed_at=None).update(agreed_by=by, agreed_at=at):
        raise ShareRefused(_("Your unit has agreed already."))
    if not agreement.shares.filter(agreed_at=None).exists():
        _end_earlier(agreement)
        agreement.agreed_at = at
        agreement.save(update_fields=["agreed_at"])
    unit = by.township.code if by.township else ""
    about = {"expert": agreement.expert_id, "in_force": agreement.agreed_at is not None}
    audit.record(AGREE, agreement, by=by, at=at, township_code=unit, **about)
    return agreement


def _end_earlier(agreement: ShareAgreement) -> None:
    """One agreement at a time: the one before ends where this one starts."""
    others = ShareAgreement.objects.in_force().filter(expert=agreement.expert_id)
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=agreement.starts_on))
    if agreement.ends_on:
        others = others.filter(starts_on__lt=agreement.ends_on)
    if late := others.filter(starts_on__gte=agreement.starts_on).order_by("starts_on").first():
        day = formats.day(late.starts_on)
        raise ShareRefused(_("Another agreement for this person is in force from %(day)s on.") % {"day": day})
    others.update(ends_on=agreement.starts_on)


def end(agreement: ShareAgreement, *, ends_on: dt.date, reason: str, by: User, at: dt.datetime) -> ShareAgreement:
    """The agreement in force ends: what takes effect from that day on goes to whoever has the person."""
    Expert.objects.select_for_update(no_key=True).get(pk=agreement.expert_id)
    agreement = ShareAgreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.agreed_at is None:
        raise ShareRefused(_("This agreement is not in force; a unit refuses it instead."))
    if agreement.ends_on:
        words = {"day": formats.day(agreement.ends_on)}
        raise ShareRefused(_("This agreement ends on %(day)s already.") % words)
    if ends_on <= agreement.starts_on:
        raise ShareRefused(_("The end must come after the first day of the agreement."))
    agreement.ends_on = ends_on
    agreement.save(update_fields=["ends_on"])
    day = ends_on.isoformat()
    audit.record(END, agreement, by=by, at=at, expert=agreement.expert_id, ends_on=day, reason=reason)
    return agreement


def refuse(agreement: ShareAgreement, *, by: User, at: dt.datetime) -> None:
    """One unit says no: the proposal goes, the log keeps who refused what."""
    agreement = held(agreement)
    if by.acts_for_unit and not agreement.shares.filter(township=by.township_id).exists():
        raise ShareRefused(_("Your unit is not a party to this agreement."))
    said = {row.township.code: str(row.share) for row in agreement.shares.select_related("township")}
    unit = by.township.code if by.township else ""
    about = {"expert": agreement.expert_id, "shares": said, "document_no": agreement.document_no, "refused": True}
    audit.record(AGREE, agreement, by=by, at=at, township_code=unit, **about)
    agreement.delete()
