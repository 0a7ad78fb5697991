"""Random lives over three years and more: what holds for every one of them, and what the clauses read aloud say."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from experts.models import LEVEL_RANK, CreditEntry
from experts.services.facts import (
    AgreementFact,
    Merger,
    OpeningFact,
    PersonFacts,
    PlacementFact,
    SelectionFact,
    TierSpan,
    Units,
    months_after,
)
from experts.services.ledger import due_entries

from .lives import OTHER, TERMS, THIRD, UNIT, chosen, place, terms_on, tiers
from .slow_ledger import SlowLedger

DAYS = st.dates(dt.date(2012, 1, 1), dt.date(2015, 12, 31))
LEVELS = st.sampled_from(sorted(TERMS.values))
CLASSES = st.sampled_from(["high", "medium", "low"])
UNITS = [UNIT, OTHER, THIRD]
REASONS = [
    "left",
    "left",
    "left",
    "moved",
    "moved",
    "moved",
    "converted",
    "reorganised",
    "died",
    "illness",
    "state_posting",
]
NOTHING = Decimal(0)
Cause = CreditEntry.Cause


@st.composite
def placements(draw, number: int, after: dt.date | None) -> PlacementFact:
    """Often the next one starts when the one before ended, as moves do."""
    starts_on = after if after and draw(st.booleans()) else draw(DAYS)
    length = draw(st.none() | st.integers(1, 500))
    return PlacementFact(
        id=number,
        township_id=draw(st.sampled_from(UNITS)),
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=length) if length else None,
        end_reason=draw(st.sampled_from(REASONS)) if length else "",
        engagement=draw(st.sampled_from(["full_time", "full_time", "flexible"])),
        contract_from=starts_on,
        contract_until=months_after(starts_on, draw(st.sampled_from([60, 60, 36, 12]))),
        is_contested=draw(st.sampled_from([False, False, False, False, True])),
    )


@st.composite
def lives(draw, *, shared: bool = True) -> PersonFacts:
    """Any life: levels, landings one after the other or at once, ends of every kind, openings, shares, mergers."""
    selections = [
        SelectionFact(n, draw(LEVELS), draw(DAYS), f"plan-{n}") for n in range(1, draw(st.integers(1, 4)) + 1)
    ]
    placed: list[PlacementFact] = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        placed.append(draw(placements(number, placed[-1].ends_on if placed else None)))
    openings = [OpeningFact(draw(LEVELS), dt.date(2012, 3, 1), UNIT)] if draw(st.integers(0, 4)) == 0 else []
    agreements = []
    if shared and draw(st.booleans()):
        share = Decimal(draw(st.integers(10, 90))) / 100
        starts_on = draw(DAYS)
        ends_on = draw(st.none() | st.just(starts_on + dt.timedelta(days=200)))
        agreements.append(AgreementFact(1, starts_on, ((UNIT, share), (OTHER, 1 - share)), ends_on))
    change = draw(DAYS)
    spans = {
        unit: (TierSpan(draw(CLASSES), dt.date(2000, 1, 1), change), TierSpan(draw(CLASSES), change)) for unit in UNITS
    }
    mergers = (Merger(draw(DAYS), UNIT, THIRD),) if draw(st.integers(0, 2)) == 0 else ()
    return PersonFacts(
        "innovator", tuple(selections), tuple(placed), tuple(openings), tuple(agreements), Units(spans, mergers)
    )


def capped(_unit, _year, amount):
    """A year in which other credit left two points of room under the cap."""
    return min(amount, Decimal(2))


BENEFITS = st.sampled_from([capped, lambda _unit, _year, amount: amount, lambda *_ask: NOTHING])


def at_the_end_of_days(entries):
    """Sums of amount, heads and persons after each day."""
    days = defaultdict(list)
    for entry in entries:
        days[entry.effective_on].append(entry.credit)
    amount = heads = persons = NOTHING
    for day in sorted(days):
        amount += sum(c.amount for c in days[day])
        heads += sum(c.heads for c in days[day])
        persons += sum(c.persons for c in days[day])
        yield day, amount, heads, persons


@given(lives(), BENEFITS)
@settings(max_examples=1500, deadline=None)
def test_a_person_is_never_worth_more_than_the_highest_level_held_nor_less_than_nothing(person, benefit):
    entries = due_entries(person, terms_on, benefit=benefit)
    for day, amount, heads, persons in at_the_end_of_days(entries):
        held = [s.level for s in person.selections if s.selected_on <= day]
        assert 0 <= amount <= max(TERMS.value(level) for level in held)
        assert 0 <= heads <= 1
        assert 0 <= persons <= 1


def taken_over(person: PersonFacts) -> dict[int, int]:
    """One name for all units among which a split may have carried the person: what came in an earlier year was scored
    where it came and stands in the name of the unit that took the person over, without an entry (docs/ledger.md)."""
    name = {unit: unit for unit in UNITS}
    for placement in person.placements:
        if placement.end_reason == "reorganised":
            later = [p for p in person.placements if p.ends_on is None or p.ends_on > placement.ends_on]
            units = {person.units.home(p.township_id) for p in (placement, *later)}
            names = {name[unit] for unit in units}
            name = {unit: min(names) if old in names else old for unit, old in name.items()}
    return name


SPLIT_OVER_NEW_YEAR = PersonFacts(
    "innovator",
    (chosen("district", "2012-01-01"),),
    (
        place("2012-10-01", ends_on="2013-01-01", end_reason="reorganised", township_id=OTHER),
        place("2013-01-01", id=2, ends_on="2013-01-02", end_reason="left"),
    ),
    units=tiers(),
)


def test_after_a_split_the_unit_that_took_the_person_over_answers_for_what_an_earlier_year_brought():
    told = [(e.rule, e.township_id, e.credit.amount) for e in due_entries(SPLIT_OVER_NEW_YEAR, terms_on)]
    half = Decimal("0.50")
    assert told == [(Cause.LANDING, OTHER, half), (Cause.LATE_DEPARTURE, UNIT, -half)]


@given(lives())
@example(SPLIT_OVER_NEW_YEAR)
@settings(max_examples=800, deadline=None)
def test_no_unit_is_left_with_less_than_nothing_of_a_person(person):
    """Over all years: a unit never gives back more than the person ever brought it, or those it took over."""
    sums = defaultdict(lambda: [NOTHING, NOTHING])
    for entry in due_entries(person, terms_on):
        unit = taken_over(person)[person.units.home(entry.township_id)]
        sums[unit][0] += entry.credit.amount
        sums[unit][1] += entry.credit.heads
    assert all(amount >= 0 and heads >= 0 for amount, heads in sums.values())


@given(lives(), st.randoms(use_true_random=False))
@settings(max_examples=500, deadline=None)
def test_the_order_in_which_facts_were_recorded_does_not_matter(person, random):
    """Neither the order of the rows nor the keys that it gave them."""
    keys = {row.id: 100 - row.id for row in person.placements}
    selections = [s._replace(id=100 - s.id) for s in person.selections]
    placed = [p._replace(id=keys[p.id]) for p in person.placements]
    random.shuffle(selections)
    random.shuffle(placed)
    shuffled = person._replace(selections=tuple(selections), placements=tuple(placed))

    def said(facts):
        entries = due_entries(facts, terms_on)
        return sorted((e.effective_on, e.rule, e.township_id, e.level, str(e.credit)) for e in entries)

    twins = len({p.order[:-1] for p in person.placements}) < len(person.placements)
    assert twins or said(shuffled) == said(person)


@given(lives())
@settings(max_examples=800, deadline=None)
def test_each_entry_is_proven_and_every_reversal_names_an_entry_that_gave(person):
    entries = due_entries(person, terms_on)
    keys = {e.key: e for e in entries}
    assert len(keys) == len(entries), "two entries for one fact"
    selections = {s.id: s for s in person.selections}
    placed = {p.id: p for p in person.placements}
    for entry in entries:
        host, plan = placed[entry.placement_id], selections[entry.selection_id]
        assert entry.level == plan.level
        assert entry.effective_on >= plan.selected_on
        assert not host.is_contested
        if entry.rule in {"landing", "upgrade", "conversion"}:
            assert host.holds(entry.effective_on)
            assert entry.credit.amount >= 0
        if entry.rule == "upgrade":
            assert entry.effective_on == plan.selected_on
        if entry.reverses:
            assert keys[entry.reverses].township_id in {entry.township_id} | {
                m.predecessor for m in person.units.mergers
            }
            assert keys[entry.reverses].reverses is None
        if entry.rule in {"departure", "late_depart"}:
            assert host.end_reason == "left"
            assert entry.credit.amount <= 0


@given(lives())
@settings(max_examples=500, deadline=None)
def test_what_passes_between_units_adds_up_to_nothing(person):
    """A merger or a split moves everything it moves; a move carries the full amount."""
    for rules in ({"inheritance"}, {"transfer_out", "transfer_in"}):
        days = defaultdict(lambda: NOTHING)
        for entry in due_entries(person, terms_on):
            if entry.rule in rules:
                days[entry.effective_on] += entry.credit.amount
        assert not any(days.values())


@given(lives())
@settings(max_examples=500, deadline=None)
def test_levels_credited_rise_until_a_departure(person):
    rank = 0
    for entry in due_entries(person, terms_on):
        if entry.rule in {"departure", "late_depart"}:
            rank = 0
        elif entry.rule in {"landing", "upgrade"}:
            assert LEVEL_RANK[entry.level] >= rank
            rank = LEVEL_RANK[entry.level]


def last_day(person) -> dt.date:
    return max([dt.date(2016, 1, 1)] + [p.ends_on for p in person.placements if p.ends_on])


@given(lives(shared=False))
@settings(max_examples=250, deadline=None)
def test_the_clauses_read_aloud_day_by_day_say_the_same(person):
    mergers = [(m.on, m.predecessor, m.successor) for m in person.units.mergers]
    slow = SlowLedger(person, person.units.tier_on, mergers).read(dt.date(2012, 1, 1), last_day(person))
    fast = defaultdict(lambda: [NOTHING, NOTHING])
    for entry in due_entries(person, terms_on):
        fast[entry.effective_on, entry.township_id][0] += entry.credit.amount
        fast[entry.effective_on, entry.township_id][1] += entry.credit.heads
    assert {key: tuple(sums) for key, sums in fast.items() if any(sums)} == slow
