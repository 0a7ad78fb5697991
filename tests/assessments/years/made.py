"""A whole year of two units, quarter by quarter, and the steps to its result."""

import datetime as dt

from assessments.models import ScoreRun
from assessments.services.finality import finalise_run
from assessments.services.scoring import publish_run, score_period
from tests import make
from tests.assessments.scoring.examples import fill, knowing_all

DAYS = dt.timedelta(days=1)


def quarter(year: int, nth: int, units, *, scheme=None, values=None, missing=()) -> ScoreRun:
    """A published quarter; `values` are the figures of every unit, `missing` the units that reported nothing."""
    period = make.period(year, nth, scheme=scheme)
    for number, unit in enumerate(units):
        if unit not in missing:
            fill(unit, period, {"A2": 1 + number, "F1": "0.6875", "F2": 1 if number else 0, **(values or {})})
    return published(period)


def published(period) -> ScoreRun:
    at = knowing_all(period)
    note = "更正" if period.runs.published().exists() else ""
    return publish_run(score_period(period, at=at), by=make.approver(), at=at, note=note)


def after_notice(result) -> dt.datetime:
    """The first morning after the public notice."""
    return make.moment((result.notice_until or result.published_at.date()) + DAYS)


def final(run: ScoreRun) -> ScoreRun:
    return finalise_run(run, by=make.approver(), at=after_notice(run))


def year(number: int, units, **more) -> list[ScoreRun]:
    """All four quarters, final."""
    return [final(quarter(number, nth, units, **more)) for nth in (1, 2, 3, 4)]
