"""A big table is kept ready between readers, and none of them is told anything old or another one's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Period
from assessments.views import ranking_kept
from tests import make
from tests.assessments.results.table import Reader, rows, standings, words
from townships.models import Role

pytestmark = pytest.mark.django_db(transaction=True)  # every change has its own transaction, as in the running portal


@pytest.fixture
def league():
    """As many units as make a table worth keeping, and two quarters."""
    units = [make.township(order=nth) for nth in range(ranking_kept.KEPT_FROM)]
    totals = {unit: f"{50 + nth / 10:.2f}" for nth, unit in enumerate(units)}
    standings(make.period(2014, 1), totals)
    standings(make.period(2014, 2), totals)
    return units, totals


def read(reader, path="/ranking/2014Q2/"):
    """The page, and how many statements read the scores of units for it."""
    with CaptureQueriesContext(connection) as sent:
        page = reader.get(path)
    return page, sum("EXECUTE ranking_" in query["sql"] for query in sent)


def test_a_big_table_is_drawn_once_for_all_who_see_every_unit(league):
    leader, auditor = Reader(make.user(Role.LEADER)), Reader(make.user(Role.AUDITOR))
    first, _ = read(leader)
    again, _ = read(leader)
    kept, reads = read(auditor)
    assert reads == 0
    assert rows(first) == rows(again) == rows(kept)
    assert len(rows(kept)) == len(league[0])
    assert read(Reader(make.user(Role.LEADER), "en"))[1] == 1
    assert read(leader, "/ranking/2014Q2/?sort=total")[1] == 1


def test_a_corrected_name_is_seen_at_once(league):
    leader, unit = Reader(make.user(Role.LEADER)), league[0][7]
    for _ in range(3):
        read(leader)
    unit.names.update(name_zh="演示改名镇")
    assert "演示改名镇" in read(leader)[0]
    assert "演示改名镇" in read(leader)[0]


def test_another_version_of_the_quarter_before_moves_the_units_at_once(league):
    leader, (units, totals) = Reader(make.user(Role.LEADER)), league
    for _ in range(3):
        read(leader)
    assert "持平" in words(read(leader)[0])
    turned = dict(zip(units, reversed(totals.values()), strict=True))
    standings(Period.objects.get(year=2014, quarter=1), turned, version=2)
    assert "上升" in words(read(leader)[0])


def test_a_unit_finds_its_own_row_marked_and_no_other_open(league):
    unit, office = league[0][3], Reader(make.user(Role.APPROVER))
    for _ in range(3):
        read(office)
    page, _ = read(Reader(make.user(Role.CLERK, township=unit)))
    assert page.count('<tr class="own">') == 1
    assert page.count(f'href="/scores/2014Q2/{unit.code}/"') == page.count('href="/scores/') == 2


def test_a_run_not_published_is_always_read_anew(league):
    _units, totals = league
    standings(make.period(2014, 3), totals, published=False)
    office = Reader(make.user(Role.APPROVER))
    assert [read(office, "/ranking/2014Q3/")[1] for _ in range(3)] == [1, 1, 1]
