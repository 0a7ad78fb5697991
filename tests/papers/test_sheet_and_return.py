"""The one-page sheet of a unit and the notice of a return, each with a code that anybody can check."""

import datetime as dt

import pytest

from assessments.models import Report
from assessments.services.reports import take_step
from assessments.services.returns import Cell
from tests import make
from townships.models import LeadingGroupPost, ResponsibilityLetter, Role

from .reading import content, made, pages, signed_in
from .test_cards import run, units  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def test_a_unit_on_one_page_with_its_gaps_promises_and_vacant_posts(run, units):  # noqa: F811
    unit = units[0]
    ResponsibilityLetter.objects.filter(township=unit, year=2014).update(talent_fund_yuan=500_000)
    about = {"post": "head", "office": "party_secretary", "holder_name": "演示庚"}
    LeadingGroupPost.objects.create(township=unit, starts_on=make.EARLY, **about, **make.verified())
    Report.objects.filter(period=run.period, township=unit).update(plans="下季走访所有专家")
    clerk = signed_in(make.user(Role.CLERK, township=unit))
    paper = made(clerk, f"/runs/{run.pk}/sheets/D-1/print/")
    (read,) = pages(content(clerk, paper))
    score = run.scores.get(township=unit)
    for words in ("演示1镇", f"{score.total:.2f}", "50.00万元", "下季走访所有专家", "演示庚", "副组长：空缺"):
        assert words in read, words
    lost = [points for points in score.points if points is not None]
    assert lost
    assert paper.pages == 1
    assert clerk.post(f"/runs/{run.pk}/sheets/D-2/print/").status_code == 404


def test_the_notice_of_a_return_names_cells_reasons_and_the_day(client):
    unit = make.township(name_zh="演示街道", code="D-9")
    period = make.period(2014, 3)
    report = make.submitted_report(period, unit)
    reviewer = make.user(Role.REVIEWER, reviews=[unit])
    cells = [Cell("A", "A2", note="请补上七月的纪要")]
    at = make.moment(dt.date(2014, 10, 13), 10)
    office = signed_in(reviewer)
    assert office.post("/reports/2014Q3/D-9/return/print/").headers["Location"] == "/reports/2014Q3/D-9/"
    take_step("return", Report.objects.filter(pk=report.pk), by=reviewer, at=at, note="纪要不全", cells=cells)
    for who in (office, signed_in(make.staff(unit)[Role.CLERK])):
        paper = made(who, "/reports/2014Q3/D-9/return/print/")
        (read,) = pages(content(who, paper))
        for words in ("退回通知", "演示街道：", "纪要不全", "请补上七月的纪要", "2014年10月13日"):
            assert words in read, words
        checked = client.get(f"/check/{paper.code}/").content.decode()
        assert "2014年三季度" in checked
        assert paper.sha256 in checked
    other = signed_in(make.user(Role.CLERK, township=make.township()))
    assert other.post("/reports/2014Q3/D-9/return/print/").status_code == 404
    assert other.get(f"/papers/{paper.pk}/").status_code == 404
