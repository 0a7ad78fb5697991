"""The next-point adviser keeps its promises: every move is really made in the registers and scored anew."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from assessments.models import ApprovedLine, Score
from assessments.queries.rulebook import rulebook_of
from assessments.scoring.advice import advise
from assessments.scoring.moves import LEVELS
from assessments.scoring.single import Standing
from assessments.services.crediting import post_credits
from assessments.services.scoring import score_period
from experts.models import Expert, ServiceRequest, Team
from tests import make
from tests.assessments.scoring.examples import fill, given, knowing_all
from tests.figures import register_values
from townships.models import ResponsibilityLetter

pytestmark = pytest.mark.django_db
TODAY = dt.date(2014, 6, 16)
DISTINCTIONS = ("academician", "state_council_allowance", "doctor_or_senior_title")


class Undo(Exception):
    """Takes a move back."""


@pytest.fixture
def league(db):
    """Units of the three tiers around W01: some far, some a hair away, one with nothing at all."""
    period = make.period(2014, 2)
    values = given("W01")["values"]
    units = {}
    for code, tier, more in (
        ("W-01", "medium", {}),
        ("W-02", "medium", {"E1": 11}),
        ("W-03", "medium", {"B1": 0, "B4": 0, "F1": None, "D2": None, "D1": 0, "A3": 0, "E2": 0, "A1": 1, "G1": 3}),
        ("W-04", "high", {"B1": 1, "B3": 1, "F2": 0}),
        ("W-05", "low", {"B1": 0, "C2": 0, "E3": 0, "F3": None}),
    ):
        unit = units[code] = make.township(code=code, tier=tier)
        fill(unit, period, {**values, **more}, ledger=["1.00"])
    hosted = make.landed_expert(units["W-01"], level="municipal", on=dt.date(2014, 2, 3))
    late = make.landed_expert(units["W-05"], level="district", on=dt.date(2013, 2, 3))
    post_credits(Expert.objects.filter(pk__in=[hosted.pk, late.pk]), by=None, at=make.AT)
    make.township(code="W-06", tier="low")
    return period, units


def scored(period, unit) -> Score:
    run = score_period(period, at=knowing_all(period))
    return Score.objects.select_related("run__scheme", "run__period").get(run=run, township=unit)


def really(way, unit, period) -> None:
    """Make the move in the registers."""
    move = way.move
    n = int(move.n) if move.n == int(move.n) else move.n
    if move.action == "expert":
        people = [make.landed_expert(unit, level=move.what, on=dt.date(2014, 6, 3)) for _ in range(n)]
        post_credits(Expert.objects.filter(pk__in=[person.pk for person in people]), by=None, at=make.AT)
    elif move.action == "upgrade":
        _raise(unit, move.what)
    elif move.action == "platform":
        for _ in range(n):
            make.platform(unit, level=move.what, approved_on=dt.date(2014, 6, 3))
    elif move.action == "talent":
        _talent(unit, move.what, n)
    elif move.line.is_reported:
        _report(unit, period, move.line, n)
    elif move.action == "active":
        _activate(unit, n)
    elif move.action == "letter":
        ResponsibilityLetter.objects.create(
            township=unit, year=2014, signed_on=dt.date(2014, 6, 3), **make.verified()
        )  # fmt: skip
    elif move.line.measure == "requests_on_time":
        _close_in_time(unit, n)
    else:
        register_values(unit, period, {move.line.code: n})


def _raise(unit, level):
    spots = unit.placements.filter(ends_on=None).order_by("expert__pk")
    found = next(
        spot.expert
        for spot in spots
        if (top := spot.expert.credits.order_by("-posted_at", "-pk").first()) and top.placement and top.level == level
    )
    make.selection(found, level=LEVELS[LEVELS.index(level) - 1], selected_on=dt.date(2014, 6, 3))
    post_credits(Expert.objects.filter(pk=found.pk), by=None, at=make.AT)


def _talent(unit, what, n):
    for _ in range(n):
        if what == "team":
            Team.objects.create(
                township=unit, name="示例团队", arrived_on=dt.date(2014, 6, 3), members=3, **make.verified()
            )  # fmt: skip
        else:
            make.placement(make.expert(distinction=what), unit, starts_on=dt.date(2014, 6, 3))


def _report(unit, period, line, n):
    """The unit's approved figure is amended by so much: the next approval supersedes the standing one."""
    old = ApprovedLine.objects.get(report__period=period, report__township=unit, indicator=line.id, superseded_at=None)
    at = make.AT
    ApprovedLine.objects.filter(pk=old.pk).update(superseded_at=at)
    ticks = old.ticks + ["x", "y", "z"][: int(n)] if line.kind == "checklist" else old.ticks
    value = None if line.kind == "checklist" else (old.value or 0) + n
    ApprovedLine.objects.create(
        report=old.report,
        indicator=old.indicator,
        amendment=old.amendment + 1,
        value=value,
        ticks=ticks,
        approved_at=at,
    )


