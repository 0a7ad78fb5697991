"""What becomes of the rows that a report claims: with its approval they count, unless the district refuses one.

An accepted claim on a person is verified with the selections told with it, and the ledger follows; one that another
unit contests waits for the decision on the conflict. An accepted departure ends the placement, and a move lets it go
on in the other unit, both through the ledger: credit younger than the claw-back goes back or along as if the office
had recorded it (domain §3.4).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import Report, ReportRow
from assessments.models.periods import day_of
from assessments.registers import EXPERT, ROW_KINDS
from assessments.services import attribution, crediting
from assessments.services.rows import RowRefused
from experts.models import Conflict, Placement, ReportedDeparture
from experts.services.moves import MoveRefused
from talentportal.core.services.audit import record

Origin, Outcome = ReportRow.Origin, ReportRow.Outcome
DEPARTURE = "departure"


def accept_rows(reports: Iterable[Report], *, by: Any, at: dt.datetime) -> int:
    """What the reports claim becomes verified; what was refused stays a claim. Answers how many rows. Must run inside
    the transaction of the approval; raises `RowRefused` where a move cannot be carried out."""
    claims = list(_open_claims(reports).select_related("report__township").order_by("pk"))
    if not claims:
        return 0
    contested = _contested(claims)
    claims = [claim for claim in claims if (claim.kind, claim.row_id) not in contested]
    _verify(claims, by=by, at=at)
    for claim in claims:
        if claim.kind == EXPERT:
            _land(claim, by=by, at=at)
        if claim.kind == DEPARTURE:
            _depart(claim, by=by, at=at)
        about = {"kind": claim.kind, "row": claim.row_id, "outcome": Outcome.ACCEPTED}
        record("assessments.approve_report", claim.report, by=by, at=at, township_code=_code(claim), **about)
    decided = {"outcome": Outcome.ACCEPTED, "decided_by": by, "decided_at": at}
    ReportRow.objects.filter(pk__in=[claim.pk for claim in claims]).update(**decided)
    return len(claims)


@transaction.atomic
def refuse_row(claim: ReportRow, *, reason: str, by: Any, at: dt.datetime) -> None:
    """The district does not take this row: it stays a claim and is never counted; the unit reads why."""
    reason = reason.strip()
    if not reason:
        raise RowRefused(_("Say why this row is not accepted."))
    open_claims = ReportRow.objects.select_for_update().filter(origin=Origin.ENTERED, outcome="")
    if not open_claims.filter(pk=claim.pk, report__state=Report.State.SUBMITTED).exists():
        raise RowRefused(_("This row waits for no decision."))
    decided = {"outcome": Outcome.REFUSED, "outcome_reason": reason, "decided_by": by, "decided_at": at}
    ReportRow.objects.filter(pk=claim.pk).update(**decided)
    about = {"kind": claim.kind, "row": claim.row_id, "outcome": Outcome.REFUSED, "reason": reason}
    record("assessments.approve_report", claim.report, by=by, at=at, township_code=_code(claim), **about)


@contextmanager
def as_if_accepted(report: Report, *, at: dt.datetime, with_persons: bool = True) -> Iterator[None]:
    """Inside, the registers hold what the report claims; afterwards nothing of it is stored. Departures, which move
    credit, are left out."""
    left_out = {DEPARTURE} if with_persons else {DEPARTURE, EXPERT}
    claims = [claim for claim in _open_claims([report]) if claim.kind not in left_out]
    contested = _contested(claims)
    claims = [claim for claim in claims if (claim.kind, claim.row_id) not in contested]
    if not claims:
        yield
        return
    with transaction.atomic():
        _verify(claims, by=None, at=at)
        for claim in claims:
            if claim.kind == EXPERT:
                _land(claim, by=claim.said_by, at=at)
        yield
        transaction.set_rollback(True)


def _open_claims(reports: Iterable[Report]) -> Any:
    rows = ReportRow.objects.filter(report__in=list(reports), origin=Origin.ENTERED, outcome="")
    return rows.select_related("said_by")


def _verify(claims: list[ReportRow], *, by: Any, at: dt.datetime) -> None:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for claim in claims:
        if claim.kind != EXPERT:
            by_kind[claim.kind].append(claim.row_id)
    for kind, ids in by_kind.items():
        waiting = ROW_KINDS[kind].model._default_manager.filter(pk__in=ids, verified_at=None)
        waiting.update(verified_at=at, verified_by=by)


def _contested(claims: list[ReportRow]) -> set[tuple[str, int]]:
    """Claims on persons that cannot be accepted now: undecided between units, or dismissed already."""
    ids = [claim.row_id for claim in claims if claim.kind == EXPERT]
    if not ids:
        return set()
    open_cases = Conflict.objects.undecided().filter(claims__placement__in=ids).values("pk")
    undecided = Q(conflict_claims__conflict__in=open_cases)
    held = Placement.objects.filter(undecided | Q(dismissed_at__isnull=False), pk__in=ids)
    return {(EXPERT, pk) for pk in held.values_list("pk", flat=True)}


def _land(claim: ReportRow, *, by: Any, at: dt.datetime) -> None:
    """The claimed landing and the selections told with it are facts now; the ledger posts what follows."""
    row = Placement.objects.select_related("expert").get(pk=claim.row_id)
    waiting = row.expert.selections.filter(verified_at__isnull=True).values_list("pk", flat=True)
    crediting.verify(row.expert, selections=list(waiting), placements=[row.pk], by=by, at=at)


def _depart(claim: ReportRow, *, by: Any, at: dt.datetime) -> None:
    row = ReportedDeparture.objects.select_related("placement__expert", "to_township").get(pk=claim.row_id)
    placement = row.placement
    if placement.ends_on is not None:  # the office has recorded it meanwhile
        return
    if row.reason != Placement.EndReason.MOVED:
        told = {"ends_on": row.left_on, "reason": row.reason, "reported_on": day_of(claim.said_at)}
        crediting.end_placement(placement, departure=told, by=by, at=at)
        return
    names = ("engagement", "months_a_year", "contract_from", "contract_until", "has_social_insurance")
    landing = {"township": row.to_township} | {name: getattr(placement, name) for name in names}
    try:
        attribution.move_expert(placement, on=row.left_on, landing=landing, by=by, at=at)
    except MoveRefused as refused:
        raise RowRefused(str(refused)) from refused


def _code(claim: ReportRow) -> str:
    return str(claim.report.township.code)
