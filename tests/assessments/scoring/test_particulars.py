"""What few years have: corrected figures, entries from earlier years, merged units, and the other bonus modes."""

import datetime as dt
from decimal import Decimal

import pytest

from assessments.models import Correction, YearEntry
from assessments.services.approvals import keep_approved
from assessments.services.scoring import score_period
from platforms.models import UniversityPartnership
from tests import make
from townships.models import Township, TownshipSuccession

from .examples import expected, fill, given, knowing_all, ledger_entry, points, scored
from .test_other_schemes import scheme
from .test_trial import again, stored

pytestmark = pytest.mark.django_db

D = dt.date
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def year():
    return [make.period(2014, quarter) for quarter in (1, 2, 3, 4)]


def correct(period, unit, code, counted, *, out_of=0, at=make.AT):
    return Correction.objects.create(
        period=period, township=unit, indicator_code=code, counted=counted, out_of=out_of, reason="示例",
        decided_by=make.approver(), decided_at=at,
    )  # fmt: skip


def carry(unit, amount, *, year=2014, at=make.AT):
    return YearEntry.objects.create(
        year=year, of_year=year - 1, township=unit, points=amount, reason="示例", decided_by=make.approver(),
        decided_at=at,
    )  # fmt: skip


def merge(old, new, on, *, close=True):
    TownshipSuccession.objects.create(kind="merger", predecessor=old, successor=new, takes_over_on=on)
    if close:
        Township.objects.filter(pk=old.pk).update(closed_on=on)


def line(score, code):
    return score.lines.get(indicator__code=code)


# --- reports ---


def test_a_reopened_report_counts_as_it_was_approved_until_the_next_approval(year):
    unit, period = make.township(tier="medium"), year[1]
    report = make.approved_report(period, unit, values={"A2": 1})
    approved_at = report.approved_at
    report.state, report.amendment = "returned", 2
    report.save()
    report.lines.filter(indicator__code="A2").update(value=2)
    assert points(scored(unit, period))["A2"] == "1.50"
    report.state, report.approved_at = "approved", make.AT
    report.save()
    keep_approved([report.pk], at=make.AT)
    assert points(scored(unit, period))["A2"] == "3.00"
    as_known_then = scored(unit, period, at=make.AT - HOUR)
    assert points(as_known_then)["A2"] == "1.50"
    assert points(scored(unit, period, at=approved_at - HOUR))["A2"] == "0.00"


def test_credit_counts_on_its_day_of_counting_not_on_the_day_it_takes_effect(year):
    unit, period = make.township(), year[0]
    make.credit(make.expert(), unit, amount="1.00", heads=1, on=D(2013, 11, 5), counts_on=D(2014, 1, 1))
    make.credit(make.expert(), unit, amount="2.00", heads=1, on=D(2014, 2, 5), counts_on=D(2015, 1, 1))
    score = scored(unit, period)
    assert (score.bonus, line(score, "B1").counted) == (Decimal(1), 1)


# --- corrections ---


def test_a_correction_is_added_to_the_count_and_year_to_date_carries_it_on(year):
    unit = make.township(tier="medium")
    fill(unit, year[0], {"E1": 2, "F3": Decimal("0.5"), "A2": 1, "E2": 0})
    correct(year[0], unit, "E1", 4)
    correct(year[0], unit, "F3", 1, out_of=2)
    correct(year[0], unit, "A2", -1)
    correct(year[0], unit, "E2", 1)
    first, second = (scored(unit, period) for period in year[:2])
    found = [(line(first, code).counted, line(first, code).out_of) for code in ("E1", "F3", "A2", "E2")]
    assert found == [(6, None), (2, 4), (0, None), (1, None)]
    assert points(first)["E2"] == "3.00"
    assert [line(second, code).counted for code in ("E1", "F3", "A2", "E2")] == [6, 0, 0, 0]
    assert again(first.run) == stored(first.run)


def test_a_correction_counts_from_the_moment_it_was_decided(year):
    unit = make.township()
    correct(year[1], unit, "B2", 2)
    early = scored(unit, year[1], at=make.AT - HOUR)
    assert line(early, "B2").counted == 0
    assert line(scored(unit, year[0]), "B2").counted == 0
    assert line(scored(unit, year[1]), "B2").counted == 2