def _activate(unit, n):
    idle = unit.platforms.filter(activities=None, starts_on__lte="2014-06-30")[:n]
    for platform in idle:
        platform.activities.create(held_on=dt.date(2014, 6, 3), title="示例活动", **make.verified())


def _is_late(request):
    return request.closed_on is None or request.closed_on > request.due_on


def _close_in_time(unit, n):
    for request in [row for row in ServiceRequest.objects.filter(township=unit).order_by("pk") if _is_late(row)][:n]:
        request.closed_on = request.due_on
        request.save()


CODES = ["W-01", "W-02", "W-03", "W-04", "W-05", "W-06"]


@pytest.mark.parametrize("code", CODES)
def test_the_twin_scores_every_unit_as_the_engine_does(league, code):
    period, _units = league
    score = scored(period, make.Township.objects.get(code=code))
    result = Standing.of(score, rulebook_of(score.run.scheme_id)).result()
    assert list(result.points) == score.points
    assert (result.base, result.bonus, result.total, result.grade) == (
        *(score.base, score.bonus, score.total, score.grade),
    )


@pytest.mark.parametrize("code", CODES)
def test_every_promise_comes_true_once_the_rows_are_there(league, code):
    """Total, both ranks, grade and the points of the line, to the last hundredth."""
    period, _units = league
    unit = make.Township.objects.get(code=code)
    before = scored(period, unit)
    advice = advise(before, today=TODAY)
    assert (advice.tier_rank, advice.rank) == (before.tier_rank, before.rank)
    for way in [*advice.ways, *advice.experts]:
        promised = (way.total, way.tier_rank, way.rank, way.grade)
        with pytest.raises(Undo), transaction.atomic():
            really(way, unit, period)
            after = scored(period, unit)
            said = f"{way.move.action} {way.move.n} {way.move.what} {way.move.line and way.move.line.code}"
            assert (after.total, after.tier_rank, after.rank, after.grade) == promised, said
            if way.move.line:
                at = way.move.line.position - 1
                gained = Decimal((after.points[at] or 0) - (before.points[at] or 0)) / 100
                assert gained == way.line_gain, said
            raise Undo


def test_the_ways_stand_by_points_for_the_effort_and_name_next_point_and_full_points(league):
    period, units = league
    advice = advise(scored(period, units["W-01"]), today=TODAY)
    values = [way.per_effort for way in advice.ways]
    assert values == sorted(values, reverse=True)
    participations = [way for way in advice.ways if way.move.line.code == "E1"]
    assert [(way.move.n, way.line_gain, way.fills) for way in participations] == [
        (Decimal(2), Decimal("0.67"), True),
    ]
    money = {way.move.n: way.line_gain for way in advice.ways if way.move.line.code == "G1"}
    assert money == {Decimal("1.5"): Decimal("0.40")}
    contacts = {way.move.n: way.line_gain for way in advice.ways if way.move.line.code == "F1"}
    assert contacts == {Decimal(3): Decimal("1.06"), Decimal(6): Decimal("2.12")}  # 11 of 17 now: 3.88


def test_lines_that_cannot_be_moved_are_named_with_the_reason(league):
    period, units = league
    closed = {row.line.code: row.reason for row in advise(scored(period, units["W-02"]), today=TODAY).closed}
    assert closed["G2"] == "penalty"
    assert closed["C1"] == "nobody"
    late = {
        row.line.code: row.reason for row in advise(scored(period, units["W-02"]), today=dt.date(2014, 7, 9)).closed
    }
    assert late["F3"] == "late"
    nothing = {row.line.code: row.reason for row in advise(scored(period, units["W-03"]), today=TODAY).closed}
    assert nothing["D2"] == "no_whole"
    missing = make.Township.objects.get(code="W-06")
    reasons = {row.line.code: row.reason for row in advise(scored(period, missing), today=TODAY).closed}
    assert (reasons["A2"], reasons["G1"]) == ("missing", "missing")


def test_the_bonus_names_each_level_under_the_cap(league):
    period, units = league
    make.credit(make.expert(), units["W-01"], amount="2.50")
    advice = advise(scored(period, units["W-01"]), today=TODAY)
    gains = {way.move.what: way.line_gain for way in advice.experts}
    assert gains == {
        "national": Decimal("0.50"), "provincial": Decimal("0.50"), "municipal": Decimal("0.50"),
        "district": Decimal("0.50"),
    }  # fmt: skip
