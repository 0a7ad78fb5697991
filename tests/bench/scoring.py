"""Scoring: the engine against a loop and against a statement written by hand; bars S1 to S4."""

import math
from collections.abc import Iterator

from assessments.models import Period, ScoreRun
from assessments.scoring.totals import COLUMNS
from assessments.services.scoring import request_scores, score_period
from talentportal.celery import app
from talentportal.core.models.jobs import Job, JobState
from talentportal.core.services.jobs import run_job
from tests import make
from townships.models import Township

from . import loop, reference
from .databases import league
from .probe import Cost, cost, fine_cost, median_costs, memory_added, query, statements
from .table import Row, at_least, at_most

AT = make.AT
SIZES = (1_300, 41_000)
PER_DISTRICT = 14
ROUNDS = 3
MIB_CLIENT, MIB_BACKEND = 60, 128


def rows() -> Iterator[Row]:
    yield from one_district()
    costs: dict[int, tuple[Cost, float]] = {}
    for units in SIZES:
        with league(units, PER_DISTRICT) as period:
            whole = yield from a_period(units, period)
            change = yield from one_change(units, period)
            if units == SIZES[0]:
                yield from jobs(units, period)
            costs[units] = whole, change
    (small, small_change), (big, big_change) = (costs[units] for units in SIZES)
    growth = exponent(big.cpu, small.cpu)
    yield at_most("S2", "growth of scoring a period", "1,300 units", ms(small.cpu), ms(big.cpu), growth, 1.10)
    growth = exponent(big_change, small_change)
    yield at_most("S3", "growth of one change", "1,300 units", ms(small_change), ms(big_change), growth, 0.15)


def one_district() -> Iterator[Row]:
    """One quarter of 26 units, as Yinzhou has them."""
    with league(26, 26) as period:
        slow, quick = cost(lambda: loop.score_period(period, AT)), None
        by_loop = checksum("assessments_score")
        forget()
        sent_by_loop = statements(lambda: loop.score_period(period, AT))
        forget()
        score_period(period, at=AT)  # the scheme is read once for a process
        forget()
        quick = median_costs(5, {"engine": lambda: score_period(period, at=AT)}, forget)["engine"]
        same(by_loop, checksum("assessments_score"))
        forget()
        sent = statements(lambda: score_period(period, at=AT))
        beside = "nested loop"
        yield at_least("26", "statements, a quarter", beside, str(sent_by_loop), str(sent), sent_by_loop / sent, 50)
        yield at_least("26", "time, a quarter", beside, ms(slow.clock), ms(quick.clock), slow.clock / quick.clock, 20)


def a_period(units: int, period: Period) -> Iterator[Row]:
    query(reference.RECREATE)

    def ready() -> None:
        forget()
        query("TRUNCATE reference_score")

    costs = median_costs(
        ROUNDS,
        {
            "engine": lambda: score_period(period, at=AT),
            "reference": lambda: reference.store(ScoreRun.objects.get().pk, period.pk),
        },
        ready,
    )
    same(checksum("reference_score"), checksum("assessments_score"))
    engine, hand = costs["engine"], costs["reference"]
    ratio = engine.cpu / hand.cpu
    yield at_most("S1", f"score {units:,} units", "one statement by hand", ms(hand.cpu), ms(engine.cpu), ratio, 1.5)
    changed = rewritten(lambda: score_period(period, at=AT))
    yield at_most("S3", f"rows rewritten by scoring again, {units:,}", "", "0", str(changed), changed, 0)
    forget()
    client, database = memory_added(lambda: score_period(period, at=AT))
    yield at_most("S2", f"client memory added, MiB, {units:,}", "", "", f"{client:.0f}", client, MIB_CLIENT)
    yield at_most("S2", f"backend memory, MiB, {units:,}", "", "", f"{database:.0f}", database, MIB_BACKEND)
    return engine


def one_change(units: int, period: Period) -> Iterator[Row]:
    """A new ledger entry of one unit, its score and the ranks of its district."""
    unit, person = Township.objects.order_by("pk")[7], make.expert()
    run = ScoreRun.objects.get().pk
    times = 20

    def engine() -> None:
        make.credit(person, unit, amount="0.10")
        score_period(period, at=AT, townships=[unit])

    def hand() -> None:
        make.credit(person, unit, amount="-0.10")
        reference.store_one(run, period.pk, unit.pk)

    engine(), hand()
    product, floor = fine_cost(engine, times), fine_cost(hand, times)
    yield at_most(
        "S3", f"one change, {units:,} units", "own score + ranks by hand", ms(floor), ms(product), product / floor, 2
    )
    return product


def jobs(units: int, period: Period) -> Iterator[Row]:
    """Every unit asks, as on a night of approvals: one job scores them all."""
    sample = 25
    towns = list(Township.objects.order_by("pk"))
    app.conf.task_always_eager = False  # the bells go to Redis, where nobody listens
    for town in towns:
        request_scores(period, by=None, at=AT, townships=[town])
    waiting = list(Job.objects.filter(state=JobState.QUEUED))
    forget()
    whole = cost(lambda: run_job(waiting[0].pk, at=AT, clock=lambda: AT))
    each = cost(lambda: [score_period(period, at=AT, townships=[town]) for town in towns[:sample]])
    every = each.cpu / sample * units
    yield at_most("S4", f"jobs when {units:,} units ask", "", "1", str(len(waiting)), len(waiting), 1)
    yield at_least(
        "S4", f"one job, {units:,} units", "a job for each unit", ms(every), ms(whole.cpu), every / whole.cpu, 10
    )


def forget() -> None:
    """Empty the results, so that the next run stores every row anew."""
    query("TRUNCATE assessments_score")
    query("DELETE FROM assessments_scorerun")


def rewritten(work) -> int:
    before = versions()
    work()
    return len(before ^ versions())


def versions() -> set[tuple]:
    return set(query("SELECT ctid::text, xmin::text FROM assessments_score"))


def checksum(table: str) -> str:
    """Every stored column of every unit, in one text."""
    whole = ", ".join(f"s.{column}" for column in COLUMNS)
    return query(
        f"SELECT md5(string_agg(md5(ROW({whole})::text), '' ORDER BY s.township_id)) FROM {table} s"  # noqa: S608
    )[0][0]


def same(expected: str, found: str) -> None:
    if expected != found:
        raise AssertionError("the contenders give different scores")


def exponent(big: float, small: float) -> float:
    return math.log(big / small) / math.log(SIZES[1] / SIZES[0])


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"
