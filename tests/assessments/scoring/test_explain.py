"""The sentences under a line: real numbers, every reason, both languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from assessments.explain import counting_rule, explain, explain_bonus
from assessments.models import Indicator
from tests import make

from .examples import fill, given, scored
from .test_other_schemes import scheme
from .test_particulars import merge

pytestmark = pytest.mark.django_db


def sentences(score, code):
    line = score.lines.select_related("indicator").get(indicator__code=code)
    return explain(line.indicator, score.tier, score.run.period.quarter, line)


@pytest.fixture
def w01():
    unit, period = make.township(tier="medium"), make.period(2014, 2)
    fill(unit, period, given("W01")["values"], ledger=["1.00"])
    return scored(unit, period)


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("A1", "3.00 × min(1, 3 ÷ 3) = 3.00"),
        ("B1", "20.00 × min(1, 1 ÷ (1 × 50%)) = 20.00"),
        ("E1", "4.00 × min(1, 10 ÷ (24 × 50%)) = 3.33"),
        ("F1", "6.00 × min(1, 11 ÷ 16 ÷ 100%) = 4.13"),
        ("D2", "6.00 × min(1, 3 ÷ 4 ÷ 80%) = 5.63"),
        ("G1", "4.00 × min(1, 13.5 ÷ (30 × 50%)) = 3.60"),
        ("G2", "max(0, 3.00 − 0.50) = 2.50"),
    ],
)
def test_formula_shows_the_real_numbers(w01, code, first):
    assert sentences(w01, code)[0] == first


def test_reasons_in_both_languages(w01):
    with translation.override("en"):
        assert sentences(w01, "B1")[1:] == [
            "The annual target is 1; 50% of it is due by this quarter.",
            "More than expected: the line is capped at its 20.00 points.",
        ]
        assert sentences(w01, "F3") == [
            "9 ÷ 10 reaches the step from 85%: 5.00 points.",
            "from 70%: 3.00 · from 85%: 5.00 · from 95%: 6.00",
        ]
        assert sentences(w01, "B4") == ["Yes: 4.00 points."]
    with translation.override("zh-hans"):
        assert sentences(w01, "B1")[1] == "全年目标1，本季时序进度50%。"
        assert sentences(w01, "C2")[0] == "1，达到1一级：得3.00分。"


def test_why_a_line_does_not_apply():
    unit, period = make.township(tier="low"), make.period(2014, 1)
    score = scored(unit, period)
    with translation.override("en"):
        assert "no target" in sentences(score, "C1")[0]
        assert "Nothing is due yet" in sentences(score, "B1")[0]
        assert "nothing to count from" in sentences(score, "D2")[0]
        assert "nothing to count from" in sentences(score, "F3")[0]
        assert sentences(score, "C2")[0] == "0 reaches no step: 0.00 points."
        assert sentences(score, "A3") == ["No: 0.00 points."]


def test_nothing_expected_but_achieved():
    unit, period = make.township(tier="medium"), make.period(2014, 1)
    fill(unit, period, {"B1": 1})
    with translation.override("en"):
        assert sentences(scored(unit, period), "B1") == ["Nothing was expected and 1 counted: all 20.00 points."]


def test_every_line_of_every_kind_has_a_sentence_and_a_counting_rule(w01):
    for indicator in Indicator.objects.filter(scheme=w01.run.scheme):
        assert sentences(w01, indicator.code)
        with translation.override("zh-hans"):
            assert counting_rule(indicator).endswith("）")


def test_a_goal_by_months_can_be_worked_out_by_hand():
    period = make.period(2014, 3)
    old, other, new = make.township(tier="low"), make.township(tier="medium"), make.township(tier="medium")
    fill(new, period, {"B1": 1, "E1": 10})
    for unit, day in ((old, dt.date(2014, 7, 1)), (other, dt.date(2014, 3, 15))):
        merge(unit, new, day)
    score = scored(new, period)
    lines = {row.indicator.code: row for row in score.lines.select_related("indicator")}
    with translation.override("en"):
        first, note = explain(lines["E1"].indicator, score.tier, 3, lines["E1"], score.tier_months)
        assert first == "4.00 × min(1, 10 ÷ ((24 × 15 + 12 × 6) ÷ 12 × 75%)) = 1.48"
        assert note.startswith("The target goes by months: those of the units merged into this one")
        assert sentences(score, "E1")[0] == "4.00 × min(1, 10 ÷ 27) = 1.48"
    with translation.override("zh-hans"):
        assert "被并入单位" in explain(lines["E1"].indicator, score.tier, 3, lines["E1"], score.tier_months)[1]


def test_a_change_of_tier_is_written_as_months():
    period, unit = make.period(2014, 3), make.township(tier="high")
    unit.tiers.update(ends_on=dt.date(2014, 4, 1))
    unit.tiers.create(tier="low", starts_on=dt.date(2014, 4, 1))
    fill(unit, period, {"E1": 5})
    score = scored(unit, period)
    line = score.lines.select_related("indicator").get(indicator__code="E1")
    first = explain(line.indicator, score.tier, 3, line, score.tier_months)[0]
    assert first == "4.00 × min(1, 5 ÷ ((40 × 3 + 12 × 9) ÷ 12 × 75%)) = 1.40"


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("graded", "Sum 6.00, at most 5.00: 5.00"),
        ("per_head", "1.5 persons × 1.00, at most 5.00: 1.50"),
        ("flat", "Sum 6.00; whoever earned anything gets 5.00: 5.00"),
        ("judged", "Judged by the district: 0.00, at most 5.00: 0.00"),
    ],
)
def test_the_bonus_is_explained_in_the_words_of_its_mode(mode, said):
    period = make.period(2014, 2, scheme=scheme(('mode = "graded"', f'mode = "{mode}"')))
    unit = make.township()
    make.credit(make.expert(), unit, amount="6.00", persons=Decimal("1.50"))
    with translation.override("en"):
        assert explain_bonus(scored(unit, period)) == said
    with translation.override("zh-hans"):
        assert "上限" in explain_bonus(scored(unit, period)) or mode == "flat"


def test_judged_points_are_capped_by_the_weight():
    indicator = Indicator.objects.filter(scheme=make.published_scheme(), code="A3").get()

    class Line:
        counted, out_of, expected, points = Decimal(3), None, None, Decimal(2)

    from assessments.explain import _SENTENCES
    from assessments.queries.rulebook import rulebook_of

    terms = rulebook_of(indicator.scheme_id).lines[indicator.position - 1]
    assert _SENTENCES["judged"](terms, "high", 1, Line) == ["min(2.00, 3.00) = 2.00"]