def test_a_correction_stands_though_the_report_is_missing_and_no_denominator_falls_below_nothing(year):
    unit = make.township()
    correct(year[1], unit, "A2", 2)
    correct(year[1], unit, "F3", 1, out_of=-3)
    score = scored(unit, year[1])
    assert (score.is_missing, points(score)["A2"], points(score)["F3"]) == (True, "3.00", None)


# --- entries from an earlier year ---


def test_points_carried_stand_beside_the_deductions_and_never_take_more_than_the_base(year):
    units = [make.township() for _ in range(4)]
    for unit in units[:3]:
        fill(unit, year[3], {"A3": 1, "E2": 1}, ledger=["1.00"])
    plain = scored(units[0], year[3])
    carry(units[0], "1.25"), carry(units[0], "-0.50"), carry(units[1], "-90.00"), carry(units[2], "3.00", year=2015)
    found = [scored(unit, year[3]) for unit in units]
    assert (found[0].carried, found[0].total) == (Decimal("0.75"), plain.total + Decimal("0.75"))
    assert (found[0].base, found[0].deductions) == (plain.base, plain.deductions)
    assert (found[1].carried, found[1].total) == (-90, 1)
    assert (found[2].carried, found[2].total) == (0, plain.total)
    assert scored(units[0], year[3], at=make.AT - HOUR).carried == 0
    run = scored(units[0], year[3]).run
    assert again(run) == stored(run)


# --- bonus modes ---


@pytest.mark.parametrize(
    ("mode", "bonus"),
    [("graded", "4.00"), ("per_head", "1.88"), ("flat", "5.00"), ("judged", "2.25")],
)
def test_each_mode_looks_at_its_own_number_and_all_are_kept(mode, bonus):
    book = scheme(('mode = "graded"', f'mode = "{mode}"'))
    assert book.bonus_per_head == 1
    period = make.period(2014, 2, scheme=book)
    some, none = make.township(), make.township()
    ledger_entry(some, "4.00")
    make.credit(make.expert(), some, amount=0, persons=Decimal("1.25"))
    make.credit(make.expert(), some, amount=0, persons=Decimal("0.63"))
    correct(period, some, "X1", Decimal("2.75")), correct(period, some, "X1", Decimal("-0.50"))
    run = score_period(period, at=make.AT)
    score = run.scores.get(township=some)
    assert (score.bonus_raw, score.bonus_persons, score.bonus_judged) == (4, Decimal("1.88"), Decimal("2.25"))
    assert score.bonus == Decimal(bonus)
    assert run.scores.get(township=none).bonus == 0
    assert again(run) == stored(run)


def test_a_judged_bonus_is_of_its_quarter_and_is_clipped():
    book = scheme(('mode = "graded"', 'mode = "judged"'))
    first, second = (make.period(2014, quarter, scheme=book) for quarter in (1, 2))
    unit = make.township()
    correct(first, unit, "X1", 9), correct(second, unit, "X1", -1)
    assert [scored(unit, period).bonus for period in (first, second)] == [5, 0]


# --- merged units ---


def test_w27_the_heir_takes_over_counts_and_the_goal_by_months(year):
    facts, result = given("W27"), expected("W27")
    old = [make.township(tier=facts[name]["tier"]) for name in ("a", "b")]
    heads, amount = facts["a"]["heads_before"], facts["a"]["bonus_before"]
    make.credit(make.expert(), old[0], amount=amount, heads=heads, on=D(2014, 2, 1))
    new = make.township(tier=facts["successor"]["tier"], opened_on=D(2014, 7, 1))
    for unit in old:
        merge(unit, new, D(2014, 7, 1))
    make.credit(make.expert(), new, amount="1.00", heads=1, on=D(2014, 10, 8))
    third, fourth = (scored(new, period) for period in year[2:])
    assert (points(third)["B1"], points(fourth)["B1"]) == (result["Q3_points"], result["Q4_points"])
    assert line(fourth, "B1").expected == Decimal(result["B1_target_year"])
    assert fourth.bonus == Decimal(result["bonus_Q4"])
    assert fourth.tier_months == [0, 12, 0, 0, 12, 6]
    assert [score.township_id for score in third.run.scores.all()] == [new.pk]
    assert {score.township_id for score in scored(old[0], year[1]).run.scores.all()} == {unit.pk for unit in old}
    for score in (third, fourth):
        assert again(score.run) == stored(score.run)


