"""How far a unit moved: every page compares with the newest published quarter before, and with no other."""

import datetime as dt
import re

import pytest

from talentportal.core import clock
from tests import make
from tests.assessments.results.table import Reader, rows, standings, words
from townships.models import Role

pytestmark = pytest.mark.django_db
NAMES = {"M-1": "演示甲镇", "M-2": "演示乙镇", "M-3": "演示丙镇"}


@pytest.fixture(autouse=True)
def autumn(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.moment(dt.date(2014, 10, 8)))


@pytest.fixture
def units():
    return [make.township(code=code, name_zh=name) for code, name in NAMES.items()]


def row_of(part: str, first: str) -> list[str]:
    return next(row for row in rows(part) if any(cell.startswith(first) for cell in row[:3]))


def movements(unit) -> set[str]:
    """Of one unit in the second quarter: in the ranking, on its score page, on the dashboard, on its report page."""
    name = NAMES[unit.code]
    office, clerk = Reader(make.user(Role.REVIEWER)), Reader(make.user(Role.CLERK, township=unit))
    board = office.get("/dashboard/").split('id="rank-h"')[1]
    past = clerk.get(f"/reports/2014Q3/{unit.code}/").split('id="past-h"')[1]
    why = words(office.get(f"/scores/2014Q2/{unit.code}/")).split("扣分")[0]
    return {
        sign(row_of(office.get("/ranking/2014Q2/"), name)[1]),
        sign(why),
        sign(row_of(board, name)[3]),
        sign(row_of(past, "2014年二季度")[4]),
    }


def sign(cell: str) -> str:
    found = re.search(r"([▲▼]) (?:上升|下降) (\d+)", cell)
    return "".join(found.groups()) if found else ""


def totals(units, *values):
    return dict(zip(units, values, strict=False))


def test_a_quarter_never_published_is_passed_over_everywhere(units):
    standings(make.period(2013, 4), totals(units, "70.00", "90.00", "80.00"))
    standings(make.period(2014, 1), totals(units, "99.00", "98.00", "97.00"), published=False)
    standings(make.period(2014, 2), totals(units, "90.00", "80.00", "70.00"))
    make.period(2014, 3)
    assert [movements(unit) for unit in units] == [{"▲2"}, {"▼1"}, {"▼1"}]


def test_a_unit_that_was_not_ranked_in_the_quarter_before_has_not_moved(units):
    standings(make.period(2013, 4), totals(units, "70.00", "90.00", "80.00"))
    standings(make.period(2014, 1), totals(units[1:], "98.00", "97.00"))
    standings(make.period(2014, 2), totals(units, "90.00", "80.00", "70.00"))
    make.period(2014, 3)
    assert [movements(unit) for unit in units] == [{""}, {"▼1"}, {"▼1"}]
