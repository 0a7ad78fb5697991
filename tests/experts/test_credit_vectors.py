"""The worked examples of the bonus through the real tables: facts recorded, the ledger posted, sums read."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Sum

from assessments.services import attribution
from assessments.services.crediting import post_credits, terms_in_force
from experts.models import CreditEntry, Expert, Placement, Selection
from tests import make
from tests.assessments.scoring.examples import expected, given, points, scored
from townships.models import TownshipSuccession

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scheme(db):
    return make.published_scheme()


def day(text):
    return dt.date.fromisoformat(text)


def post(at=make.AT):
    return post_credits(Expert.objects.all(), by=None, at=at)


def ledger(unit, year=2014, quarter=4, at=None):
    """Sums of amount and heads that count from January to the quarter's end, as known at a moment."""
    after = dt.date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    rows = CreditEntry.objects.filter(township=unit).counting_between(dt.date(year, 1, 1), after)
    if at:
        rows = rows.filter(posted_at__lte=at)
    sums = rows.aggregate(amount=Sum("amount"), heads=Sum("heads"))
    return sums["amount"] or Decimal(0), sums["heads"] or Decimal(0)


def bonus(unit, year=2014, quarter=4):
    return terms_in_force()(dt.date(year, quarter * 3, 1)).bonus(ledger(unit, year, quarter)[0])


def test_w07_the_cap_is_applied_when_the_sum_is_read():
    unit, levels = make.township(), ["national", "provincial", "municipal"]
    for level in levels:
        make.landed_expert(unit, level=level)
    post()
    assert [str(e.amount) for e in CreditEntry.objects.order_by("pk")] == given("W07")["ledger"]
    assert str(ledger(unit)[0]) == expected("W07")["raw"]
    assert str(bonus(unit)) == expected("W07")["bonus"]


def test_w08_the_bonus_is_year_to_date():
    unit = make.township()
    for quarter, amounts in enumerate(given("W08")["ledger_by_quarter"], 1):
        for amount in amounts:
            level = {"1.00": "municipal", "2.00": "provincial", "3.00": "national"}[amount]
            make.landed_expert(unit, level=level, on=dt.date(2014, quarter * 3, 5))
    post()
    assert [str(bonus(unit, quarter=q)) for q in (1, 2, 3, 4)] == expected("W08")["bonus_ytd"]


def test_w09_an_upgrade_counts_the_increment_only():
    facts, unit = given("W09"), make.township(tier=given("W09")["tier"])
    before = facts["history"][0]
    person = make.landed_expert(unit, level=before["level"], on=dt.date(before["year"], 5, 6))
    for event in facts["events_2014"]:
        make.selection(person, level=event["to"], selected_on=dt.date(2014, event["q"] * 3, 5))
    post()
    assert str(ledger(unit, 2013)[0]) == before["amount"]
    of_2014 = CreditEntry.objects.filter(effective_on__year=2014).order_by("effective_on")
    assert [str(e.amount) for e in of_2014] == expected("W09")["ledger_2014"]
    assert (str(bonus(unit)), ledger(unit)[1]) == (expected("W09")["bonus_2014"], expected("W09")["B1_heads_2014"])


def test_w10_of_two_plans_only_the_higher_counts():
    unit, person = make.township(), make.expert()
    for level in given("W10")["levels"]:
        make.selection(person, level=level, selected_on=dt.date(2014, 5, 1))
    make.placement(person, unit)
    post()
    assert (str(bonus(unit)), ledger(unit)[1]) == (expected("W10")["bonus"], expected("W10")["B1_heads"])


def test_w11_below_the_tier_there_is_bonus_and_no_head():
    unit = make.township(tier=given("W11")["tier"])
    make.landed_expert(unit, level=given("W11")["level"])
    post()
    assert (str(bonus(unit)), ledger(unit)[1]) == (expected("W11")["bonus"], Decimal(0))


def test_w12_of_two_claims_none_counts_until_the_decision_and_then_from_the_original_day():
    facts, result = given("W12"), expected("W12")
    a, b = make.township(), make.township()
    person, effective = make.expert(), day(facts["effective"])
    make.selection(person, level=facts["level"], selected_on=effective)
    placed = []
    for unit, said in zip((a, b), facts["claims"], strict=True):
        at = make.moment(day(said["complete_on"]))
        placed.append(make.placement(person, unit, starts_on=effective, claimed_at=at, verified_at=None))
    opened = make.moment(day(facts["claims"][1]["complete_on"]))
    conflict = attribution.open_conflict(person, placements=placed, by=None, at=opened)
    assert [str(ledger(unit, quarter=2)[0]) for unit in (a, b)] == ["0", "0"]
    decided = make.moment(day(facts["decided_on"]))
    by = make.approver()
    attribution.decide_conflict(conflict, winner=a, ground="contract", reason="合同在先", by=by, at=decided)
    assert str(ledger(a, quarter=3)[0]) == result["Q3"]["A"]
    assert ledger(b, quarter=3)[0] == Decimal(result["Q3"]["B"])
    known_in_june = make.moment(dt.date(2014, 7, 1))
    for unit, name in ((a, "A"), (b, "B")):
        assert ledger(unit, quarter=2, at=known_in_june)[0] == Decimal(result["Q2"][name])
    (entry,) = CreditEntry.objects.all()
    assert (entry.rule, entry.cause, entry.conflict, entry.posted_by) == ("landing", "decision", conflict, by)
    assert entry.effective_on == effective


