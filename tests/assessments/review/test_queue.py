"""The review queue: mine or all, by state, the longest waiting first."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from townships.models import Role


def names(page: str) -> list[str]:
    body = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    return re.findall(r'<th scope="row"><a href="/review/2014Q3/[^"]+">([^<]+)</a>', body)


def test_a_reviewer_begins_with_his_own_units_and_the_longest_waiting(desk):
    other = make.user(Role.REVIEWER, reviews=[desk.second, desk.first, desk.idle])
    page = desk.get(other, "/review/")
    assert names(page) == ["演示甲镇", "演示乙镇", "演示丁镇"]
    assert "2份报表等待您审核" in page
    assert f'class="btn primary" href="{desk.address(desk.first)}"' in page
    everything = desk.get(other, "/review/?who=all")
    assert names(everything) == ["演示甲镇", "演示乙镇", "演示戊镇", "演示丙镇", "演示丁镇", "演示己镇"]


def test_the_states_filter_and_nonsense_does_not(desk):
    assert names(desk.get(desk.reviewer, "/review/?state=submitted")) == ["演示甲镇", "演示乙镇"]
    assert names(desk.get(desk.reviewer, "/review/?state=not_started")) == ["演示丁镇"]
    assert len(names(desk.get(desk.reviewer, "/review/?state=' OR 1=1"))) == 6
    page = desk.get(desk.reviewer, "/review/?state=overdue")
    assert "没有符合条件的报表" in page
    assert "?who=all&amp;period=2014Q3" in page


def test_each_row_says_what_a_reviewer_must_know(desk):
    desk.post(desk.reviewer, desk.address(desk.first, "notes"), indicator="A2", body="请核对会议次数")
    row = desk.get(desk.reviewer, "/review/").split("演示甲镇</a>")[1].split("</tr>")[0]
    assert "待审核" in row
    assert "10月6日16:00" in row
    assert "等待2天" in row
    assert ">11/11<" in row
    assert re.search(r'data-label="未处理批注">1<', row)
    assert "审核员演示甲" in row
    returned = desk.get(desk.reviewer, "/review/").split("演示戊镇</a>")[1].split("</tr>")[0]
    assert re.search(r'data-label="退回次数">1<', returned)


def test_without_assignments_all_reports_are_shown_and_none_waits(desk):
    page = desk.get(make.user(Role.REVIEWER), "/review/")
    assert len(names(page)) == 6
    assert "没有等待您审核的报表" in page


def test_a_quarter_not_open_yet_and_no_quarter_at_all(desk):
    make.period(2014, 4, opened=False)
    assert "尚未开放，还没有报表" in desk.get(desk.reviewer, "/review/?period=2014Q4")
    desk.get(desk.reviewer, "/review/?period=1999Q1", expect=404)


@pytest.mark.django_db
def test_no_quarter_at_all():
    from .desk import Desk

    assert "还没有季度" in Desk.client(make.user(Role.APPROVER)).get("/review/").content.decode()


def test_only_those_who_review_may_open_it(desk):
    for person in [*make.staff(desk.first).values(), make.user(Role.LEADER), make.user(Role.AUDITOR)]:
        desk.get(person, "/review/", expect=403)


def test_the_queue_costs_the_same_for_more_units(desk):
    def cost():
        client = desk.client(desk.approver)
        client.get("/review/")
        with CaptureQueriesContext(
            connection,
        ) as ran:
            client.get("/review/")
        return len(ran)

    few = cost()
    for _nth in range(24):
        make.submitted_report(desk.period, make.township())
    assert cost() == few
