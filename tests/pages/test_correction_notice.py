"""A correction as everybody reads it: the versions of a ranking, the notice, and what was known on a day."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from assessments.services.corrections import correct_figure
from assessments.services.scoring import publish_run, score_period
from talentportal.core import clock
from talentportal.core.models.jobs import Job
from tests import make
from tests.assessments.results.table import Reader, rows, words
from tests.assessments.scoring.examples import fill
from townships.models import Role

pytestmark = pytest.mark.django_db

AT, LATER = make.AT, make.moment(dt.date(2014, 11, 14))
REASON = "会审时漏计1项发明专利，补记后更正"


@pytest.fixture
def leader():
    return Reader(make.user(Role.LEADER))


@pytest.fixture
def league():
    """W24: nine units in 2014Q1 and Q2; the ninth of Q1 was told 78.50 and is corrected in November."""
    first, second = make.period(2014, 1), make.period(2014, 2)
    units = [make.township(name_zh=f"演示{n}镇", code=f"N-{n}", name_en=f"Town {n}", order=n) for n in range(1, 10)]
    bonus = ["4.90", "4.80", "4.70", "4.60", "4.50", "4.40", "1.80", "1.70", "1.50"]
    for unit, amount in zip(units, bonus, strict=True):
        fill(unit, first, {"A3": 1, "E2": 1})
        make.credit(make.expert(), unit, amount=amount, on=dt.date(2014, 1, 20))
    for period in (first, second):
        publish_run(score_period(period, at=AT), by=make.approver(), at=AT, note="按期公布")
    return first, second, units


def corrected(league):
    """The ninth unit's figure is put right; both quarters get their second version."""
    first, second, units = league
    correct_figure(first, units[-1], "E1", counted=Decimal(2), reason="补记2家企业参会", by=make.approver(), at=LATER)
    runs = [score_period(period, at=LATER) for period in (first, second)]
    assert [run.version for run in runs] == [2, 2]
    Job.objects.update(state="done")
    return [publish_run(run, by=make.approver(), at=LATER, note=REASON) for run in runs]


def place(page, name):
    return next(row[0] for row in rows(page) if row[2].startswith(name))


def test_the_table_of_then_stays_and_the_notice_names_the_rank_of_now(league, leader):
    """W24 through the real tables."""
    before = leader.get("/ranking/2014Q1/")
    assert place(before, "演示9镇") == "9"
    corrected(league)
    archived, current = leader.get("/ranking/2014Q1/?run=1"), leader.get("/ranking/2014Q1/")
    assert rows(archived) == rows(before), "what was published stays as it was"
    assert place(archived, "演示9镇") == "9"
    assert place(current, "演示9镇") == "7"
    assert "第1版于2014年10月8日公布，仍可查阅；现行认定为第2版" in words(archived)
    assert f"2014年11月14日更正为第2版：{REASON}" in words(current)
    assert 'href="/corrections/2014Q1/2/"' in current
    notice = words(leader.get("/corrections/2014Q1/2/"))
    assert REASON in notice
    assert "9 → 7" in notice
    assert "演示9镇 ：E1" in notice
    assert "补记2家企业参会" in notice
    assert re.search(r"演示7镇 [\d.]+ 7 → 8", notice), "who lost a place without any change of its own"
    second = words(leader.get("/corrections/2014Q2/2/"))
    assert "演示9镇 ：E1" in second, "the later quarter sums the figure up"


def test_both_versions_can_be_chosen_in_plain_words(league, leader):
    corrected(league)
    page = leader.get("/ranking/2014Q1/")
    assert "现行认定（第2版）" in words(page)
    assert "当时公布（第1版）" in words(page)


def test_a_day_shows_what_was_publicly_known_then(league, leader):
    corrected(league)
    known = leader.get("/ranking/2014Q1/?known=2014-11-13")
    assert place(known, "演示9镇") == "9"
    assert "以下为2014年11月13日公开的结果" in words(known)
    assert place(leader.get("/ranking/2014Q1/?known=2014-11-14"), "演示9镇") == "7"
    nothing = words(leader.get("/ranking/2014Q1/?known=2014-10-07"))
    assert "当时尚未公布" in nothing
    assert place(leader.get("/ranking/?known=2014-11-01"), "演示9镇") == "9"
    leader.get("/ranking/2014Q1/?known=yesterday", expect=404)
    tier = leader.get("/ranking/2014Q1/?known=2014-11-13&tier=medium")
    assert "known=2014-11-13" in tier
    assert "/scores/2014Q1/N-9/?run=1" in tier


def test_a_provisional_version_is_not_known_to_anybody(league, leader):
    first, _second, units = league
    correct_figure(first, units[-1], "E1", counted=Decimal(2), reason="补记", by=make.approver(), at=LATER)
    score_period(first, at=LATER)
    assert place(leader.get("/ranking/2014Q1/?known=2014-12-31"), "演示9镇") == "9"
    clerk = Reader(make.user(Role.CLERK, township=units[0]))
    assert "第2版" not in words(clerk.get("/ranking/2014Q1/"))
    for path in ("/corrections/2014Q1/2/", "/corrections/2014Q1/1/", "/corrections/2014Q3/2/"):
        clerk.get(path, expect=404)


def test_a_unit_reads_its_own_lines_and_of_others_only_which_moved(league):
    corrected(league)
    units = league[2]
    own = words(Reader(make.user(Role.CLERK, township=units[-1])).get("/corrections/2014Q1/2/"))
    other = words(Reader(make.user(Role.CLERK, township=units[0])).get("/corrections/2014Q1/2/"))
    assert "0 → 2" in own
    assert "补记2家企业参会" in own
    assert "演示9镇 ：E1" in other
    assert "0 → 2" not in other
    assert "补记2家企业参会" not in other


def test_the_dashboard_names_a_fresh_correction_until_its_notice_is_over(league, leader, monkeypatch):
    page = "/dashboard/?period=2014Q2"
    assert "更正为第2版" not in words(leader.get(page))
    corrected(league)
    for day, told in (("2014-11-21", True), ("2014-11-22", False)):
        at = make.moment(dt.date.fromisoformat(day))
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert ("2014年一季度考核结果更正为第2版" in words(leader.get(page))) == told


def test_the_notice_costs_the_same_however_many_units_moved(league, leader, django_assert_max_num_queries):
    corrected(league)
    leader.get("/corrections/2014Q1/2/")
    with django_assert_max_num_queries(14):
        leader.get("/corrections/2014Q1/2/")
