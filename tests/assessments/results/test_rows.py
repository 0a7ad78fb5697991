"""The rows behind a number: every measure's register is known, every row reads well, persons are masked by right."""

from decimal import Decimal

import pytest
from django.utils import translation

from assessments.measures import MEASURES, read_figures
from assessments.models import Indicator, Period
from assessments.queries import rows
from experts.models import Expert
from tests import make
from tests.assessments.scoring.examples import knowing_all
from townships.models import Role

pytestmark = pytest.mark.django_db

VALUES = {
    "A1": 3,
    "A2": 2,
    "A3": 1,
    "B1": 1,
    "B2": 2,
    "B3": 4,
    "B4": 1,
    "C2": 2,
    "D1": Decimal("1.5"),
    "D2": (1, 2),
    "E1": 3,
    "E2": 1,
    "E3": 2,
    "F1": (2, 3),
    "F2": 1,
    "F3": (1, 2),
    "G1": Decimal("12.50"),
    "X1": ["1.00"],
}


@pytest.fixture
def unit():
    return make.township(name_zh="演示甲镇")


@pytest.fixture
def figures(unit):
    """The figures of a unit with something in every register, by indicator code."""
    period = make.period(2014, 2)
    make.register_values(unit, period, VALUES)
    make.approved_report(period, unit)
    found = read_figures(period, [unit.pk], at=knowing_all(period))
    names = dict(Indicator.objects.filter(scheme=period.scheme).values_list("pk", "code"))
    return {names[indicator]: figure for (_unit, indicator), figure in found.items()}


def indicator(code):
    return Indicator.objects.get(scheme=Period.objects.get().scheme, code=code)


def test_the_registers_are_those_that_the_measures_name():
    for name, measure in MEASURES.items():
        assert rows.MEASURES.get(name, "line") == measure.register, name
        assert rows.MINUS.get(name, "") == measure.minus, name


def test_every_figure_opens_into_rows_with_a_name_and_a_day(unit, figures):
    reviewer = make.user(Role.REVIEWER)
    for code in {*VALUES, "G2"} - {"X1"}:
        ids = figures[code].row_ids
        written = rows.counted_rows(indicator(code), ids, reviewer)
        assert len(written) == len(ids) > 0, code
        assert all(row.label and row.on for row in written), code
        days = [row.on for row in written]
        assert days == sorted(days), code


def test_rows_tell_what_they_are_in_the_language_of_the_reader(figures):
    reviewer = make.user(Role.REVIEWER)
    fund = indicator("G1")
    assert "12.50万元" in rows.counted_rows(fund, figures["G1"].row_ids, reviewer)[0].detail
    with translation.override("en"):
        assert "CNY 125,000" in rows.counted_rows(fund, figures["G1"].row_ids, reviewer)[0].detail


def test_persons_are_named_masked_or_left_out_by_right(unit, figures):
    ids = figures["B1"].row_ids
    heads, name = indicator("B1"), Expert.objects.filter(credits__in=ids).get().name
    named = rows.counted_rows(heads, ids, make.user(Role.REVIEWER))[0]
    assert named.label == name
    assert named.url == f"/experts/{Expert.objects.get(name=name).pk}/"
    assert rows.counted_rows(heads, ids, make.user(Role.CLERK, township=unit))[0].label == name
    for role in (Role.LEADER, Role.CO_REVIEWER):
        masked = rows.counted_rows(heads, ids, make.user(role))[0]
        assert masked.label.startswith("演*")
        assert name not in masked.label + masked.detail
    assert rows.counted_rows(heads, ids, make.user(Role.CLERK, township=make.township())) == []


def test_teams_and_persons_stand_together_though_their_ids_come_from_two_registers(unit):
    period = make.period(2014, 2)
    make.register_values(unit, period, {"B3": 5})
    person = make.expert(distinction="academician")
    make.placement(person, unit, starts_on=period.first_day)
    figure = next(
        figure
        for (_unit, pk), figure in read_figures(period, [unit.pk], at=make.AT).items()
        if pk == indicator("B3").pk
    )
    assert {i < 0 for i in figure.row_ids} == {True, False}
    written = rows.counted_rows(indicator("B3"), figure.row_ids, make.user(Role.REVIEWER))
    assert person.name in {row.label for row in written}
    assert any("人团队" in row.detail for row in written)


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_rows(unit, count, django_assert_max_num_queries):
    make.period(2014, 2)
    people = [make.landed_expert(unit) for _ in range(count)]
    ids = [person.placements.get().pk for person in people]
    clerk, coverage = make.user(Role.CLERK, township=unit), indicator("B4")
    with django_assert_max_num_queries(4):  # rows, selections of the persons, whom the reader may see
        assert len(rows.counted_rows(coverage, ids, clerk)) == count


def test_no_ids_no_query(django_assert_num_queries):
    make.period(2014, 2)
    heads, reviewer = indicator("B1"), make.user(Role.REVIEWER)
    with django_assert_num_queries(0):
        assert rows.counted_rows(heads, [], reviewer) == []
