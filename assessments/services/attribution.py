"""Whose points they are, under the scheme in force: claims, conflicts, shares and moves with all that follows.

The experts app records what was claimed and decided; here it meets the scheme (days to decide, least share), the
ledger is posted and new scores are asked for, all in the transaction of the step.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from assessments.calendar import working_day_after
from assessments.models import Period, Scheme
from assessments.models.periods import day_of
from assessments.services.claimed_experts import enter_claim, take_claim_out
from assessments.services.crediting import NoSchemeError, post_credits, quarters_taking
from assessments.services.scoring import request_scores
from experts.models import Conflict, CreditEntry, Expert, Placement, ShareAgreement
from experts.services import claims, conflicts, moves, people, shares
from experts.services.claims import ClaimContested
from townships.models import Township, User

Files = Iterable[tuple[str, Any]]


class Claimed(NamedTuple):
    """What a claim led to; `conflict` when another unit claims the same days."""

    expert: Expert
    placement: Placement
    conflict: Conflict | None


@transaction.atomic
def claim(
    *,
    person: Mapping[str, Any],
    placement: Mapping[str, Any],
    selection: Mapping[str, Any] | None = None,
    files: Files = (),
    is_confirmed: bool = False,
    by: User,
    at: dt.datetime,
) -> Claimed:
    """A unit claims a person, registered already or not; the claim stands in its open report. Raises ClaimContested,
    with nothing done, while another unit claims the same days and that is not confirmed."""
    expert = _known_or_new(person, by=by, at=at)
    said = {**placement, "claimed_at": at, "claimed_by": by}
    claimed = _place(expert, said, selection, is_confirmed=is_confirmed, by=by, at=at)
    claims.add_claim_files(claimed.placement, files, by=by, at=at)
    if by.acts_for_unit:
        enter_claim(claimed.placement, reason=placement.get("reason", ""), by=by, at=at)
    return claimed


def _known_or_new(person: Mapping[str, Any], *, by: User, at: dt.datetime) -> Expert:
    if known := claims.known_by(person.get("identity", "")):
        return known
    try:
        return people.register_expert(**person, by=by, at=at)
    except people.PersonKnown as known_now:  # another unit was faster by a moment
        return known_now.expert


@transaction.atomic
def place(
    expert: Expert, *, placement: Mapping[str, Any], is_confirmed: bool = False, by: User, at: dt.datetime
) -> Claimed:
    """The office records a landing; it too opens a conflict where units contest each other."""
    return _place(expert, placement, None, is_confirmed=is_confirmed, by=by, at=at)


def _place(
    expert: Expert,
    placement: Mapping[str, Any],
    selection: Mapping[str, Any] | None,
    *,
    is_confirmed: bool,
    by: User,
    at: dt.datetime,
) -> Claimed:
    expert = claims.hold(expert)
    unit, starts_on = placement["township"], placement["starts_on"]
    rivals = claims.rivals_of(expert, unit.pk, starts_on)
    claims.check_claimable(expert, unit.pk, starts_on, rivals)
    if rivals and not is_confirmed:
        raise ClaimContested(rivals)
    row = people.record_placement(expert, **placement, by=by, at=at)
    rows: list[Any] = [row]
    if selection and not expert.selections.filter(programme=selection["programme"]).exists():
        rows.append(people.record_selection(expert, **selection, by=by, at=at))
    conflict = open_conflict(expert, placements=[*rivals, row], by=by, at=at) if rivals else None
    if conflict is None and any(fact.is_verified for fact in rows):
        _follow(expert, starts_on, by=by, at=at)
    return Claimed(expert, row, conflict)


@transaction.atomic
def open_conflict(expert: Expert, *, placements: Iterable[Placement], by: User | None, at: dt.datetime) -> Conflict:
    """From now on none of these landings earns anything, until the district has decided."""
    rows = list(placements)
    day = day_of(at)
    due_on = working_day_after(day, scheme_on(day).decision_days)
    conflict = conflicts.open_conflict(claims.hold(expert), rows, due_on=due_on, by=by, at=at)
    _follow(expert, min(row.starts_on for row in rows), by=by, at=at)
    return conflict


@transaction.atomic
def propose_decision(conflict: Conflict, *, proposal: str, by: User, at: dt.datetime) -> Conflict:
    return conflicts.propose(conflict, proposal=proposal, by=by, at=at)


@transaction.atomic
def decide_conflict(
    conflict: Conflict, *, winner: Township | None, ground: str, reason: str, by: User, at: dt.datetime
) -> Conflict:
    """Counts from the original effective date, in the next run."""
    decided = conflicts.decide(conflict, winner=winner, ground=ground, reason=reason, by=by, at=at)
    days = conflict.claims.values_list("placement__starts_on", flat=True)
    _follow(conflict.expert, min(days), by=by, at=at)
    return decided


@transaction.atomic
def withdraw_claim(placement: Placement, *, reason: str, by: User, at: dt.datetime) -> Placement:
    """A unit takes back its claim; if units disagreed, the office still decides the case."""
    row = conflicts.withdraw(placement, reason=reason, by=by, at=at)
    take_claim_out(row, by=by, at=at)
    if row.conflict_claims.exists():
        _follow(row.expert, row.starts_on, by=by, at=at)
    return row


@transaction.atomic
def propose_share(
    expert: Expert,
    *,
    shares: Mapping[Township, Decimal],
    starts_on: dt.date,
    document_no: str,
    signed_on: dt.date,
    note: str = "",
    by: User,
    at: dt.datetime,
) -> ShareAgreement:
    minimum = scheme_on(starts_on).min_share
    about = {"starts_on": starts_on, "document_no": document_no, "signed_on": signed_on, "note": note}
    return _propose(claims.hold(expert), shares, minimum, about, by=by, at=at)


def _propose(
    expert: Expert, parts: Mapping[Township, Decimal], minimum: Decimal, about: dict, *, by: User, at: dt.datetime
) -> ShareAgreement:
    return shares.propose(expert, shares=parts, minimum=minimum, **about, by=by, at=at)


@transaction.atomic
def agree_share(agreement: ShareAgreement, *, by: User, at: dt.datetime) -> ShareAgreement:
    """With the last unit's yes the agreement is in force and the ledger follows it."""
    row = shares.agree(agreement, by=by, at=at)
    if row.agreed_at is not None:
        _follow(row.expert, row.starts_on, units=row.shares.values_list("township_id", flat=True), by=by, at=at)
    return row


