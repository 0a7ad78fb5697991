"""A quarter on public notice: the unit of W01 second by a hair, and the one above it."""

import datetime as dt
from types import SimpleNamespace

import pytest

from assessments.services.scoring import publish_run, score_period
from talentportal.core import clock
from tests import make
from tests.assessments.results.table import Reader
from tests.assessments.scoring.examples import fill, given, knowing_all
from townships.models import Role

DAY = dt.timedelta(days=1)


@pytest.fixture
def notice(db, monkeypatch):
    """W01 is published on notice; a rival of its tier counts two participations more."""
    unit = make.township(code="W-01", name_zh="演示甲镇", name_en="Sample Town", tier="medium", order=2)
    rival = make.township(code="W-02", name_zh="演示乙镇", tier="medium", order=1)
    last = make.township(code="W-03", name_zh="演示丙镇", tier="medium", order=3)
    period = make.period(2014, 2)
    values = given("W01")["values"]
    fill(unit, period, values, ledger=["1.00"])
    fill(rival, period, values | {"E1": 11}, ledger=["1.00"])
    at = knowing_all(period)
    run = publish_run(score_period(period, at=at), by=make.approver(), at=at)
    monkeypatch.setattr(clock, "now", lambda: made.at)
    made = SimpleNamespace(unit=unit, rival=rival, last=last, period=period, run=run, at=at + DAY)
    return made


@pytest.fixture
def secretary(notice):
    return make.user(Role.SECRETARY, township=notice.unit, name="演示书记")


@pytest.fixture
def unit_reader(secretary):
    return Reader(secretary)
