"""How a published quarter of the demo ends: final after its notice, and with the fourth one the year."""

import datetime as dt

from assessments.calendar import next_working_day
from assessments.models import ScoreRun
from assessments.services.finality import finalise_run
from assessments.services.years import compute_year, finalise_year, not_final, publish_year
from townships.models import User

from .when import DAY, moment

STILL_OPEN = "2014Q2"  # its notice is over; declaring it final is left to whoever tries the demo


def conclude(run: ScoreRun, director: User) -> None:
    """Declared final on the first working day after the notice; a whole year goes on notice the same day."""
    if run.period.code == STILL_OPEN or run.notice_until is None:
        return
    day = next_working_day(run.notice_until + DAY)
    finalise_run(run, by=director, at=moment(day, 9))
    if run.period.quarter == 4 and not not_final(run.period.year):
        _conclude_year(run.period.year, director, day)


def _conclude_year(year: int, director: User, day: dt.date) -> None:
    result = compute_year(year, at=moment(day, 10))
    result = publish_year(result, by=director, at=moment(day, 11))
    if result.notice_until:
        finalise_year(result, by=director, at=moment(next_working_day(result.notice_until + DAY), 9))
