"""Approving ticked reports from the queue: what is clean passes, everything else is left out with its reason."""

import datetime as dt
import html
from decimal import Decimal

import pytest

from assessments.models import IndicatorAssignment, Report, ReportLine
from assessments.services.notes import add_note
from assessments.services.reports import take_step
from tests import make
from townships.models import Role

PATH = "/review/2014Q3/approve-ticked/?period=2014Q3"


@pytest.fixture(autouse=True)
def _filled(desk):
    """Both submitted reports could be approved as they are."""
    for unit in (desk.first, desk.second):
        for code in ("A2", "F1", "F2", "G1"):
            line = ReportLine.objects.filter(report=desk.report(unit), indicator__code=code)
            line.update(value=Decimal(0))


def approve(desk, *units, by=None, expect=200, listed_at=None):
    moment = (listed_at or make.AT).isoformat()
    codes = [unit.code for unit in units]
    return desk.post(by or desk.reviewer, PATH, expect=expect, unit=codes, listed_at=moment).content.decode()


def reason(page, unit) -> str:
    """What the list of those left out says of a unit."""
    listed = html.unescape(page).split('id="left-h"')[1].split("</ul>")[0]
    return listed.split(f"/{unit.code}/")[1].split("</a>")[1].split("</li>")[0].strip()


def states(desk):
    return [desk.report(unit).state for unit in (desk.first, desk.second)]


def test_clean_reports_are_approved_together(desk):
    page = approve(desk, desk.first, desk.second)
    assert "2份报表已通过" in page
    assert states(desk) == ["approved", "approved"]


def test_a_report_with_an_open_note_is_left_out_and_holds_up_no_other(desk):
    report = desk.report(desk.first)
    report.period = desk.period
    add_note(report, desk.indicator("A2"), "请核对", by=desk.reviewer, at=make.AT)
    page = approve(desk, desk.first, desk.second)
    assert states(desk) == ["submitted", "approved"]
    assert reason(page, desk.first) == "有1条批注未处理。"


def test_a_figure_that_waits_for_its_department_is_left_out(desk):
    IndicatorAssignment.objects.create(user=make.user(Role.CO_REVIEWER), indicator_code="C2")
    assert reason(approve(desk, desk.first), desk.first) == "有疑问或尚未确认：C2。"
    assert states(desk)[0] == "submitted"


def test_a_disputed_register_figure_is_left_out(desk):
    line = ReportLine.objects.filter(report=desk.report(desk.first), indicator__code="B1")
    line.update(is_agreed=False, reason="少计一人")
    assert reason(approve(desk, desk.first), desk.first) == "需人工查看：B1。"


def test_other_peoples_units_and_wrong_states_are_left_out(desk):
    other = make.user(Role.REVIEWER, reviews=[desk.second])
    page = approve(desk, desk.first, desk.second, desk.approved, by=other)
    assert states(desk) == ["submitted", "approved"]
    assert "没有分配给您" in reason(page, desk.first)
    assert "已通过" in reason(page, desk.approved)


def test_what_moved_after_the_list_was_opened_is_left_out(desk):
    one, people = Report.objects.filter(pk=desk.report(desk.first).pk), make.staff(desk.first)
    take_step("return", one, by=desk.approver, at=make.AT, note="请核对")
    take_step("ready", one, by=people[Role.DEPUTY], at=make.AT, is_truthful=True)
    take_step("submit", one, by=people[Role.SECRETARY], at=make.AT, is_truthful=True)
    page = approve(desk, desk.first, listed_at=make.AT - dt.timedelta(minutes=5))
    assert reason(page, desk.first) == "打开列表后，该报表已有变化。"
    assert states(desk)[0] == "submitted"


def test_nothing_ticked_and_nobody_without_the_right(desk):
    assert "请先勾选要通过的报表。" in approve(desk, expect=422)
    approve(desk, desk.first, by=make.user(Role.CO_REVIEWER), expect=403)
    assert 'name="unit"' not in desk.get(make.user(Role.CO_REVIEWER), "/review/")
    assert states(desk) == ["submitted", "submitted"]
