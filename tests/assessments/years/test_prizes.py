"""Prize money by grade and by place: shared ranks, tiers, leagues, rounding down."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Prize, Scheme
from assessments.scoring.prizes import prizes


def scheme(basis: str, *rows: tuple) -> Scheme:
    """A scheme that is stored nowhere; rows are (tier, grade, place, amount)."""
    made = Scheme(pk=0, prize_basis=basis)
    named = [dict(zip(("tier", "grade", "place", "amount_yuan"), row, strict=True)) for row in rows]
    made._prefetched_objects_cache = {"prizes": [Prize(**fields) for fields in named]}
    return made


PLACES = scheme(
    "tier_rank",
    ("", "", 1, Decimal(1000)),
    ("", "", 2, Decimal(501)),
    ("high", "", 1, Decimal(2000)),
)


@pytest.mark.parametrize(
    ("rows", "money"),
    [
        ([("medium", 1, ""), ("medium", 2, ""), ("medium", 3, "")], [1000, 501, 0]),
        ([("medium", 1, ""), ("medium", 1, ""), ("medium", 3, "")], [750, 750, 0]),  # 1,501 ÷ 2, rounded down
        ([("medium", 1, ""), ("medium", 2, ""), ("medium", 2, "")], [1000, 250, 250]),  # the third place gives nothing
        ([("high", 1, ""), ("high", 2, ""), ("low", 1, "")], [2000, 501, 1000]),
        ([("low", 1, "", 7), ("low", 1, "", 8)], [1000, 1000]),  # two districts: nobody shares
    ],
)
def test_places(rows, money):
    assert prizes(PLACES, rows) == [Decimal(amount) for amount in money]


def test_grades_and_none():
    by_grade = scheme("grade", ("", "good", None, Decimal(300)), ("high", "good", None, Decimal(400)))
    assert prizes(by_grade, [("low", 1, "good"), ("high", 9, "good"), ("low", 2, "poor")]) == [300, 400, 0]
    assert prizes(scheme("", ("", "good", None, Decimal(300))), [("low", 1, "good")]) == [0]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_shared_ranks_never_cost_more_than_the_places_they_take(points):
    ranks = [1 + sum(other > own for other in points) for own in points]
    money = prizes(PLACES, [("high", rank, "") for rank in ranks])
    assert sum(money) <= 2501
    assert all(amount == amount.to_integral_value() for amount in money)
    assert all(
        a >= b for (ra, a) in zip(ranks, money, strict=True) for (rb, b) in zip(ranks, money, strict=True) if ra <= rb
    )