def test_the_heir_stands_for_all_that_was_merged_into_it_but_for_the_reports_quality(year):
    grand, old, new = make.township(tier="low"), make.township(tier="high"), make.township(tier="medium")
    fill(grand, year[0], {"E1": 3, "B2": 1, "A2": 1, "F3": Decimal("0.5"), "G2": "1.00"}, ledger=["0.50"])
    fill(old, year[1], {"E1": 4, "E2": 1, "A2": 1, "D2": Decimal("0.5")}, ledger=["1.00"])
    fill(new, year[2], {"E1": 5, "E2": 1, "A2": 1, "D2": 1, "A3": 1})
    correct(year[0], grand, "E1", 2)
    carry(old, "0.25")
    merge(grand, old, D(2014, 4, 1)), merge(old, new, D(2014, 7, 15))
    score = scored(new, year[2])
    found = {code: (line(score, code).counted, line(score, code).out_of) for code in ("E1", "B2", "E2", "D2", "A2")}
    assert found == {"E1": (14, None), "B2": (1, None), "E2": (1, None), "D2": (2, 3), "A2": (3, None)}
    assert points(score)["G2"] == "3.00"
    assert (score.bonus, score.carried) == (Decimal("1.50"), Decimal("0.25"))
    assert score.tier_months == [0, 12, 0, 7, 12, 3]  # January to July of the high unit, the low one until April
    exact = Decimal(40 * 7 + 24 * 12 + 12 * 3) / 12 * Decimal("0.75")
    assert line(score, "E1").expected == exact.quantize(Decimal("0.0001"))
    assert sum(score.row_counts) == len(score.row_ids)
    assert len(line(score, "E1").row_ids) == 12
    assert again(score.run) == stored(score.run)


def test_points_come_from_the_exact_goal_not_from_the_rounded_one(year):
    """The goal is (4 × 11 × 40 + 12 × 24) ÷ 12 = 170.666…; 4 × 16 ÷ that is 0.375, but 0.37499 from 170.6667."""
    new = make.township(tier="medium")
    for _ in range(4):
        merge(make.township(tier="high"), new, D(2014, 12, 1))
    fill(new, year[3], {"E1": 16})
    score = scored(new, year[3])
    assert (line(score, "E1").expected, points(score)["E1"]) == (Decimal("170.6667"), "0.38")
    assert again(score.run) == stored(score.run)


def test_asked_for_a_merged_unit_or_its_heir_alone_the_result_is_that_of_the_whole(year):
    old, new, other = (make.township() for _ in range(3))
    fill(old, year[0], {"E1": 4, "A2": 1}, ledger=["1.00"])
    merge(old, new, D(2014, 4, 1))
    period, at = year[1], knowing_all(year[1])
    score_period(period, at=at)
    for asked in (old, new):
        ledger_entry(old, "0.25")
        run = score_period(period, at=at, townships=[asked])
        partly = stored(run)
        assert run.scores.count() == 2
        assert not run.scores.filter(township=old).exists()
        whole = score_period(period, at=at)
        assert whole.revision == run.revision
        assert stored(whole) == partly
    assert whole.scores.get(township=new).bonus == Decimal("1.50")
    assert whole.scores.get(township=new).rank == 1
    assert whole.scores.get(township=other).rank == 2


def test_after_the_year_of_the_merger_what_still_stands_passes_on_and_the_goal_is_the_units_own(year):
    old, new = make.township(), make.township()
    UniversityPartnership.objects.create(
        township=old, university=make.university(), starts_on=D(2012, 1, 1), **make.verified()
    )
    merge(old, new, D(2014, 7, 1))
    score = scored(new, make.period(2015, 1))
    assert line(score, "E2").counted == 1
    assert score.tier_months == [0, 12, 0, 0, 12, 0]


def test_a_split_passes_nothing_on_by_itself(year):
    old, new = make.township(), make.township(opened_on=D(2014, 7, 1))
    fill(old, year[0], {"E1": 4})
    TownshipSuccession.objects.create(kind="split", predecessor=old, successor=new, takes_over_on=D(2014, 7, 1))
    run = scored(old, year[2]).run
    assert [line(run.scores.get(township=unit), "E1").counted for unit in (old, new)] == [4, 0]
