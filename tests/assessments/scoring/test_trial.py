"""The what-if engine gives what the scoring gives, from the inputs that a run keeps, and stores nothing."""

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given

from assessments.models import Score, ScoreRun
from assessments.queries.rulebook import rulebook_of
from assessments.scoring.trial import Outcome, compute, inputs_of
from assessments.services.scoring import score_period
from tests import make

from .examples import fill, knowing_all
from .examples import given as example
from .test_invariants import LEAGUE, MANY, in_its_own_league

pytestmark = pytest.mark.django_db


def stored(run) -> list[tuple]:
    rows = Score.objects.filter(run=run).order_by("township__order", "township_id")
    return list(rows.values_list(*Outcome._fields))


def again(run) -> list[tuple]:
    return [tuple(row) for row in compute(rulebook_of(run.scheme_id), inputs_of(run), quarter=run.period.quarter)]


@MANY
@given(facts=LEAGUE)
def test_a_trial_with_a_runs_own_inputs_gives_its_scores(facts):
    def check(period, units):
        run = score_period(period, at=knowing_all(period))
        assert len(again(run)) == len(units)
        assert again(run) == stored(run)

    in_its_own_league(facts, check)


def test_a_trial_is_one_statement_to_read_and_one_to_compute_and_stores_nothing(django_assert_num_queries):
    period, unit, other = make.period(2014, 2), make.township(), make.township()
    fill(unit, period, example("W01")["values"], ledger=["1.00"])
    run = score_period(period, at=knowing_all(period))
    book, kept = rulebook_of(run.scheme_id), list(Score.objects.order_by("pk").values())
    with django_assert_num_queries(1):
        inputs = inputs_of(run)
    generous = dataclasses.replace(book, bonus_mode="flat", bonus_cap=Decimal(7))
    fewer = [row._replace(counted=[Decimal(0)] * len(row.counted)) for row in inputs if row.township_id == unit.pk]
    with django_assert_num_queries(2):
        first, second = compute(generous, inputs, quarter=2)
        (alone,) = compute(book, fewer, quarter=2)
    assert (first.bonus, first.total, first.rank) == (Decimal(7), Decimal("87.69"), 1)
    assert (second.township_id, second.bonus) == (other.pk, 0)
    assert (alone.rank, alone.bonus) == (1, Decimal(1))
    assert alone.base < first.base
    assert list(Score.objects.order_by("pk").values()) == kept
    assert ScoreRun.objects.get() == run
    assert compute(book, [], quarter=2) == []
