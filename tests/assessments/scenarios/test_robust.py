"""The smallest shift that swaps two neighbours: against trying every hundredth, and against the engine itself."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations

import pytest

from assessments.queries.rulebook import rulebook_of
from assessments.scoring.trial import compute, inputs_of
from assessments.whatif.apply import changed_book, expected
from assessments.whatif.changes import Changes
from assessments.whatif.curves import Clipped, Proportional
from assessments.whatif.league import DisagreementError, robustness, standing
from assessments.whatif.robust import Standing, Weighing, overtaking

HUNDRED = Decimal(100)


def line_of(chance):
    """A line that does not apply, one down to zero or up to its weight, or one in proportion."""
    kind = chance.random()
    if kind < 0.12:
        return None
    if kind < 0.25:
        return Clipped(chance.randint(0, 200), chance.choice([1, 2]), chance.random() < 0.5)
    whole = chance.randint(1, 7)
    return Proportional(chance.randint(0, whole), whole)


def pair_of(chance):
    """Two units with some two to five lines; weights add up to 4.00 of 4.00 or of 100 points."""
    lines = chance.randint(2, 5)
    cuts = [0, *sorted(chance.sample(range(1, 400), lines - 1)), 400]
    weights = tuple(after - before for before, after in pairwise(cuts))
    weighing = Weighing(weights, chance.choice([400, 10_000]), chance.choice([None, 0]))
    made = [
        Standing(n, weighing, [line_of(chance) for _ in weights], chance.choice([-20, 0, 0, 50, 300]), 10 * n)
        for n in range(2)
    ]
    if chance.random() < 0.5:  # often units differ in a line or two only
        twin = [one if chance.random() < 0.7 else line_of(chance) for one in made[0].curves]
        made[1] = Standing(1, weighing, twin, made[1].deductions, made[1].bonus)
    return sorted(made, key=lambda unit: unit.key, reverse=True)


def by_trying(ahead, behind):
    """Every hundredth of every way, one after the other."""
    weights, best = ahead.weighing.weights, None
    for i, j in permutations(range(len(weights)), 2):
        for amount in range(1, weights[i] + 1 if best is None else min(weights[i] + 1, best)):
            if behind.moved(i, j, amount) > ahead.moved(i, j, amount):
                best = amount
                break
    return best


@pytest.mark.parametrize("seed", range(8))
def test_the_smallest_shift_is_the_one_that_trying_everything_finds(seed):
    chance = random.Random(seed)  # noqa: S311 - the same leagues each time
    for _ in range(60):
        ahead, behind = pair_of(chance)
        found = overtaking(ahead, behind)
        assert found.hundredths == by_trying(ahead, behind)
        if found.hundredths:
            way = found.source, found.sink
            assert behind.moved(*way, found.hundredths) > ahead.moved(*way, found.hundredths)


def ranks_after(run, book, inputs, shift, amount):
    """The engine's word on a shift: which of the two stands first."""
    lines = [book.lines[position] for position in (shift.source, shift.sink)]
    weights = {line.code: line.weight / HUNDRED for line in lines}
    weights[lines[0].code] -= Decimal(amount) / HUNDRED
    weights[lines[1].code] += Decimal(amount) / HUNDRED
    outcomes = compute(changed_book(book, Changes(weights=weights)), inputs, quarter=run.period.quarter)
    ranks = {outcome.township_id: outcome.rank for outcome in outcomes}
    return ranks[shift.ahead], ranks[shift.behind]


def test_the_engine_swaps_neighbours_at_the_shift_and_not_one_hundredth_before(league):
    book, inputs = rulebook_of(league.scheme_id), inputs_of(league)
    outcomes = compute(book, inputs, quarter=2)
    found = robustness(book, book, inputs, outcomes, 2)
    assert len(found.overall) == 5
    assert len(found.in_tier) == 3
    swapped = [shift for shift in (*found.overall, *found.in_tier) if shift.hundredths]
    assert swapped
    for shift in swapped:
        ahead, behind = ranks_after(league, book, inputs, shift, shift.hundredths)
        assert behind < ahead
        ahead, behind = ranks_after(league, book, inputs, shift, shift.hundredths - 1)
        assert ahead <= behind
    assert found.smallest.hundredths == min(shift.hundredths for shift in swapped)