def test_w13_shared_by_agreement():
    facts = given("W13")
    a, b = (make.township(tier=facts["tier"]) for _ in "AB")
    person = make.landed_expert(a, level=facts["level"])
    made = make.agreement(person, {a: facts["shares"]["A"], b: facts["shares"]["B"]})
    post()
    assert [str(bonus(unit)) for unit in (a, b)] == [expected("W13")["bonus_each"]] * 2
    assert {e.agreement for e in CreditEntry.objects.all()} == {made}
    period = make.period(2014, facts["quarter"])
    for unit in (a, b):
        assert points(scored(unit, period))["B1"] == expected("W13")["B1_points_each"]


def test_w15_departure_in_the_same_year():
    unit, facts = make.township(), given("W15")
    make.landed_expert(unit, level=facts["level"], on=day(facts["effective"]))
    post()
    left = day(facts["left"])
    Placement.objects.update(ends_on=left, end_reason="left", departure_reported_on=left)
    post()
    assert [str(bonus(unit, quarter=q)) for q in (1, 2, 3, 4)] == [
        str(Decimal(value).quantize(Decimal("0.01"))) if Decimal(value) else "0.00"
        for value in expected("W15")["bonus_ytd"]
    ]
    assert [ledger(unit, quarter=q)[1] for q in (1, 2, 3, 4)] == expected("W15")["B1_heads_ytd"]


def test_w17_the_claw_back_ends_at_the_floor_and_nothing_is_carried():
    unit, facts = make.township(), given("W17")
    person = make.landed_expert(unit, level="national", on=dt.date(2013, 9, 1))
    post()
    assert (str(ledger(unit, 2013)[0]), str(bonus(unit, 2013))) == (facts["year0"]["raw"], facts["year0"]["bonus"])
    left = dt.date(2014, 3, 1)
    person.placements.update(ends_on=left, end_reason="left", departure_reported_on=left)
    make.landed_expert(unit, level="provincial")
    post()
    assert str(CreditEntry.objects.get(cause="late_depart").amount) == facts["clawback"]
    assert (str(ledger(unit)[0]), bonus(unit)) == (expected("W17")["raw"], Decimal(expected("W17")["bonus_2014"]))
    assert ledger(unit, 2015)[0] == Decimal(expected("W17")["carried_forward"])


def test_w19_leaving_on_the_anniversary_costs_nothing():
    unit, facts = make.township(), given("W19")
    make.landed_expert(unit, on=day(facts["effective"]))
    left = day(facts["left"])
    Placement.objects.update(ends_on=left, end_reason="left", departure_reported_on=left)
    post()
    assert [e.rule for e in CreditEntry.objects.all()] == ["landing"]
    assert ledger(unit)[0] == Decimal(expected("W19")["clawback"])
    Placement.objects.update(ends_on=left - dt.timedelta(days=1))
    post()
    assert ledger(unit)[0] == Decimal("-1.00")


def test_w26_a_landing_inside_a_park_belongs_to_the_park():
    park, town = (
        make.township(code=given("W26")["enterprise_in"], kind="park"),
        make.township(code=given("W26")["surrounding"]),
    )
    person = make.expert(category="entrepreneur")
    make.selection(person, level=given("W26")["level"])
    make.placement(person, park, enterprise=make.enterprise(park), contract_from=None, contract_until=None)
    post()
    assert {unit.code: f"{bonus(unit):.2f}" for unit in (park, town)} == expected("W26")["bonus"]


def test_w27_the_successor_of_a_merger_has_the_years_bonus_and_heads():
    facts, on = given("W27"), dt.date(2014, 7, 1)
    a, b, successor = (make.township(tier=facts[name]["tier"]) for name in ("a", "b", "successor"))
    make.landed_expert(a, level="district", on=dt.date(2014, 2, 10))
    post()
    assert ledger(a, quarter=2) == (Decimal(facts["a"]["bonus_before"]), Decimal(facts["a"]["heads_before"]))
    for unit in (a, b):
        TownshipSuccession.objects.create(kind="merger", predecessor=unit, successor=successor, takes_over_on=on)
    make.landed_expert(successor, level=facts["q4_event"], on=dt.date(2014, 11, 3))
    post()
    assert ledger(successor, quarter=3) == (Decimal("0.50"), Decimal(1))
    assert (str(bonus(successor)), ledger(successor)[1]) == (expected("W27")["bonus_Q4"], Decimal(2))
    assert [ledger(unit)[0] for unit in (a, b)] == [0, 0]
    assert ledger(a, quarter=2) == (Decimal("0.50"), Decimal(1)), "what was true in June stays"


def test_selections_found_late_count_from_their_own_day():
    unit = make.township()
    person = make.landed_expert(unit, level="municipal", on=dt.date(2013, 5, 6))
    post()
    late = make.selection(person, level="national", selected_on=dt.date(2013, 6, 1), verified_at=None)
    assert post() == []
    Selection.objects.filter(pk=late.pk).update(verified_at=make.AT)
    (entry,) = post()
    assert (entry.rule, str(entry.amount), entry.effective_on) == ("upgrade", "2.00", dt.date(2013, 6, 1))
