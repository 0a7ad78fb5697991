"""The lives of persons as the district has verified them, read for the ledger."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from experts.models import ConflictClaim, CreditEntry, Expert, Placement, Selection, ShareAgreement
from townships.models import TownshipSuccession, TownshipTier

from .facts import AgreementFact, OpeningFact, PersonFacts, PlacementFact, SelectionFact
from .terms import Merger, TierSpan, Units

Tiers = Mapping[int, tuple[TierSpan, ...]]


def facts_of(people: Iterable[Expert], *, tiers: Tiers | None = None) -> dict[int, PersonFacts]:
    """What is verified about each of these persons, in eight queries however many they are.

    `tiers` are asked before the recorded ones: what if these units stood in those classes.
    """
    people = list(people)
    ids = [person.pk for person in people]
    selections, openings = _selections(ids), _openings(ids)
    placements, agreements = _placements(ids), _agreements(ids)
    units = _units([*_all(openings), *_all(placements)], _all(agreements), tiers or {})
    return {
        person.pk: PersonFacts(
            category=person.category,
            selections=tuple(selections[person.pk]),
            placements=tuple(placements[person.pk]),
            openings=tuple(openings[person.pk]),
            agreements=tuple(agreements[person.pk]),
            units=units,
        )
        for person in people
    }


def _selections(ids: list[int]) -> dict[int, list[SelectionFact]]:
    """Plans of the Thousand Talents type and the district Elite plan; other honours count in B3, not here."""
    found = defaultdict(list)
    rows = Selection.objects.verified().filter(expert__in=ids, programme__earns_bonus=True)
    for row in rows.select_related("programme"):
        plan = row.programme
        found[row.expert_id].append(SelectionFact(row.pk, plan.level, row.selected_on, plan.code))
    return found


def _openings(ids: list[int]) -> dict[int, list[OpeningFact]]:
    found = defaultdict(list)
    for row in CreditEntry.objects.filter(expert__in=ids, cause=CreditEntry.Cause.OPENING).order_by("pk"):
        found[row.expert_id].append(OpeningFact(row.level, row.effective_on, row.township_id))
    return found


def _placements(ids: list[int]) -> dict[int, list[PlacementFact]]:
    """Verified landings; those that units still disagree about earn nothing (domain §3.4)."""
    found = defaultdict(list)
    claims = ConflictClaim.objects.filter(conflict__expert__in=ids, conflict__decided_at__isnull=True)
    contested = set(claims.values_list("placement_id", flat=True))
    for row in Placement.objects.verified().filter(expert__in=ids).select_related("enterprise"):
        found[row.expert_id].append(placement_fact(row, is_contested=row.pk in contested))
    return found


def placement_fact(row: Placement, *, is_contested: bool = False) -> PlacementFact:
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
        is_contested=is_contested,
    )


def _agreements(ids: list[int]) -> dict[int, list[AgreementFact]]:
    found = defaultdict(list)
    rows: QuerySet[ShareAgreement] = ShareAgreement.objects.in_force().filter(expert__in=ids)
    for row in rows.prefetch_related("shares"):
        shares = tuple(sorted((share.township_id, share.share) for share in row.shares.all()))
        found[row.expert_id].append(AgreementFact(row.pk, row.starts_on, shares, row.ends_on))
    return found


def _units(placed: Iterable[Any], agreements: Iterable[AgreementFact], assumed: Tiers) -> Units:
    """Classes and mergers of the units that these facts name, and of those that took them over."""
    kind = TownshipSuccession.Kind.MERGER
    rows = TownshipSuccession.objects.filter(kind=kind).order_by("takes_over_on", "pk")
    mergers = tuple(Merger(m.takes_over_on, m.predecessor_id, m.successor_id) for m in rows)
    wanted = {fact.township_id for fact in placed} | {unit for a in agreements for unit, _share in a.shares}
    homes = Units(mergers=mergers)
    wanted |= {homes.home(unit, merger.on) for unit in wanted for merger in mergers}
    passed = tuple(m for m in mergers if m.predecessor in wanted)
    return Units(_tiers(wanted, assumed), passed)


def _tiers(township_ids: set[int], assumed: Tiers) -> dict[int, tuple[TierSpan, ...]]:
    spans = defaultdict(list, {unit: list(rows) for unit, rows in assumed.items()})
    for row in TownshipTier.objects.filter(township__in=township_ids).order_by("starts_on"):
        spans[row.township_id].append(TierSpan(row.tier, row.starts_on, row.ends_on))
    return {township_id: tuple(rows) for township_id, rows in spans.items()}


def in_year(tiers: Mapping[int, str], year: int) -> Tiers:
    """One class for a whole year."""
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    return {unit: (TierSpan(tier, first, after),) for unit, tier in tiers.items()}


def _all(found: Mapping[int, list[Any]]) -> list[Any]:
    return [fact for facts in found.values() for fact in facts]