@transaction.atomic
def end_share(agreement: ShareAgreement, *, ends_on: dt.date, reason: str, by: User, at: dt.datetime) -> ShareAgreement:
    """From that day on the ledger knows no shares; what took effect before stays split."""
    row = shares.end(agreement, ends_on=ends_on, reason=reason, by=by, at=at)
    _follow(row.expert, ends_on, units=row.shares.values_list("township_id", flat=True), by=by, at=at)
    return row


@transaction.atomic
def refuse_share(agreement: ShareAgreement, *, by: User, at: dt.datetime) -> None:
    shares.refuse(agreement, by=by, at=at)


@transaction.atomic
def move_expert(placement: Placement, *, on: dt.date, landing: dict[str, Any], by: User, at: dt.datetime) -> Placement:
    """Answers the placement in the unit to which the person moved."""
    _left, fresh = moves.move(placement, on=on, landing=landing, by=by, at=at)
    _follow(fresh.expert, on, by=by, at=at)
    return fresh


@transaction.atomic
def make_full_time(placement: Placement, *, on: dt.date, terms: dict[str, Any], by: User, at: dt.datetime) -> Placement:
    _flexible, fresh = moves.become_full_time(placement, on=on, terms=terms, by=by, at=at)
    _follow(fresh.expert, on, by=by, at=at)
    return fresh


def scheme_on(day: dt.date) -> Scheme:
    """The scheme of the quarter the day lies in, otherwise the one published last."""
    periods = Period.objects.filter(year=day.year, quarter=(day.month + 2) // 3).select_related("scheme")
    if period := periods.first():
        return period.scheme
    published = Scheme.objects.filter(status=Scheme.Status.PUBLISHED).order_by("-published_at", "-version", "-pk")
    if scheme := published.first():
        return scheme
    raise NoSchemeError


def _follow(
    expert: Expert, since: dt.date, *, units: Iterable[int] = (), by: User | None, at: dt.datetime
) -> list[CreditEntry]:
    """Post what follows, and ask for new scores of every unit concerned in the quarters that are not settled."""
    entries = post_credits(Expert.objects.filter(pk=expert.pk), by=by, at=at)
    concerned = {entry.township_id for entry in entries} | set(units)
    concerned |= set(expert.placements.values_list("township_id", flat=True))
    for period in quarters_taking(entries, since=since):
        request_scores(period, by=by, at=at, townships=concerned)
    return entries
