"""Random leagues against a twin: changed tiers, merged units, corrections, missing reports, every bonus mode."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessments.models import Correction, YearEntry
from assessments.queries.rulebook import rulebook_of
from assessments.services.scoring import score_period
from tests import make
from townships.models import Township, TownshipSuccession, TownshipTier

from . import twin
from .examples import fill, knowing_all
from .test_invariants import Undo
from .test_other_schemes import scheme
from .test_trial import again, stored

pytestmark = pytest.mark.django_db

LEAGUES = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # to make an example smaller takes minutes with real tables
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
QUARTERS = range(1, twin.QUARTER + 1)
DAYS = st.dates(dt.date(2014, 1, 2), dt.date(2014, 12, 20))
CENTS = st.integers(-150, 400).map(lambda n: Decimal(n) / 100)
FIGURES = st.fixed_dictionaries(
    {},
    optional={
        "E1": st.integers(0, 9),
        "B2": st.integers(0, 3),
        "A2": st.integers(0, 3),
        "E2": st.just(1),
        "F2": st.integers(0, 1),
        "F3": st.integers(1, 4).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    },
)
CORRECTION = st.tuples(
    st.integers(1, 4),
    st.sampled_from(["E1", "B2", "A2", "E2", "F2", "F3", "X1"]),
    st.integers(-3, 4),
    st.integers(-2, 3),
)
UNIT = st.builds(
    twin.Unit,
    tier=st.sampled_from(twin.TIERS),
    changes=st.dictionaries(DAYS, st.sampled_from(twin.TIERS), max_size=2),
    figures=st.fixed_dictionaries(dict.fromkeys(QUARTERS, FIGURES)),
    reported=st.fixed_dictionaries({quarter: st.booleans() for quarter in QUARTERS}),
    ledger=st.lists(st.tuples(CENTS, CENTS), max_size=2),
    corrections=st.lists(CORRECTION, max_size=2),
    carried=st.lists(CENTS, max_size=1),
)
SPRING = st.dates(dt.date(2014, 1, 2), dt.date(2014, 9, 30))
BEFORE_THE_END = st.dates(dt.date(2014, 1, 2), dt.date(2014, 9, 30))
# which unit, how many places further the one it is merged into, and when
MERGERS = st.dictionaries(st.integers(0, 1), st.tuples(st.integers(1, 2), BEFORE_THE_END), min_size=1)


def in_tables(units: list[twin.Unit], periods) -> list[Township]:
    rows = [make.township(tier=None) for _ in units]
    for unit, row in zip(units, rows, strict=True):
        days = sorted({make.EARLY: unit.tier, **unit.changes}.items())
        for (day, tier), end in zip(days, [day for day, _ in days[1:]] + [None], strict=True):
            TownshipTier.objects.create(township=row, tier=tier, starts_on=day, ends_on=end)
        for quarter, period in zip(QUARTERS, periods, strict=True):
            values = {code: value for code, value in unit.figures[quarter].items() if code != "F3"}
            rate = {"F3": unit.figures[quarter]["F3"]} if "F3" in unit.figures[quarter] else {}
            values |= {code: Fraction(*pair) for code, pair in rate.items()}
            fill(row, period, values, report=unit.reported[quarter], denominators=rate)
        for amount, persons in unit.ledger:
            make.credit(make.expert(), row, amount=amount, persons=persons)
        told = {"reason": "示例", "decided_by": make.approver(), "decided_at": make.AT}
        for quarter, code, counted, out_of in unit.corrections:
            period = make.Period.objects.get(quarter=quarter)
            figures = {"indicator_code": code, "counted": counted, "out_of": out_of if code == "F3" else 0}
            Correction.objects.create(period=period, township=row, **figures, **told)
        for points in unit.carried:
            YearEntry.objects.create(year=2014, of_year=2013, township=row, points=points, **told)
    return rows


def merge(units: list[twin.Unit], rows: list[Township], mergers) -> None:
    for place, (step, day) in mergers.items():
        into = min(place + step, len(units) - 1)
        units[place].merged_into, units[place].merged_on = into, day
        told = {"predecessor": rows[place], "successor": rows[into], "takes_over_on": day}
        TownshipSuccession.objects.create(kind="merger", **told)
        Township.objects.filter(pk=rows[place].pk).update(closed_on=day)


def check(score, unit: twin.Unit, book, mode: str) -> None:
    months, tier = twin.tier_months(unit), unit.tier_on(twin.first_of(twin.QUARTER))
    assert (score.tier, score.tier_months) == (tier, months)
    assert score.is_missing != unit.reported[twin.QUARTER]
    earned = applicable = 0
    for line in book.lines:
        n = line.position - 1
        found, out_of = Fraction(score.counted[n]), score.out_of[n]
        if line.code in twin.COUNTED:
            assert (found, out_of) == twin.counts(unit, line.code), line.code
        exact = twin.goal(line, months)
        assert score.expected[n] == (None if exact is None else twin.half_up(exact, 4)), line.code
        points = twin.points(line, months, tier, found, None if out_of is None else Fraction(out_of))
        assert score.points[n] == points, line.code
        earned += points or 0
        applicable += line.weight if points is not None else 0
    assert score.base == twin.half_up(Fraction(100 * earned, applicable))
    assert (score.bonus_raw, score.bonus_persons, score.bonus_judged, score.bonus) == twin.bonus(unit, mode)
    assert score.carried == sum((points for old in unit.members for points in old.carried), Decimal(0))
    assert score.total == max(Decimal(0), score.base - score.deductions + score.carried) + score.bonus


@pytest.mark.parametrize("mode", ["graded", "per_head", "flat", "judged"])
@LEAGUES
@given(units=st.lists(UNIT, min_size=3, max_size=4), mergers=MERGERS)
def test_random_leagues_agree_with_their_twin(mode, units, mergers):
    with pytest.raises(Undo), transaction.atomic():
        book = scheme(('mode = "graded"', f'mode = "{mode}"'))
        *periods, _fourth = (make.period(2014, quarter, scheme=book) for quarter in (1, 2, 3, 4))
        for unit in units:
            unit.merged_into, unit.merged_on, unit.members = None, None, []
        rows = in_tables(units, periods)
        merge(units, rows, mergers)
        run = score_period(periods[-1], at=knowing_all(periods[-1]))
        standing = twin.gather(units)
        scores = {score.township_id: score for score in run.scores.all()}
        assert set(scores) == {row.pk for row, unit in zip(rows, units, strict=True) if unit in standing}
        for row, unit in zip(rows, units, strict=True):
            if unit.merged_into is None:
                check(scores[row.pk], unit, rulebook_of(book.pk), mode)
        assert again(run) == stored(run)
        score_period(periods[-1], at=knowing_all(periods[-1]), townships=rows[:1])
        run.refresh_from_db()
        assert run.revision == 1
        raise Undo
