"""Whole scores against slow plain Python, and what must hold for any facts: many random leagues through the tables."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Score
from assessments.queries.rulebook import rulebook_of
from assessments.rules import RULES, Facts
from assessments.services.scoring import score_period
from tests import make
from townships.models import District, Tier

from .examples import TICKS, fill, knowing_all, ledger_entry

pytestmark = pytest.mark.django_db

MANY = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RATE = st.integers(1, 6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CENTS = st.integers(0, 4_000).map(lambda n: Decimal(n) / 100)
UNIT = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(Tier.values),
        "report": st.booleans(),
        "values": st.fixed_dictionaries(
            {},
            optional={
                "A1": st.integers(0, len(TICKS)),
                "A2": st.integers(0, 5),
                "A3": st.integers(0, 1),
                "B1": st.sampled_from(["0.50", "1", "1.50", "2"]),
                "B2": st.integers(0, 5),
                "C1": st.integers(0, 2),
                "C2": st.integers(0, 6),
                "E1": st.integers(0, 15),
                "E2": st.integers(0, 1),
                "E3": st.integers(0, 5),
                "F2": st.integers(0, 1),
                "G1": CENTS,
                "G2": st.sampled_from(["0", "0.50", "1.00"]),
            },
        ),
        "rates": st.fixed_dictionaries({}, optional={"D2": RATE, "F1": RATE, "F3": RATE}),
        "ledger": st.lists(st.integers(-300, 300).map(lambda n: Decimal(n) / 100), max_size=3),
    }
)
LEAGUE = st.lists(UNIT, min_size=1, max_size=5)
STORED = [field.name for field in Score._meta.fields if field.name not in ("id", "run", "township")]


class Undo(Exception):
    """Takes an example's rows back, so that the next one starts from nothing."""


def in_its_own_league(facts, check):
    """Make the units of an example, score them, check, and take everything back."""
    with pytest.raises(Undo), transaction.atomic():
        period = make.period(2014, 2)
        units = []
        for fact in facts:
            unit = make.township(tier=fact["tier"])
            rates = {"F1": (0, 3)} | fact["rates"] if not fact["report"] else fact["rates"]
            values = fact["values"] | {code: Fraction(*pair) for code, pair in fact["rates"].items()}
            fill(unit, period, values, ledger=fact["ledger"], report=fact["report"], denominators=rates)
            units.append(unit)
        check(period, units)
        raise Undo


def rows(period, **how):
    run = score_period(period, at=knowing_all(period), **how)
    return {score.township_id: score for score in run.scores.all()}


def half_up(exact):
    return Decimal(floor(exact * 100 + Fraction(1, 2))) / 100


def by_hand(score, book):
    """The total of a unit from its counts, as an official reckons it, with fractions."""
    earned = applicable = 0
    for line in book.lines:
        n = line.position - 1
        numbers = [None if value is None else Fraction(value) for value in (score.out_of[n], score.expected[n])]
        steps = [(Fraction(at), points) for at, points in line.steps.get(score.tier, ())]
        points = RULES[line.kind].points(Facts(line.weight, Fraction(score.counted[n]), *numbers, steps))
        assert points == score.points[n], line.code
        earned += points or 0
        applicable += line.weight if points is not None else 0
    base = half_up(Fraction(100 * earned, applicable))
    deductions = sum(rule.points * n for rule, n in zip(book.deductions, score.deduction_counts, strict=True))
    bonus = min(Decimal(5), max(Decimal(0), score.bonus_raw))
    assert (score.earned, score.applicable) == (Decimal(earned) / 100, Decimal(applicable) / 100)
    return base, deductions, bonus, max(Decimal(0), base - deductions) + bonus


@MANY
@given(facts=LEAGUE)
def test_totals_and_ranks_agree_with_plain_python(facts):
    def check(period, units):
        book = rulebook_of(period.scheme_id)
        scores = list(rows(period).values())
        assert len(scores) == len(units)
        heads = next(line.position for line in book.lines if line.measure == "heads") - 1
        keys = {s.township_id: (s.total, s.bonus, s.points[heads] or 0) for s in scores}
        for score in scores:
            assert (score.base, score.deductions, score.bonus, score.total) == by_hand(score, book)
            assert 0 <= score.bonus <= 5
            assert 0 <= score.total <= 105
            mine = keys[score.township_id]
            assert score.rank == 1 + sum(key > mine for key in keys.values())
            peers = [keys[s.township_id] for s in scores if s.tier == score.tier]
            assert score.tier_rank == 1 + sum(key > mine for key in peers)
            assert sum(score.row_counts) == len(score.row_ids)

    in_its_own_league(facts, check)


@MANY
@given(facts=LEAGUE, amount=st.integers(1, 600).map(lambda n: Decimal(n) / 100), which=st.integers(0, 4))
def test_a_subset_gives_what_the_whole_gives_and_more_credit_is_never_worse(facts, amount, which):
    def check(period, units):
        before = rows(period)
        unit = units[which % len(units)]
        ledger_entry(unit, amount)
        subset = rows(period, townships=[unit])
        assert 0 <= subset[unit.pk].bonus - before[unit.pk].bonus <= amount
        assert subset[unit.pk].total >= before[unit.pk].total
        assert subset[unit.pk].rank <= before[unit.pk].rank
        run = subset[unit.pk].run
        again = rows(period)
        assert again[unit.pk].run.revision == run.revision  # scoring the whole changed nothing more
        stored = [{name: getattr(score, name) for name in STORED} for score in (subset[unit.pk], again[unit.pk])]
        assert stored[0] == stored[1]

    in_its_own_league(facts, check)


@MANY
@given(facts=st.lists(UNIT, min_size=2, max_size=4), order=st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_nothing(facts, order):
    results = []

    def collect(period, units):
        scores = rows(period)
        results.append([(scores[u.pk].total, scores[u.pk].rank, scores[u.pk].tier_rank) for u in units])

    in_its_own_league(facts, collect)
    places = list(range(len(facts)))
    order.shuffle(places)
    in_its_own_league([facts[place] for place in places], collect)
    assert [results[0][place] for place in places] == results[1]


def test_two_districts_are_ranked_apart():
    period = make.period(2014, 2)
    here = [make.township(), make.township()]
    there = make.township(of=District.objects.create(code="330203", name_zh="海曙区", name_en="Haishu"))
    ledger_entry(there, Decimal(1)), ledger_entry(here[0], Decimal(2))
    assert {unit: score.rank for unit, score in rows(period).items()} == {here[0].pk: 1, here[1].pk: 2, there.pk: 1}
