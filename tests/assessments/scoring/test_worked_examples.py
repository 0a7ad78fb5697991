"""The worked examples of the scheme through the real tables: rows in, one run, numbers out."""

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

import pytest

from assessments.scoring import annual_lines
from assessments.services.crediting import post_credits
from experts.models import Expert, Placement
from tests import make
from townships.models import Township, TownshipName

from .examples import expected, fill, given, points, published, scored, totals

pytestmark = pytest.mark.django_db


def decimals(mapping):
    return {name: Decimal(value) for name, value in mapping.items()}


def quarters(year=2014):
    return [make.period(year, quarter) for quarter in (1, 2, 3, 4)]


def post(at=make.AT):
    make.published_scheme()
    return post_credits(Expert.objects.all(), by=make.approver(), at=at)


@pytest.mark.parametrize("example", ["W01", "W02", "W03", "W23"])
def test_complete_card(example):
    facts, result = given(example), expected(example)
    unit = make.township(tier=facts["tier"])
    period = make.period(2014, facts["quarter"])
    fill(
        unit,
        period,
        facts["values"],
        ledger=facts.get("bonus_ledger", ()),
        report=example != "W23",
        denominators={"F1": (0, 16)} if example == "W23" else None,
    )
    score = published(unit, period)
    assert points(score) == result["points"]
    assert totals(score) == decimals({name: result[name] for name in totals(score)})
    assert score.is_missing == (example == "W23")


def test_w04_zero_target_but_achieved_gives_full_points():
    unit, period = make.township(tier="low"), make.period(2014, 4)
    fill(unit, period, {"C1": "1"})
    assert points(scored(unit, period))["C1"] == expected("W04")["points"]


def test_w05_over_achievement_is_capped():
    unit, period = make.township(tier="medium"), make.period(2014, 4)
    fill(unit, period, {"B1": given("W05")["value"]})
    assert points(scored(unit, period))["B1"] == expected("W05")["points"]


def test_w06_half_a_hundredth_rounds_up():
    unit, period = make.township(), make.period(2014, 2)
    fill(unit, period, {"F1": given("W06")["value"]})
    result = expected("W06")
    assert points(scored(unit, period))["F1"] == result["points"]
    exact = Decimal(6) * 11 / 16
    assert str(exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN)) == result["half_even_would_give"]


def test_w07_bonus_is_capped_when_it_is_read():
    unit, period = make.township(), make.period(2014, 2)
    fill(unit, period, {}, ledger=given("W07")["ledger"])
    score = scored(unit, period)
    assert (score.bonus_raw, score.bonus) == (Decimal(expected("W07")["raw"]), Decimal(expected("W07")["bonus"]))


def test_w08_bonus_is_year_to_date():
    unit = make.township()
    found = []
    for period, amounts in zip(quarters(), given("W08")["ledger_by_quarter"], strict=True):
        fill(unit, period, {}, ledger=amounts)
        found.append(published(unit, period).bonus)
    result = expected("W08")
    assert found == [Decimal(value) for value in result["bonus_ytd"]]
    assert [b - a for a, b in zip([Decimal(0), *found], found, strict=False)] == list(
        map(Decimal, result["shown_change"])
    )
    assert found[-1] == Decimal(result["annual"])


def test_w10_of_two_programmes_the_highest_counts_alone():
    unit, period = make.township(tier="high"), make.period(2014, 2)
    person = make.expert()
    make.placement(person, unit)
    for level in given("W10")["levels"]:
        make.selection(person, level=level)
    post()
    score = scored(unit, period)
    assert score.bonus == Decimal(expected("W10")["bonus"])
    assert score.lines.get(indicator__code="B1").counted == expected("W10")["B1_heads"]


def test_w11_expert_below_the_tier_earns_bonus_only():
    unit, period = make.township(tier=given("W11")["tier"]), make.period(2014, 4)
    make.landed_expert(unit, level=given("W11")["level"])
    post()
    score = scored(unit, period)
    assert points(score)["B1"] == expected("W11")["B1_points"]
    assert score.bonus == Decimal(expected("W11")["bonus"])


