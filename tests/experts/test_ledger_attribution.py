"""The ledger as a pure function: shares, moves and conversions (domain §3.4)."""

from decimal import Decimal

import pytest

from experts.services.facts import (
    AgreementFact,
)

from .lives import OTHER, THIRD, UNIT, chosen, day, ledger, place, tiers

HALVES = AgreementFact(1, day("2014-01-01"), ((UNIT, Decimal("0.50")), (OTHER, Decimal("0.50"))))
SEVEN_TO_THREE = AgreementFact(1, day("2014-01-01"), ((UNIT, Decimal("0.70")), (OTHER, Decimal("0.30"))))


def test_w13_shared_halves_earn_half_the_bonus_and_half_the_head_each():
    assert ledger([chosen("national", "2014-01-01")], [place("2014-02-10")], agreements=(HALVES,)) == [
        ("landing", UNIT, "1.50", "0.50", "2014-02-10"),
        ("landing", OTHER, "1.50", "0.50", "2014-02-10"),
    ]


def test_each_party_is_judged_by_its_own_tier():
    found = ledger(
        [chosen("municipal", "2014-01-01"), chosen("provincial", "2014-06-01", 2)],
        [place("2014-02-10")],
        agreements=(SEVEN_TO_THREE,),
        units=tiers(other="high"),
    )
    assert found == [
        ("landing", UNIT, "0.70", "0.70", "2014-02-10"),
        ("landing", OTHER, "0.30", "0.00", "2014-02-10"),
        ("upgrade", UNIT, "0.70", "0.00", "2014-06-01"),
        ("upgrade", OTHER, "0.30", "0.30", "2014-06-01"),
    ]


def test_shares_in_cents_add_up_to_the_whole():
    thirds = AgreementFact(
        1, day("2014-01-01"), ((UNIT, Decimal("0.33")), (OTHER, Decimal("0.33")), (THIRD, Decimal("0.34")))
    )
    low = tiers(unit="low", other="low", third="low")
    found = ledger([chosen("district", "2014-01-01")], [place("2014-02-10")], agreements=(thirds,), units=low)
    assert [row[2] for row in found] == ["0.17", "0.16", "0.17"]
    assert [row[3] for row in found] == ["0.33", "0.33", "0.34"]


@pytest.mark.parametrize(
    ("on", "parties"), [("2014-02-09", 1), ("2014-02-10", 2), ("2014-07-31", 2), ("2014-08-01", 1)]
)
def test_an_agreement_splits_what_takes_effect_while_it_is_in_force(on, parties):
    agreement = AgreementFact(1, day("2014-02-10"), HALVES.shares, day("2014-08-01"))
    assert len(ledger([chosen("municipal", "2014-01-01")], [place(on)], agreements=(agreement,))) == parties


def test_an_agreement_of_others_than_the_host_splits_nothing():
    elsewhere = place("2014-02-10", township_id=THIRD)
    assert ledger([chosen("municipal", "2014-01-01")], [elsewhere], agreements=(HALVES,)) == [
        ("landing", THIRD, "1.00", "1.00", "2014-02-10")
    ]


def test_departure_takes_back_every_partys_share():
    gone = place("2014-02-10", ends_on="2014-08-03", end_reason="left")
    found = ledger([chosen("national", "2014-01-01")], [gone], agreements=(HALVES,))
    assert found[2:] == [
        ("departure", UNIT, "-1.50", "-0.50", "2014-08-03"),
        ("departure", OTHER, "-1.50", "-0.50", "2014-08-03"),
    ]


# --- moves ---


def moved(on: str, to: int = OTHER, *, lands: str = "", until: str = "", why: str = ""):
    new = place(lands or on, id=2, township_id=to, **({"ends_on": until, "end_reason": why} if until else {}))
    return [place("2014-02-10", ends_on=on, end_reason="moved"), new]


def test_who_moves_before_twelve_months_takes_everything_along():
    found = ledger([chosen("national", "2014-01-01")], moved("2015-02-09"))
    assert found[1:] == [
        ("transfer_out", UNIT, "-3.00", "-1.00", "2015-02-09"),
        ("transfer_in", OTHER, "3.00", "1.00", "2015-02-09"),
    ]


