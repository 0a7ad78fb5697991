"""Two or more units claim one person: the case is opened, proposed, decided once, and kept for ever.

Nothing here posts credit; the assessment layer does, in the same transaction (assessments/services/attribution.py).
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from experts.models import Conflict, ConflictClaim, Expert, Placement, ShareAgreement
from talentportal.core.services import audit
from townships.models import LeadingGroupPost, Township, User

OPEN, PROPOSE, DECIDE = "experts.open_conflict", "experts.propose_decision", "experts.decide_conflict"
WITHDRAW = "experts.withdraw_claim"
Ground = Conflict.Ground


class ConflictRefused(Exception):
    """The step was not taken; the message says why, for people."""


class ConflictDecided(ConflictRefused):
    """Somebody decided first."""


def open_conflict(
    expert: Expert, placements: Iterable[Placement], *, due_on: dt.date, by: User | None, at: dt.datetime
) -> Conflict:
    """These placements contest each other; a conflict that is open takes them in. The person's row is held."""
    conflict = expert.conflicts.undecided().first()
    is_new = conflict is None
    if conflict is None:
        conflict = Conflict.objects.create(expert=expert, opened_at=at, opened_by=by, due_on=due_on)
    rows = list(placements)
    claims = [ConflictClaim(conflict=conflict, placement=row) for row in rows]
    ConflictClaim.objects.bulk_create(claims, ignore_conflicts=True)
    units = sorted({row.township.code for row in rows})
    days = {"due_on": due_on.isoformat()}
    audit.record(OPEN, conflict, by=by, at=at, expert=expert.pk, units=units, joined=not is_new, **days)
    return conflict


def held(conflict: Conflict) -> Conflict:
    """The case, fresh and held until the transaction ends; its person first, as everywhere."""
    Expert.objects.select_for_update(no_key=True).get(pk=conflict.expert_id)
    fresh = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if not fresh.is_open:
        raise ConflictDecided(_("This conflict is decided already."))
    return fresh


def propose(conflict: Conflict, *, proposal: str, by: User, at: dt.datetime) -> Conflict:
    """What the reviewer holds to be right, with the reasons, for the director."""
    conflict = held(conflict)
    _check_impartial(conflict, by=by, at=at)
    if not proposal.strip():
        raise ConflictRefused(_("Write what you propose, and why."))
    conflict.proposal, conflict.proposed_by = proposal.strip(), by
    conflict.save(update_fields=["proposal", "proposed_by"])
    audit.record(PROPOSE, conflict, by=by, at=at, expert=conflict.expert_id, proposal=conflict.proposal)
    return conflict


def decide(
    conflict: Conflict, *, winner: Township | None, ground: str, reason: str, by: User, at: dt.datetime
) -> Conflict:
    """Decide once, with a reason. The winner's landing is recognised; the others' claims are dismissed.

    Shared by agreement: all claims stand, the agreement in force says what each unit gets.
    """
    conflict = held(conflict)
    _check_impartial(conflict, by=by, at=at)
    parties = list(Placement.objects.filter(conflict_claims__conflict=conflict).order_by("pk"))
    _check_decision(conflict, parties, winner=winner, ground=ground, reason=reason, by=by)
    kept = [row for row in parties if winner is None or row.township_id == winner.pk]
    lost = [row for row in parties if row not in kept]
    standing = Placement.objects.filter(pk__in=[row.pk for row in kept], dismissed_at__isnull=True)
    standing.filter(verified_at__isnull=True).update(verified_at=at, verified_by=by)
    fallen = Placement.objects.filter(pk__in=[row.pk for row in lost], dismissed_at__isnull=True)
    fallen.update(dismissed_at=at, verified_at=None, verified_by=None)
    conflict.winner, conflict.ground, conflict.reason = winner, ground, reason.strip()
    conflict.decided_by, conflict.decided_at = by, at
    conflict.save(update_fields=["winner", "ground", "reason", "decided_by", "decided_at"])
    about = {"expert": conflict.expert_id, "ground": ground, "reason": conflict.reason}
    about |= {"winner": winner.code if winner else None, "dismissed": [row.pk for row in lost]}
    audit.record(DECIDE, conflict, by=by, at=at, township_code=winner.code if winner else "", **about)
    return conflict


def _check_impartial(conflict: Conflict, *, by: User, at: dt.datetime) -> None:
    """Nobody judges a case to which a unit is a party where he holds a post, even if its claim is withdrawn."""
    units = conflict.claims.values("placement__township")
    if LeadingGroupPost.objects.filter(user=by, township__in=units).held_on(timezone.localtime(at).date()).exists():
        raise ConflictRefused(_("You hold a post in one of these units, so somebody else must decide."))


def _check_decision(
    conflict: Conflict, parties: list[Placement], *, winner: Township | None, ground: str, reason: str, by: User
) -> None:
    if ground not in Ground.values:
        raise ConflictRefused(_("Choose the ground of the decision."))
    if not reason.strip():
        raise ConflictRefused(_("Write the reason of the decision; both units read it."))
    if conflict.proposed_by_id == by.pk:
        raise ConflictRefused(_("Who proposed the decision does not take it."))
    standing = {row.township_id for row in parties if row.dismissed_at is None}
    if ground == Ground.SHARED:
        if winner is not None:
            raise ConflictRefused(_("A shared person has no winner; leave the unit empty."))
        if agreement_of(conflict, standing) is None:
            raise ConflictRefused(_("No agreement of these units is in force; record it first, then decide."))
        return
    if winner is None:
        raise ConflictRefused(_("Choose the unit to which the person belongs."))
    if winner.pk not in standing:
        raise ConflictRefused(_("This unit has no standing claim in the conflict."))
    if ground == Ground.WITHDRAWN and standing != {winner.pk}:
        raise ConflictRefused(_("The other claims still stand; a unit withdraws its claim on this page."))


def agreement_of(conflict: Conflict, units: Iterable[int]) -> ShareAgreement | None:
    """The agreement in force on the first contested day whose parties are these units, all of them."""
    days = conflict.claims.filter(placement__dismissed_at__isnull=True).values_list("placement__starts_on", flat=True)
    latest = max(days, default=None)
    wanted = set(units)
    if latest is None or not wanted:
        return None
    rows = ShareAgreement.objects.in_force().filter(expert=conflict.expert_id, starts_on__lte=latest)
    for row in rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=latest)).prefetch_related("shares"):
        if wanted <= {share.township_id for share in row.shares.all()}:
            return row
    return None


def withdraw(placement: Placement, *, reason: str, by: User, at: dt.datetime) -> Placement:
    """A unit takes its claim back: while it waits, or while units disagree. A recognised landing ends by departure."""
    Expert.objects.select_for_update(no_key=True).get(pk=placement.expert_id)
    row = Placement.objects.select_for_update(of=("self",)).select_related("township").get(pk=placement.pk)
    if row.dismissed_at is not None:
        raise ConflictRefused(_("This claim was withdrawn or dismissed already."))
    contested = Conflict.objects.undecided().filter(claims__placement=row).exists()
    if row.is_verified and not contested:
        raise ConflictRefused(_("This landing is recognised; if the person has left, report the departure."))
    if not reason.strip():
        raise ConflictRefused(_("Write why the claim is withdrawn."))
    row.dismissed_at, row.verified_at, row.verified_by = at, None, None
    row.save(update_fields=["dismissed_at", "verified_at", "verified_by"])
    about = {"expert": row.expert_id, "reason": reason.strip()}
    audit.record(WITHDRAW, row, by=by, at=at, township_code=row.township.code, **about)
    return row
