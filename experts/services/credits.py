"""Posting to the credit ledger: compare what it should say with what it says, append the difference.

Posted entries are never changed (the database refuses). When a fact is corrected, the old entry is taken back by an
adjustment that names it, and the right one is added beside it. Running it again adds nothing.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import cast

from django.db import transaction
from django.db.models import QuerySet

from experts.models import CreditEntry, Expert, Placement, Selection
from townships.models import TownshipTier, User

from .facts import OpeningFact, PersonFacts, PlacementFact, SelectionFact, Terms, TermsOn, TierSpan
from .ledger import DueEntry, Key, due_entries

__all__ = ["DueEntry", "PersonFacts", "Terms", "due_entries", "facts_of", "post_credits"]

Cause = CreditEntry.Cause
Posted = dict[Key, list[CreditEntry]]


@transaction.atomic
def post_credits(experts: "QuerySet[Expert]", *, terms: TermsOn, by: User | None, at: dt.datetime) -> list[CreditEntry]:
    """Bring the ledger of these persons up to date; answers the entries that were added.

    The persons are locked in the order of their keys, so of two who post at the same time the second sees what the
    first recorded, and neither adds an entry twice.
    """
    people = list(
        Expert.objects.filter(pk__in=experts.order_by().values("pk")).order_by("pk").select_for_update(of=("self",))
    )
    ids = [person.pk for person in people]
    posted = _posted(ids)
    facts = facts_of(people)
    fresh: list[CreditEntry] = []
    reversals: list[tuple[CreditEntry, DueEntry]] = []
    for person in people:
        mine = posted.get(person.pk, {})
        due = {entry.key: entry for entry in due_entries(facts[person.pk], terms)}
        for key in [*due, *(k for k in mine if k not in due)]:
            entry = _difference(person, key, due.get(key), mine.get(key, []))
            if entry is None:
                continue
            entry.posted_at, entry.posted_by = at, by
            fresh.append(entry)
            if entry.cause == Cause.DEPARTURE:
                reversals.append((entry, due[key]))
    taken_back = {id(entry) for entry, _due in reversals}
    first = CreditEntry.objects.bulk_create([e for e in fresh if id(e) not in taken_back])
    _name_reversed(reversals, posted, first)
    return [*first, *CreditEntry.objects.bulk_create([entry for entry, _due in reversals])]


def _difference(person: Expert, key: Key, due: DueEntry | None, rows: list[CreditEntry]) -> CreditEntry | None:
    """The entry to append for one key, or None when the ledger already says it."""
    if due is None and not rows:
        return None
    selection_id, placement_id, effective_on, township_id = key
    amount = (due.amount if due else Decimal(0)) - sum((r.amount for r in rows), Decimal(0))
    heads = (due.heads if due else Decimal(0)) - sum((r.heads for r in rows), Decimal(0))
    if rows and not amount and not heads:
        return None
    return CreditEntry(
        expert=person,
        township_id=township_id,
        cause=due.cause if due and not rows else Cause.ADJUSTMENT,
        level=due.level if due else rows[-1].level,
        amount=amount,
        heads=heads,
        effective_on=effective_on,
        counts_on=effective_on,
        rule=due.cause if due else rows[0].rule,
        selection_id=selection_id,
        placement_id=placement_id,
        reverses=rows[0] if rows else None,
    )


def _name_reversed(
    reversals: list[tuple[CreditEntry, DueEntry]], posted: dict[int, Posted], first: list[CreditEntry]
) -> None:
    """A departure names the entry that it takes back, posted long ago or just now."""
    now = {_key(entry): entry for entry in first if entry.cause != Cause.ADJUSTMENT}
    for entry, due in reversals:
        if due.reverses is None:
            continue
        key = due.reverses.key
        old = posted.get(entry.expert_id, {}).get(key)
        entry.reverses = old[0] if old else now[key]


def facts_of(people: Iterable[Expert]) -> dict[int, PersonFacts]:
    """What is verified about each of these persons, in four queries however many they are."""
    people = list(people)
    ids = [person.pk for person in people]
    selections, placements, openings = defaultdict(list), defaultdict(list), defaultdict(list)
    opened = list(CreditEntry.objects.filter(expert__in=ids, cause=Cause.OPENING).order_by("pk"))
    placed = list(Placement.objects.verified().filter(expert__in=ids).select_related("enterprise").order_by("pk"))
    tiers = _tiers({row.township_id for row in [*opened, *placed]})
    for plan in _bonus_selections(ids):
        selections[plan.expert_id].append(SelectionFact(plan.pk, plan.programme.level, plan.selected_on))
    for landing in placed:
        placements[landing.expert_id].append(placement_fact(landing, tiers.get(landing.township_id, ())))
    for entry in opened:
        tier = next((s.tier for s in tiers.get(entry.township_id, ()) if s.covers(entry.effective_on)), None)
        openings[entry.expert_id].append(OpeningFact(entry.level, entry.effective_on, tier))
    return {
        person.pk: PersonFacts(
            category=person.category,
            selections=tuple(selections[person.pk]),
            placements=tuple(placements[person.pk]),
            openings=tuple(openings[person.pk]),
        )
        for person in people
    }


def _bonus_selections(ids: list[int]) -> "QuerySet[Selection]":
    """Plans of the Thousand Talents type and the district Elite plan; other honours count in B3, not here."""
    rows = Selection.objects.verified().filter(expert__in=ids, programme__earns_bonus=True)
    return rows.select_related("programme").order_by("pk")


def placement_fact(row: Placement, tiers: tuple[TierSpan, ...] = ()) -> PlacementFact:
    """What of a placement the ledger depends on."""
    return PlacementFact(
        id=row.pk,
        township_id=row.township_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        end_reason=row.end_reason,
        engagement=row.engagement,
        enterprise_township_id=row.enterprise.township_id if row.enterprise else None,
        contract_from=row.contract_from,
        contract_until=row.contract_until,
        has_social_insurance=row.has_social_insurance,
        months_a_year=row.months_a_year,
        tiers=tiers,
    )


def _tiers(township_ids: set[int]) -> dict[int, tuple[TierSpan, ...]]:
    spans = defaultdict(list)
    for row in TownshipTier.objects.filter(township__in=township_ids).order_by("starts_on"):
        spans[row.township_id].append(TierSpan(row.tier, row.starts_on, row.ends_on))
    return {township_id: tuple(rows) for township_id, rows in spans.items()}


def _key(entry: CreditEntry) -> Key:
    return cast(Key, (entry.selection_id, entry.placement_id, entry.effective_on, entry.township_id))


def _posted(ids: list[int]) -> dict[int, Posted]:
    """What the ledger says per person and key. Opening balances are facts, not results, and an adjustment that names
    neither selection nor placement is the office's own decision: both stay as they are."""
    found: dict[int, Posted] = defaultdict(lambda: defaultdict(list))
    derived = CreditEntry.objects.filter(expert__in=ids, selection__isnull=False, placement__isnull=False)
    for entry in derived.exclude(cause=Cause.OPENING).order_by("pk"):
        found[entry.expert_id][_key(entry)].append(entry)
    return found