def test_from_twelve_months_on_nothing_moves_and_later_upgrades_belong_to_the_host():
    selections = [chosen("municipal", "2014-01-01", 1), chosen("national", "2015-06-01", 2)]
    assert ledger(selections, moved("2015-02-10"))[1:] == [("upgrade", OTHER, "2.00", "0.00", "2015-06-01")]


@pytest.mark.parametrize(
    ("here", "there", "out", "into"), [("high", "medium", "0.00", "1.00"), ("medium", "high", "-1.00", "0.00")]
)
def test_the_tier_of_the_destination_decides_about_the_head(here, there, out, into):
    found = ledger([chosen("municipal", "2014-01-01")], moved("2014-09-01"), units=tiers(unit=here, other=there))
    assert found[1:] == [
        ("transfer_out", UNIT, "-1.00", out, "2014-09-01"),
        ("transfer_in", OTHER, "1.00", into, "2014-09-01"),
    ]


def test_a_move_takes_effect_when_the_new_landing_stands():
    assert [row[4] for row in ledger([chosen("municipal", "2014-01-01")], moved("2014-09-01", lands="2014-09-20"))] == [
        "2014-02-10",
        "2014-09-20",
        "2014-09-20",
    ]
    assert len(ledger([chosen("municipal", "2014-01-01")], moved("2014-09-01", lands="2015-02-10"))) == 1


def test_the_twelve_months_run_from_the_day_the_credit_was_first_earned():
    for until, entries in (("2015-02-09", 4), ("2015-02-10", 3)):
        life = moved("2014-09-01", until=until, why="left")
        assert len(ledger([chosen("municipal", "2014-01-01")], life)) == entries
    young = moved("2014-09-01", until="2014-12-01", why="left")
    assert ledger([chosen("municipal", "2014-01-01")], young)[3:] == [
        ("departure", OTHER, "-1.00", "-1.00", "2014-12-01")
    ]


def test_only_what_is_young_moves():
    selections = [chosen("municipal", "2014-01-01", 1), chosen("provincial", "2014-12-01", 2)]
    assert ledger(selections, moved("2015-06-01"))[2:] == [
        ("transfer_out", UNIT, "-1.00", "0.00", "2015-06-01"),
        ("transfer_in", OTHER, "1.00", "0.00", "2015-06-01"),
    ]


def test_a_move_between_units_that_share_changes_nothing_while_the_agreement_holds():
    found = ledger([chosen("national", "2014-01-01")], moved("2014-09-01"), agreements=(HALVES,))
    assert [row[0] for row in found] == ["landing", "landing"]
    found = ledger([chosen("national", "2014-01-01")], moved("2014-09-01", to=THIRD), agreements=(HALVES,))
    assert found[2:] == [
        ("transfer_out", UNIT, "-1.50", "-0.50", "2014-09-01"),
        ("transfer_out", OTHER, "-1.50", "-0.50", "2014-09-01"),
        ("transfer_in", THIRD, "3.00", "1.00", "2014-09-01"),
    ]


def test_another_employer_in_the_same_unit_is_no_move():
    life = moved("2014-09-01", to=UNIT, until="2014-12-01", why="left")
    assert [row[0] for row in ledger([chosen("municipal", "2014-01-01")], life)] == ["landing", "departure"]


# --- flexible to full-time ---


def converted(until: str = ""):
    before = place("2014-02-10", ends_on="2014-09-01", end_reason="converted", engagement="flexible")
    return [before, place("2014-09-01", id=2, **({"ends_on": until, "end_reason": "left"} if until else {}))]


def test_who_becomes_full_time_earns_the_increment_in_bonus_and_head():
    assert ledger([chosen("national", "2014-01-01")], converted()) == [
        ("landing", UNIT, "1.50", "0.50", "2014-02-10"),
        ("conversion", UNIT, "1.50", "0.50", "2014-09-01"),
    ]


def test_both_parts_go_when_the_person_leaves():
    found = ledger([chosen("national", "2014-01-01")], converted(until="2014-11-01"))
    assert found[2:] == [("departure", UNIT, "-3.00", "-1.00", "2014-11-01")]


def test_an_upgrade_of_a_flexible_expert_counts_by_the_factor():
    selections = [chosen("municipal", "2014-01-01", 1), chosen("national", "2014-05-01", 2)]
    assert ledger(selections, [place("2014-02-10", engagement="flexible")])[1:] == [
        ("upgrade", UNIT, "1.00", "0.00", "2014-05-01")
    ]
