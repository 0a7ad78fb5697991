"""The ledger as a pure function: landings, levels, heads and departures (domain §3.4)."""

from decimal import Decimal

import pytest

from experts.services.facts import (
    OpeningFact,
    PersonFacts,
    PlacementFact,
    Terms,
    TierSpan,
    Units,
    contract_is_long,
    is_landed,
    months_after,
)
from experts.services.ledger import due_entries

from .lives import OTHER, TERMS, UNIT, chosen, day, ledger, place, tiers

TWO_MONTHS = {"engagement": "flexible", "months_a_year": Decimal(2), "has_social_insurance": False}


def test_landing_counts_on_the_later_of_selection_and_landing():
    assert ledger([chosen("municipal", "2014-05-01")], [place("2014-02-10")]) == [
        ("landing", UNIT, "1.00", "1.00", "2014-05-01")
    ]
    assert ledger([chosen("municipal", "2013-05-01")], [place("2014-02-10")]) == [
        ("landing", UNIT, "1.00", "1.00", "2014-02-10")
    ]


def test_nothing_without_a_selection_or_without_a_landing():
    assert ledger([], [place("2014-02-10")]) == []
    assert ledger([chosen("national", "2014-02-10")], []) == []
    ended = place("2014-01-01", ends_on="2014-03-01", end_reason="left")
    assert ledger([chosen("national", "2014-03-01")], [ended]) == []


def test_w09_an_upgrade_counts_the_increment_and_one_head_at_the_tier_minimum():
    selections = [
        chosen("municipal", "2013-04-01", 1),
        chosen("provincial", "2014-05-01", 2),
        chosen("national", "2014-11-01", 3),
    ]
    assert ledger(selections, [place("2013-03-01")], units=tiers(unit="high")) == [
        ("landing", UNIT, "1.00", "0.00", "2013-04-01"),
        ("upgrade", UNIT, "1.00", "1.00", "2014-05-01"),
        ("upgrade", UNIT, "1.00", "0.00", "2014-11-01"),
    ]


def test_w10_of_two_plans_effective_together_only_the_higher_counts():
    selections = [chosen("municipal", "2013-01-01", 1), chosen("national", "2013-06-01", 2)]
    assert ledger(selections, [place("2014-02-10")]) == [("landing", UNIT, "3.00", "1.00", "2014-02-10")]
    same_day = [chosen("municipal", "2014-05-01", 1), chosen("national", "2014-05-01", 2)]
    assert ledger(same_day, [place("2014-02-10")]) == [("landing", UNIT, "3.00", "1.00", "2014-05-01")]


def test_w11_below_the_tier_minimum_there_is_bonus_and_no_head():
    assert ledger([chosen("municipal", "2014-01-01")], [place("2014-02-10")], units=tiers(unit="high")) == [
        ("landing", UNIT, "1.00", "0.00", "2014-02-10")
    ]


def test_w15_departure_in_the_same_year_takes_points_and_head_back():
    gone = place("2014-02-10", ends_on="2014-08-03", end_reason="left")
    assert ledger([chosen("municipal", "2014-01-01")], [gone]) == [
        ("landing", UNIT, "1.00", "1.00", "2014-02-10"),
        ("departure", UNIT, "-1.00", "-1.00", "2014-08-03"),
    ]


@pytest.mark.parametrize("reason", ["died", "illness", "state_posting", "moved"])
def test_departure_for_another_reason_takes_nothing_back(reason):
    gone = place("2014-02-10", ends_on="2014-08-03", end_reason=reason)
    assert len(ledger([chosen("municipal", "2014-01-01")], [gone])) == 1


def test_w19_leaving_on_the_anniversary_takes_nothing_back():
    gone = place("2013-07-01", ends_on="2014-07-01", end_reason="left")
    assert len(ledger([chosen("municipal", "2013-01-01")], [gone])) == 1
    # With a claw-back of six months the year does not change in between, so the day itself decides.
    terms = Terms(TERMS.values, TERMS.factors, TERMS.tier_minimum, clawback_months=6)
    for left, count in (("2014-08-09", 2), ("2014-08-10", 1)):
        gone = place("2014-02-10", ends_on=left, end_reason="left")
        person = PersonFacts(selections=(chosen("municipal", "2014-01-01"),), placements=(gone,), units=tiers())
        assert len(due_entries(person, lambda _day: terms)) == count


def test_departure_takes_back_what_is_young_and_leaves_what_is_old():
    gone = place("2013-01-10", ends_on="2014-08-03", end_reason="left")
    selections = [chosen("municipal", "2013-01-01", 1), chosen("national", "2014-03-01", 2)]
    assert ledger(selections, [gone]) == [
        ("landing", UNIT, "1.00", "1.00", "2013-01-10"),
        ("upgrade", UNIT, "2.00", "0.00", "2014-03-01"),
        ("departure", UNIT, "-2.00", "0.00", "2014-08-03"),
    ]


