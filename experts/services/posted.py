"""What the ledger says about persons, and the row that brings one of its entries up to date.

A row names its rule (what the entry is about) and its cause (why the row was written): the rule itself when it is the
first, else an adjustment; `conflict` when it was taken back because units disagree, `decision` when they were told.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, cast

from django.db.models import Count
from django.utils import timezone

from experts.models import Conflict, CreditEntry

from .ledger import Credit, DueEntry, Key
from .ledger.entries import total

Cause = CreditEntry.Cause
Rows = dict[Key, list[CreditEntry]]


class Dispute(NamedTuple):
    """A conflict about one person, with the contested landings."""

    conflict: Conflict
    placements: set[int]

    @property
    def is_open(self) -> bool:
        return self.conflict.decided_at is None


class Difference(NamedTuple):
    """What is missing between one entry that is due and its rows; `due` is None when nothing should be there."""

    expert_id: int
    key: Key
    due: DueEntry | None
    rows: list[CreditEntry]
    credit: Credit
    counts_on: dt.date


def key_of(row: CreditEntry) -> Key:
    """The key of a derived row; such a row always names its selection and placement."""
    selection_id, placement_id = cast(int, row.selection_id), cast(int, row.placement_id)
    return Key(row.rule, selection_id, placement_id, row.effective_on, row.township_id)


def rows_of(ids: Iterable[int]) -> dict[int, Rows]:
    """What the ledger says per person and key. Opening balances are facts, not results, and an adjustment that names
    neither selection nor placement is the office's own decision: both stay as they are."""
    found: dict[int, Rows] = defaultdict(lambda: defaultdict(list))
    derived = CreditEntry.objects.filter(expert__in=list(ids), selection__isnull=False, placement__isnull=False)
    for row in derived.exclude(cause=Cause.OPENING).order_by("pk"):
        found[row.expert_id][key_of(row)].append(row)
    return found


def disputes_of(ids: Iterable[int]) -> dict[int, list[Dispute]]:
    """Conflicts of these persons, the newest first."""
    found: dict[int, list[Dispute]] = defaultdict(list)
    rows = Conflict.objects.filter(expert__in=list(ids)).annotate(parties=Count("claims")).filter(parties__gt=0)
    for conflict in rows.prefetch_related("claims").order_by("-opened_at", "-pk"):
        found[conflict.expert_id].append(Dispute(conflict, {c.placement_id for c in conflict.claims.all()}))
    return found


def credit_of(rows: Iterable[CreditEntry]) -> Credit:
    return total(Credit(row.amount, row.heads, row.persons) for row in rows)


def new_row(change: Difference, disputes: list[Dispute], *, by_id: int | None, at: dt.datetime) -> CreditEntry:
    """The row to append for a difference."""
    due, rows, key = change.due, change.rows, change.key
    cause, conflict = _cause(change, disputes)
    decider = conflict.decided_by_id if conflict and cause == Cause.DECISION else None
    return CreditEntry(
        expert_id=change.expert_id,
        township_id=key.township_id,
        cause=cause,
        rule=key.rule,
        level=due.level if due else rows[-1].level,
        amount=change.credit.amount,
        heads=change.credit.heads,
        persons=change.credit.persons,
        effective_on=key.effective_on,
        counts_on=change.counts_on,
        conflict=conflict,
        agreement_id=due.agreement_id if due else rows[-1].agreement_id,
        selection_id=key.selection_id,
        placement_id=key.placement_id,
        reverses=rows[0] if rows else None,
        posted_at=at,
        posted_by_id=decider or by_id,
    )


def _cause(change: Difference, disputes: list[Dispute]) -> tuple[str, Conflict | None]:
    key, rows = change.key, change.rows
    party = next((d for d in disputes if key.placement_id in d.placements), None)
    if party and party.is_open and rows:
        return Cause.CONFLICT, party.conflict
    brought = next((d for d in ([party] if party else disputes) if _decides(d, change)), None)
    if brought:
        return Cause.DECISION, brought.conflict
    return (Cause.ADJUSTMENT if rows else key.rule), None


def _decides(dispute: Dispute, change: Difference) -> bool:
    """Whether the decision is why the row is written: it was held back until then, or stood before and changes now."""
    decided_at = dispute.conflict.decided_at
    if decided_at is None:
        return False
    if not change.rows:
        is_party = change.key.placement_id in dispute.placements
        return is_party and change.key.effective_on <= timezone.localtime(decided_at).date()
    told = any(row.cause == Cause.DECISION and row.conflict_id == dispute.conflict.pk for row in change.rows)
    return not told and change.rows[-1].posted_at <= decided_at