def test_no_shorter_way_exists_in_the_league_of_the_tables(league):
    """Every hundredth below the answer, over all ways, by the rules' own twins."""
    book, inputs = rulebook_of(league.scheme_id), inputs_of(league)
    outcomes = compute(book, inputs, quarter=2)
    heads = next(line.position - 1 for line in book.lines if line.measure == "heads")
    weighing = Weighing(tuple(line.weight for line in book.lines), book.base_points, heads)
    units = {
        o.township_id: standing(book, book, weighing, unit, o, 2) for unit, o in zip(inputs, outcomes, strict=True)
    }
    for shift in robustness(book, book, inputs, outcomes, 2).overall:
        assert shift.hundredths == by_trying(units[shift.ahead], units[shift.behind])


def test_changed_weights_are_where_the_next_shift_starts(league):
    """Steps scale from the scheme's own points, however often the weights change."""
    book, inputs = rulebook_of(league.scheme_id), inputs_of(league)
    now = changed_book(book, Changes(weights={"C2": Decimal("3.37"), "B1": Decimal("21.63")}))
    outcomes = compute(now, inputs, quarter=2)
    shift = robustness(book, now, inputs, outcomes, 2).smallest
    weights = {line.code: line.weight / HUNDRED for line in now.lines}
    weights[now.lines[shift.source].code] -= shift.hundredths / HUNDRED
    weights[now.lines[shift.sink].code] += shift.hundredths / HUNDRED
    after = compute(changed_book(book, Changes(weights=weights)), inputs, quarter=2)
    ranks = {outcome.township_id: outcome.rank for outcome in after}
    assert ranks[shift.behind] < ranks[shift.ahead]


def test_what_is_expected_is_what_the_engine_expects(league):
    book, inputs = rulebook_of(league.scheme_id), inputs_of(league)
    odd = [unit._replace(tier_months=[5, 4, 3, 11, 4, 9]) for unit in inputs]
    for unit, outcome in zip(odd, compute(book, odd, quarter=3), strict=True):
        for line, told in zip(book.lines, outcome.expected, strict=True):
            exact = expected(line, unit.tier_months, 3)
            assert (told is None) == (exact is None)
            if exact is not None:
                assert abs(Fraction(told) - exact) <= Fraction(1, 20_000)


def test_nothing_is_said_where_the_engine_would_say_something_else(league):
    book, inputs = rulebook_of(league.scheme_id), inputs_of(league)
    outcomes = compute(book, inputs, quarter=2)
    outcomes[0] = outcomes[0]._replace(total=outcomes[0].total + 1)
    with pytest.raises(DisagreementError):
        robustness(book, book, inputs, outcomes, 2)


def test_a_tie_is_broken_by_the_smallest_shift_for_either(league):
    book, inputs = rulebook_of(league.scheme_id), inputs_of(league)
    twins = [inputs[0], inputs[0]._replace(township_id=inputs[1].township_id)]
    outcomes = compute(book, twins, quarter=2)
    assert [outcome.rank for outcome in outcomes] == [1, 1]
    assert robustness(book, book, twins, outcomes, 2).overall[0].hundredths is None  # the same in every line
    counted = list(inputs[0].counted)
    b2, e1 = (next(line.position - 1 for line in book.lines if line.code == code) for code in ("B2", "E1"))
    lines = {line.code: line for line in book.lines}
    counted[b2], counted[e1] = Decimal(0), Decimal(20)
    assert lines["B2"].weight > lines["E1"].weight
    other = replace(book, lines=book.lines)
    twins[1] = twins[1]._replace(counted=counted)
    found = robustness(book, other, twins, compute(other, twins, quarter=2), 2).overall[0]
    assert found.hundredths is None or found.hundredths > 0
