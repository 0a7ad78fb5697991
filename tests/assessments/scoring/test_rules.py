"""Every rule in SQL against its Python twin, on many random facts; the zero, cap and rounding cases are forced in."""

from fractions import Fraction

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Indicator
from assessments.rules import RULES, Facts, Terms

pytestmark = pytest.mark.django_db

WEIGHT = st.integers(1, 10_000)
COUNTED = st.one_of(st.sampled_from([0, 1, 5_000, 10_000]), st.integers(-20_000, 2_000_000)).map(
    lambda n: Fraction(n, 10_000)
)
EXPECTED = st.one_of(st.none(), st.just(Fraction(0)), st.integers(1, 500_000).map(lambda n: Fraction(n, 10_000)))
OUT_OF = st.one_of(st.none(), st.integers(0, 60).map(Fraction))
STEPS = st.lists(
    st.tuples(st.integers(0, 1_000).map(lambda n: Fraction(n, 100)), st.integers(0, 2_000)),
    min_size=1,
    max_size=5,
    unique_by=lambda step: step[0],
).map(
    lambda steps: sorted(
        (at, points) for (at, _), points in zip(sorted(steps), sorted(p for _, p in steps), strict=True)
    )
)
FACTS = st.builds(Facts, weight=WEIGHT, counted=COUNTED, out_of=OUT_OF, expected=EXPECTED, steps=st.just(()))
MANY = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
BATCH = 60
TERMS = Terms(weight="f.weight", counted="f.counted", out_of="f.out_of", expected="f.expected", tier="f.tier")


def exact(value):
    """A fraction of ten-thousandths as the text of a decimal, without binary numbers."""
    scaled = value * 10_000
    assert scaled.denominator == 1
    sign, digits = "-" if scaled < 0 else "", abs(scaled.numerator)
    return f"{sign}{digits // 10_000}.{digits % 10_000:04}"


def by_database(kind, facts, terms=TERMS, more=None):
    columns = {
        "weight": [f.weight for f in facts],
        "counted": [exact(f.counted) for f in facts],
        "out_of": [None if f.out_of is None else exact(f.out_of) for f in facts],
        "expected": [None if f.expected is None else exact(f.expected) for f in facts],
    }
    statement = f"""
        SELECT {RULES[kind].sql(terms)}
        FROM (SELECT *, 'high' AS tier FROM unnest(%(weight)s::int[], %(counted)s::numeric[], %(out_of)s::numeric[],
              %(expected)s::numeric[]) WITH ORDINALITY AS u(weight, counted, out_of, expected, n)) AS f ORDER BY f.n"""  # noqa: S608 - the rule's own text
    with connection.cursor() as cursor:
        cursor.execute(statement, columns | (more or {}))
        return [row[0] for row in cursor.fetchall()]


def test_every_kind_of_rule_exists_once():
    assert list(RULES) == Indicator.Kind.values


@pytest.mark.parametrize("kind", [kind for kind in RULES if kind != "steps"])
@MANY
@given(facts=st.lists(FACTS, min_size=BATCH, max_size=BATCH))
def test_rule_in_sql_agrees_with_its_twin(kind, facts):
    assert by_database(kind, facts) == [RULES[kind].points(f) for f in facts]


@MANY
@given(steps=STEPS, facts=st.lists(FACTS, min_size=BATCH, max_size=BATCH))
def test_steps_in_sql_agree_with_their_twin(steps, facts):
    edges = [Facts(f.weight, at * (f.out_of or 1), f.out_of, None) for f, (at, _) in zip(facts, steps, strict=False)]
    facts = [Facts(f.weight, f.counted, f.out_of, None, steps) for f in [*facts, *edges]]
    names = {"high": [(f"%(at_{i})s::numeric", f"%(points_{i})s") for i in range(len(steps))]}
    bound = {f"at_{i}": exact(at) for i, (at, _) in enumerate(steps)} | {
        f"points_{i}": p for i, (_, p) in enumerate(steps)
    }
    terms = Terms("f.weight", "f.counted", "f.out_of", "f.expected", "f.tier", names)
    assert by_database("steps", facts, terms, bound) == [RULES["steps"].points(f) for f in facts]


@pytest.mark.parametrize("kind", [kind for kind in RULES if kind != "steps"])
@MANY
@given(facts=st.lists(FACTS, min_size=BATCH, max_size=BATCH), more=st.integers(1, 50_000))
def test_points_stay_within_the_weight_and_rise_with_the_count(kind, facts, more):
    """More is never worse, except for a penalty, where it is never better."""
    higher = [Facts(f.weight, f.counted + Fraction(more, 10_000), f.out_of, f.expected) for f in facts]
    for fact, low, high in zip(facts, by_database(kind, facts), by_database(kind, higher), strict=True):
        assert low is None or 0 <= low <= fact.weight
        if low is not None and high is not None:
            assert low >= high if kind == "penalty" else low <= high


@pytest.mark.parametrize(
    ("kind", "facts", "points"),
    [
        ("rate", Facts(600, Fraction(11), Fraction(16), Fraction(1)), 413),  # 4.125: half-even and float give 4.12
        ("ratio", Facts(500, Fraction(0), None, Fraction(0)), None),
        ("ratio", Facts(500, Fraction(1), None, Fraction(0)), 500),
        ("ratio", Facts(2000, Fraction(3), None, Fraction(1)), 2000),
        ("ratio", Facts(2000, Fraction(-1), None, Fraction(1)), 0),
        ("rate", Facts(600, Fraction(0), Fraction(0), Fraction(4, 5)), None),
        ("yes_no", Facts(300, Fraction(0), None, Fraction(1)), 0),
        ("yes_no", Facts(300, Fraction(0), None, Fraction(0)), None),
        ("checklist", Facts(300, Fraction(2), None, Fraction(3)), 200),
        ("penalty", Facts(300, Fraction(7, 2)), 0),
        ("penalty", Facts(300, Fraction(1, 2)), 250),
        ("judged", Facts(500, Fraction(6)), 500),
    ],
)
def test_rule_at_its_edges(kind, facts, points):
    assert RULES[kind].points(facts) == points
    assert by_database(kind, [facts]) == [points]
