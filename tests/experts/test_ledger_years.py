"""The ledger as a pure function: what reaches into later years, contested landings, mergers and splits."""

from decimal import Decimal

import pytest

from experts.services.facts import (
    AgreementFact,
    Merger,
    PersonFacts,
)
from experts.services.ledger import due_entries

from .lives import OTHER, TERMS, THIRD, UNIT, chosen, day, ledger, place, terms_on, tiers

HALVES = AgreementFact(1, day("2014-01-01"), ((UNIT, Decimal("0.50")), (OTHER, Decimal("0.50"))))


def bonus_of(raw: str):
    """A unit whose sum of the year is `raw`: what an amount was good for under the cap of 5."""

    def benefit(_unit, _year, amount):
        return TERMS.bonus(Decimal(raw)) - TERMS.bonus(Decimal(raw) - amount)

    return benefit


@pytest.mark.parametrize(
    ("raw", "owed"), [("3.00", "-3.00"), ("5.00", "-3.00"), ("6.50", "-1.50"), ("8.00", None), ("2.00", "-2.00")]
)
def test_next_year_the_effective_benefit_is_owed_and_the_head_stays(raw, owed):
    gone = place("2013-07-01", ends_on="2014-06-30", end_reason="left")
    found = ledger([chosen("national", "2013-01-01")], [gone], benefit=bonus_of(raw))
    assert found[1:] == ([("late_depart", UNIT, owed, "0.00", "2014-06-30")] if owed else [])


def test_what_a_person_brought_in_a_year_is_measured_together():
    gone = place("2013-07-01", ends_on="2014-06-30", end_reason="left")
    selections = [chosen("provincial", "2013-01-01", 1), chosen("national", "2013-09-01", 2)]
    found = ledger(selections, [gone], benefit=bonus_of("6.00"))
    assert found[2:] == [("late_depart", UNIT, "-2.00", "0.00", "2014-06-30")]


def test_each_unit_owes_for_the_year_in_which_it_was_credited():
    asked = []

    def benefit(unit, year, amount):
        asked.append((unit, year, str(amount)))
        return amount

    shared = AgreementFact(1, day("2013-01-01"), HALVES.shares)
    gone = place("2013-07-01", ends_on="2014-06-30", end_reason="left")
    ledger([chosen("national", "2013-01-01")], [gone], agreements=(shared,), benefit=benefit)
    assert asked == [(UNIT, 2013, "1.50"), (OTHER, 2013, "1.50")]
    # who got it by a move of this year gives it back like anything of this year
    life = [
        place("2013-07-01", ends_on="2014-02-01", end_reason="moved"),
        place("2014-02-01", id=2, township_id=OTHER, ends_on="2014-06-30", end_reason="left"),
    ]
    assert ledger([chosen("national", "2013-01-01")], life)[3:] == [
        ("departure", OTHER, "-3.00", "-1.00", "2014-06-30")
    ]


def test_who_comes_back_earns_only_what_was_taken_back():
    gone = place("2013-07-01", ends_on="2014-06-30", end_reason="left")
    back = place("2014-10-01", id=2, township_id=OTHER)
    found = ledger([chosen("national", "2013-01-01")], [gone, back], benefit=bonus_of("6.50"))
    assert found[2:] == [("landing", OTHER, "1.50", "0.00", "2014-10-01")]


# --- contested landings, other landings ---


def test_contested_landings_earn_nothing():
    assert ledger([chosen("national", "2014-01-01")], [place("2014-02-10", is_contested=True)]) == []


def test_the_landing_that_remains_earns_what_the_departure_took_back():
    gone = place("2014-02-10", ends_on="2014-08-03", end_reason="left")
    remains = place("2014-04-01", id=2, township_id=OTHER)
    assert ledger([chosen("municipal", "2014-01-01")], [gone, remains])[2:] == [
        ("landing", OTHER, "1.00", "1.00", "2014-08-03")
    ]


def test_who_brings_a_level_reached_while_nobody_hosted_has_landed_anew():
    old = place("2012-02-10", ends_on="2014-01-01", end_reason="state_posting")
    new = place("2014-06-01", id=2, township_id=OTHER)
    selections = [chosen("municipal", "2012-01-01", 1), chosen("provincial", "2014-03-01", 2)]
    assert ledger(selections, [old, new])[1:] == [("landing", OTHER, "1.00", "0.00", "2014-06-01")]


# --- mergers and splits ---