def test_w15_departure_in_the_same_year_takes_bonus_and_head_back():
    unit, facts = make.township(), given("W15")
    effective, left = (dt.date.fromisoformat(facts[name]) for name in ("effective", "left"))
    make.landed_expert(unit, level=facts["level"], on=effective)
    post()
    Placement.objects.update(ends_on=left, end_reason=Placement.EndReason.LEFT, departure_reported_on=left)
    post(make.AT + dt.timedelta(days=1))
    scores = [scored(unit, period) for period in quarters()]
    assert [score.bonus for score in scores] == [Decimal(value) for value in expected("W15")["bonus_ytd"]]
    heads = [score.lines.get(indicator__code="B1").counted for score in scores]
    assert heads == expected("W15")["B1_heads_ytd"]


@pytest.mark.parametrize("example", ["W21a", "W21b", "W21c"])
def test_w21_lateness_is_counted_in_working_days(example):
    unit, period = make.township(), make.period(2014, 2)
    assert period.due_on == dt.date.fromisoformat(given(example)["due"])
    make.approved_report(period, unit, submitted_on=dt.date.fromisoformat(given(example)["submitted"]))
    assert points(scored(unit, period))["G2"] == expected(example)["G2"]


def test_w22_deadline_on_a_weekend_moves_to_monday():
    unit, period = make.township(), make.period(2014, 4)
    assert period.due_on == dt.date.fromisoformat(expected("W22")["due"])
    make.approved_report(period, unit, submitted_on=period.due_on)
    assert points(scored(unit, period))["G2"] == "3.00"


def test_w26_landing_in_a_park_belongs_to_the_park():
    park = make.township(code="P-WC", kind=Township.Kind.PARK)
    town = make.township(code="330212115")
    period = make.period(2014, 2)
    person = make.expert()
    make.selection(person, level=given("W26")["level"])
    make.placement(person, park, enterprise=make.enterprise(park))
    post()
    run = {score.township.code: score for score in scored(park, period).run.scores.select_related("township")}
    assert {code: score.bonus for code, score in run.items()} == decimals(expected("W26")["bonus"])
    assert run[town.code].bonus == 0


def test_w28_renaming_changes_no_score_and_the_last_day_names_the_unit():
    unit = make.township(name_zh=given("W28")["old_name"])
    periods = quarters()
    fill(unit, periods[1], {"A3": 1, "B1": 1, "E2": 1}, ledger=["1.00"])
    before = scored(unit, periods[1])
    TownshipName.objects.filter(township=unit).update(ends_on=dt.date(2014, 7, 1))
    new = given("W28")["new_name"]
    TownshipName.objects.create(township=unit, name_zh=new, name_en=new, starts_on=dt.date(2014, 7, 1))
    after = scored(unit, periods[1])
    assert after.total - before.total == Decimal(expected("W28")["score_change"])
    assert after.run.revision == before.run.revision
    names = [Township.objects.named_on(p.last_day).get(pk=unit.pk).name for p in periods[1:3]]
    assert names == [given("W28")["old_name"], new]


def test_w30_year_of_an_in_quarter_indicator_is_the_mean_of_its_quarters():
    unit = make.township()
    contacted, requests, returns = (16, 11, None, 16), ((1, 1), None, (9, 10), (1, 1)), (0, 1, None, 0)
    shown = {code: [] for code in ("F1", "F3", "G2")}
    for number, period in enumerate(quarters()):
        values = {"F3": requests[number]} if requests[number] else {}
        make.register_values(unit, period, values | ({"F1": (0, 16)} if number == 0 else {}))
        if contacted[number] is not None:
            make.approved_report(period, unit, values={"F1": contacted[number]}, returns=returns[number])
        score = points(published(unit, period))
        for code, row in shown.items():
            row.append(score[code])
    facts = given("W30")
    assert shown == {code: facts[f"{code}_points"] for code in shown}
    year = {line.code: line.points for line in annual_lines(2014, townships=[unit])}
    assert {code: year[code] for code in shown} == decimals(expected("W30"))


def test_w32_highest_possible_total():
    unit, period = make.township(tier="medium"), make.period(2014, 4)
    full = {"A1": 3, "A2": 4, "A3": 1, "B1": 1, "B2": 3, "B3": 4, "B4": 1, "C1": 1, "C2": 3, "D1": 2, "D2": 1}
    full |= {"E1": 24, "E2": 1, "E3": 3, "F1": 1, "F2": 1, "F3": 1, "G1": 30, "G2": 0}
    fill(unit, period, full, ledger=["3.00", "3.00", "3.00"])
    score = published(unit, period)
    assert score.base == Decimal(given("W32")["base"])
    assert score.bonus_raw == Decimal(given("W32")["bonus_raw"])
    assert score.total == Decimal(expected("W32")["total"])
    assert score.grade == "excellent"
