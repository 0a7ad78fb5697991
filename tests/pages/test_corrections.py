"""The director corrects a figure from the score page, and points of a final year; what is typed wrong stays."""

from decimal import Decimal

import pytest

from assessments.models import Correction, YearEntry
from assessments.services import corrections
from assessments.services.scoring import request_scores, score_period
from talentportal.core.models.jobs import Job
from tests import make
from tests.assessments.results.table import Reader, words
from townships.models import Role

pytestmark = pytest.mark.django_db

PAGE = "/corrections/figures/2014Q2/C-1/E1/"


@pytest.fixture
def unit():
    return make.township(code="C-1", name_zh="演示甲镇")


@pytest.fixture
def period(unit):
    made = make.period(2014, 2)
    score_period(made, at=make.AT)
    return made


@pytest.fixture
def director(period):
    return Reader(make.approver())


def said(**fields):
    return {"figure": "2", "reason": "补记2家企业参会，见签到表", "seen": "0/0"} | fields


def test_the_right_figure_becomes_a_correction_that_stands_beside_the_figure(unit, period, director):
    assert f'href="{PAGE}"' in director.get("/scores/2014Q2/C-1/")
    assert "演示甲镇" in words(director.get(PAGE))
    director.post(PAGE, expect=302, **said())
    row = Correction.objects.get()
    assert (row.counted, row.indicator_code, row.decided_by) == (Decimal(2), "E1", make.approver())
    Job.objects.update(state="done")
    score_period(period, at=row.decided_at)
    clerk = Reader(make.user(Role.CLERK, township=unit))
    told = words(clerk.get("/scores/2014Q2/C-1/"))
    assert "更正 +2：补记2家企业参会，见签到表（2014年二季度" in told
    assert PAGE not in clerk.get("/scores/2014Q2/C-1/")
    assert "更正+2：补记2家企业参会" in words(director.get(PAGE))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason": ""}, "请写明哪里有误"),
        ({"figure": "-1"}, "0"),
        ({"figure": "二"}, "请填写数字，例如12.5。"),
        ({"figure": "0"}, "数字没有变化"),
        ({"seen": "9/0"}, "打开本页后数字已有变化"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_stays(director, fields, told):
    response = director.post(PAGE, expect=422, **said(**fields))
    page = response.content.decode()
    assert told in words(page)
    assert 'aria-invalid="true"' in page
    assert not Correction.objects.exists()


def test_nothing_is_corrected_while_scores_are_being_computed(period, director):
    request_scores(period, by=None, at=make.AT)
    assert "请等计算完成后再更正" in words(director.get(PAGE))
    director.post(PAGE, expect=409, **said())
    assert not Correction.objects.exists()


def test_lines_that_do_not_exist_or_follow_the_ledger_have_no_page(director):
    for path in (PAGE.replace("E1", "Z9"), PAGE.replace("E1", "X1"), PAGE.replace("2014Q2", "2013Q2")):
        director.get(path, expect=404)


def test_a_final_year_leads_to_an_entry_in_the_next(unit, director):
    page = "/corrections/years/2014/C-1/"
    director.get(page, expect=404)
    make.final_year(2014)
    director.get(PAGE, expect=302)
    assert "2014年度更正记入2015年度" in words(director.get(page))
    for points in ("0", "200", "x"):
        director.post(page, expect=422, points=points, reason="审计发现重复计算")
    director.post(page, expect=302, points="-1.5", reason="审计发现重复计算")
    row = YearEntry.objects.get()
    assert (row.year, row.of_year, row.points) == (2015, 2014, Decimal("-1.50"))
    assert "审计发现重复计算" in words(director.get(page))


def test_a_correction_made_in_the_same_moment_is_not_added_to(unit, period, director, monkeypatch):
    """Another director is faster by a moment: after the page was read, before the period's row is held."""
    faster = {"counted": Decimal(2), "reason": "另一人已补记", "by": make.approver(), "at": make.AT}
    held = corrections._check_correctable

    def overtaken(*args):
        monkeypatch.setattr(corrections, "_check_correctable", held)
        corrections.correct_figure(period, unit, "E1", **faster)
        held(*args)

    monkeypatch.setattr(corrections, "_check_correctable", overtaken)
    page = director.post(PAGE, expect=422, **said()).content.decode()
    assert "打开本页后数字已有变化" in words(page)
    assert not Correction.objects.exclude(reason="另一人已补记").exists()