MERGED = Merger(day("2014-07-01"), UNIT, THIRD)


def test_a_merger_passes_the_entries_of_the_year_with_their_heads():
    found = ledger([chosen("district", "2014-01-01")], [place("2014-02-10")], units=tiers([MERGED], unit="low"))
    assert found == [
        ("landing", UNIT, "0.50", "1.00", "2014-02-10"),
        ("inheritance", UNIT, "-0.50", "-1.00", "2014-07-01"),
        ("inheritance", THIRD, "0.50", "1.00", "2014-07-01"),
    ]


def test_what_earlier_years_brought_is_scored_and_only_stands_for_the_successor():
    selections = [chosen("municipal", "2013-01-01", 1), chosen("national", "2014-11-01", 2)]
    gone = place("2013-08-01", ends_on="2014-07-15", end_reason="left")
    assert ledger(selections, [place("2013-08-01")], units=tiers([MERGED]))[1:] == [
        ("upgrade", THIRD, "2.00", "0.00", "2014-11-01")
    ]
    asked = []
    found = ledger(selections, [gone], units=tiers([MERGED]), benefit=lambda *ask: asked.append(ask) or ask[2])
    assert asked == [(UNIT, 2013, Decimal("1.00"))]
    assert found[1:] == [("late_depart", THIRD, "-1.00", "0.00", "2014-07-15")]


def test_after_a_merger_the_successor_gives_back_what_it_took_over():
    gone = place("2014-02-10", ends_on="2014-08-03", end_reason="left")
    found = ledger([chosen("municipal", "2014-01-01")], [gone], units=tiers([MERGED]))
    assert found[3:] == [("departure", THIRD, "-1.00", "-1.00", "2014-08-03")]


def test_a_claw_back_of_the_year_passes_on_too():
    gone = place("2013-07-01", ends_on="2014-06-30", end_reason="left")
    found = ledger([chosen("national", "2013-01-01")], [gone], units=tiers([MERGED]))
    assert found[1:] == [
        ("late_depart", UNIT, "-3.00", "0.00", "2014-06-30"),
        ("inheritance", UNIT, "3.00", "0.00", "2014-07-01"),
        ("inheritance", THIRD, "-3.00", "0.00", "2014-07-01"),
    ]


def test_a_move_into_the_successor_of_the_own_unit_is_no_move():
    life = [place("2014-02-10", ends_on="2014-09-01", end_reason="moved"), place("2014-09-01", id=2, township_id=THIRD)]
    assert [row[0] for row in ledger([chosen("municipal", "2014-01-01")], life, units=tiers([MERGED]))] == [
        "landing",
        "inheritance",
        "inheritance",
    ]


def test_units_merged_one_after_the_other():
    again = Merger(day("2015-03-01"), THIRD, OTHER)
    units = tiers([MERGED, again])
    assert [units.home(UNIT, day(on)) for on in ("2014-06-30", "2014-07-01", "2015-03-01")] == [UNIT, THIRD, OTHER]
    late = place("2015-04-01")
    assert ledger([chosen("municipal", "2014-01-01")], [late], units=units) == [
        ("landing", OTHER, "1.00", "1.00", "2015-04-01")
    ]


def test_a_split_takes_the_entries_of_the_year_along_with_the_person():
    life = [
        place("2014-02-10", ends_on="2014-07-01", end_reason="reorganised"),
        place("2014-07-01", id=2, township_id=OTHER, ends_on="2014-09-01", end_reason="left"),
    ]
    assert ledger([chosen("municipal", "2014-01-01")], life)[1:] == [
        ("inheritance", UNIT, "-1.00", "-1.00", "2014-07-01"),
        ("inheritance", OTHER, "1.00", "1.00", "2014-07-01"),
        ("departure", OTHER, "-1.00", "-1.00", "2014-09-01"),
    ]


# --- the year in which an entry counts ---


def test_where_a_final_result_puts_entries_off_a_departure_of_that_year_takes_them_back():
    gone = place("2013-07-01", ends_on="2014-03-01", end_reason="left")
    person = PersonFacts(selections=(chosen("national", "2013-01-01"),), placements=(gone,), units=tiers())
    entries = due_entries(person, terms_on, counted=lambda key: max(key.effective_on, day("2014-01-01")))
    assert [(e.rule, str(e.credit.amount)) for e in entries] == [("landing", "3.00"), ("departure", "-3.00")]