def test_who_comes_back_after_a_reversal_is_credited_anew():
    gone = place("2014-02-10", ends_on="2014-04-03", end_reason="left")
    back = place("2014-09-01", id=2, township_id=OTHER)
    rows = ledger([chosen("municipal", "2014-01-01")], [gone, back])
    assert rows[2:] == [("landing", OTHER, "1.00", "1.00", "2014-09-01")]


def test_later_upgrade_belongs_to_the_unit_that_hosts_on_the_day():
    old = place("2012-02-10", ends_on="2014-01-01", end_reason="moved")
    new = place("2014-01-01", id=2, township_id=OTHER)
    selections = [chosen("municipal", "2012-01-01", 1), chosen("provincial", "2014-06-01", 2)]
    assert ledger(selections, [old, new]) == [
        ("landing", UNIT, "1.00", "1.00", "2012-02-10"),
        ("upgrade", OTHER, "1.00", "0.00", "2014-06-01"),
    ]


def test_flexible_counts_half_in_bonus_and_heads():
    flexible = place("2014-02-10", engagement="flexible", months_a_year=Decimal(2), has_social_insurance=False)
    assert ledger([chosen("national", "2014-01-01")], [flexible]) == [("landing", UNIT, "1.50", "0.50", "2014-02-10")]


def test_tier_in_force_on_the_day_decides_about_the_head():
    spans = (TierSpan("high", day("2012-01-01"), day("2014-07-01")), TierSpan("medium", day("2014-07-01")))
    for on, heads in (("2014-06-30", "0.00"), ("2014-07-01", "1.00")):
        placed = PlacementFact(1, UNIT, day(on), enterprise_township_id=UNIT)
        units = Units({UNIT: spans})
        found = ledger([chosen("municipal", "2014-01-01")], [placed], category="entrepreneur", units=units)
        assert found == [("landing", UNIT, "1.00", heads, on)]


def test_opening_balance_is_worth_nothing_and_later_levels_build_on_it():
    selections = [chosen("municipal", "2011-01-01", 1), chosen("national", "2014-05-01", 2)]
    opening = OpeningFact("municipal", day("2012-01-01"), UNIT)
    assert ledger(selections, [place("2011-02-10")], openings=(opening,)) == [
        ("upgrade", UNIT, "2.00", "0.00", "2014-05-01")
    ]


@pytest.mark.parametrize(
    ("facts", "landed"),
    [
        ({}, False),
        ({"contract": ("2014-01-01", "2016-12-31")}, True),
        ({"category": "entrepreneur"}, True),
        ({"category": "entrepreneur", "enterprise_township_id": None}, False),
        (
            {
                "category": "entrepreneur",
                "enterprise_township_id": None,
                "contract": ("2014-01-01", "2016-12-31"),
            },
            True,
        ),
        ({"category": "entrepreneur", "has_social_insurance": False}, False),
        ({"contract": ("2014-01-01", "2016-12-31"), "has_social_insurance": False}, False),
        ({"contract": ("2014-01-01", "2016-12-31"), "enterprise_township_id": OTHER}, False),
        ({"category": "entrepreneur", "enterprise_township_id": OTHER}, False),
        ({"enterprise_township_id": None}, False),
        ({"enterprise_township_id": None, "contract": ("2014-01-01", "2016-12-31")}, True),
        ({"enterprise_township_id": None, "contract": ("2014-01-01", "2016-12-30")}, False),
        ({"contract": ("2014-01-01", "2015-12-31")}, False),
        ({"contract": ("2014-01-01", "2015-12-31"), "category": "entrepreneur"}, True),
        ({"category": "entrepreneur", "engagement": "flexible", "months_a_year": Decimal("1.9")}, False),
        ({**TWO_MONTHS, "category": "entrepreneur"}, True),
        ({**TWO_MONTHS, "contract": ("2014-01-01", "2016-12-31")}, True),
        (TWO_MONTHS, False),
    ],
)
def test_what_counts_as_landed(facts, landed):
    facts = dict(facts)
    category = facts.pop("category", "innovator")
    contract = facts.pop("contract", None)
    facts["contract_from"], facts["contract_until"] = map(day, contract) if contract else (None, None)
    assert is_landed(place("2014-02-10", **facts), category) is landed


def test_calendar_months_end_on_the_last_day_where_the_day_is_missing():
    assert months_after(day("2012-02-29"), 12) == day("2013-02-28")
    assert months_after(day("2014-08-31"), 6) == day("2015-02-28")
    assert months_after(day("2014-12-15"), 1) == day("2015-01-15")
    assert contract_is_long(day("2012-02-29"), day("2015-02-27"))
    assert not contract_is_long(None, day("2015-02-27"))
