"""The sentences under a line: real numbers, every reason, both languages."""

from decimal import Decimal

import pytest
from django.utils import translation

from assessments.explain import counting_rule, explain
from assessments.models import Indicator
from tests import make

from .examples import fill, given, scored

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


def test_judged_points_are_capped_by_the_weight():
    indicator = Indicator.objects.filter(scheme=make.published_scheme(), code="A3").get()

    class Line:
        counted, out_of, expected, points = Decimal(3), None, None, Decimal(2)

    from assessments.explain import _SENTENCES
    from assessments.queries.rulebook import rulebook_of

    terms = rulebook_of(indicator.scheme_id).lines[indicator.position - 1]
    assert _SENTENCES["judged"](terms, "high", 1, Line) == ["min(2.00, 3.00) = 2.00"]
