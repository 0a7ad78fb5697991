"""Returning, approving and reopening through the page: what is written, what is asked for, what comes too late."""

import datetime as dt

import pytest

from assessments.models import Report, ReportStep
from assessments.services.reports import take_step
from talentportal.core.models import AuditEntry
from talentportal.core.models.jobs import Job
from tests import make
from townships.models import LeadingGroupPost, Role


def last(report: Report) -> ReportStep:
    return report.steps.order_by("-pk").first()


def test_approval_is_written_with_its_log_and_asks_for_scores(desk):
    Job.objects.all().delete()
    answer = desk.post(desk.reviewer, desk.address(desk.first, "approve"))
    assert answer["Location"] == desk.address(desk.first)
    report = desk.report(desk.first)
    assert (report.state, report.approved_at) == ("approved", make.AT)
    assert (last(report).step, last(report).by) == ("approve", desk.reviewer)
    assert AuditEntry.objects.filter(action="assessments.approve_report", object_id=str(report.pk)).count() == 1
    assert Job.objects.filter(kind="score_period", key=f"period:{desk.period.pk}").exists()
    page = desk.get(desk.reviewer, desk.address(desk.first))
    assert "没有需要决定的事项" in page


def test_approve_and_next_goes_through_the_queue_and_ends_at_it(desk):
    answer = desk.post(desk.reviewer, desk.address(desk.first, "approve"), next="1")
    assert answer["Location"] == desk.address(desk.second)
    client = desk.client(desk.reviewer)
    answer = client.post(desk.address(desk.second, "approve"), {"next": "1"}, follow=True)
    assert answer.redirect_chain == [("/review/?period=2014Q3", 302)]
    assert "演示乙镇的报表已通过" in answer.content.decode()


def test_a_return_needs_words_and_keeps_what_was_ticked(desk):
    page = desk.post(
        desk.reviewer, desk.address(desk.first, "return"), note="  ", is_unit_error="on", expect=422
    ).content.decode()
    assert "错误：" in page.split("</title>")[0]
    assert "写明哪一项" in page.split('id="id_return_note-error"')[1].split("</p>")[0]
    assert "checked" in page.split('name="is_unit_error"')[1].split(">")[0]
    assert desk.report(desk.first).state == "submitted"
    long = desk.post(desk.reviewer, desk.address(desk.first, "return"), note="字" * 501, expect=422).content.decode()
    assert "字" * 501 in long


def test_a_return_is_written_with_note_and_fault(desk):
    desk.post(desk.reviewer, desk.address(desk.first, "return"), note="请补会议纪要", is_unit_error="on")
    step = last(desk.report(desk.first))
    assert (step.step, step.note, step.is_unit_error) == ("return", "请补会议纪要", True)
    page = desk.get(desk.reviewer, desk.address(desk.first))
    assert "（属于单位自身错误）" in page
    assert "报表已退回单位修改" in page


def test_the_cost_of_an_own_error_is_explained_from_the_scheme(desk):
    assert "每次在G2中扣0.50分" in desk.get(desk.reviewer, desk.address(desk.first))


def test_who_comes_second_is_told_who_did_what(desk):
    desk.post(desk.reviewer, desk.address(desk.first, "approve"))
    page = desk.post(desk.approver, desk.address(desk.first, "return"), note="请核对", expect=409).content.decode()
    assert "审核员演示甲通过了报表（10月8日09:00），早于您的操作" in page
    assert f'href="{desk.address(desk.first)}"' in page
    assert desk.report(desk.first).state == "approved"
    assert desk.post(desk.approver, desk.address(desk.first, "approve"), expect=409)


def test_a_page_read_before_a_return_and_a_new_submission_decides_nothing(desk):
    report = desk.report(desk.first)
    seen = last(report).pk
    assert f'name="seen" value="{seen}"' in desk.get(desk.reviewer, desk.address(desk.first))
    one, people = Report.objects.filter(pk=report.pk), make.staff(desk.first)
    take_step("return", one, by=desk.approver, at=make.AT, note="请核对")
    ReportStep.objects.bulk_create(
        ReportStep(report=report, step=step, from_state=a, to_state=b, by=people[role], at=make.AT)
        for step, a, b, role in (
            ("ready", "returned", "ready", Role.DEPUTY),
            ("submit", "ready", "submitted", Role.SECRETARY),
        )
    )
    one.update(state="submitted", signed_by=people[Role.SECRETARY], checked_by=people[Role.DEPUTY])
    page = desk.post(desk.reviewer, desk.address(desk.first, "approve"), seen=seen, expect=409).content.decode()
    assert f"{people[Role.SECRETARY].name}签发并报送" in page
    assert desk.report(desk.first).state == "submitted"
    desk.post(desk.reviewer, desk.address(desk.first, "approve"), seen=last(report).pk)


def test_an_unassigned_reviewer_is_refused_and_the_director_is_not(desk):
    stranger = make.user(Role.REVIEWER, reviews=[desk.second])
    desk.post(stranger, desk.address(desk.first, "approve"), expect=403)
    assert desk.report(desk.first).state == "submitted"
    desk.post(desk.approver, desk.address(desk.first, "approve"))
    assert desk.report(desk.first).state == "approved"


def test_nobody_decides_on_a_unit_where_he_holds_a_post(desk):
    LeadingGroupPost.objects.create(
        township=desk.first,
        post="deputy_head",
        office="other",
        holder_name="演示甲",
        user=desk.reviewer,
        starts_on=dt.date(2014, 1, 1),
        **make.verified(),
    )
    desk.post(desk.reviewer, desk.address(desk.first, "approve"), expect=403)
    assert "只读" in desk.get(desk.reviewer, desk.address(desk.first))


@pytest.mark.parametrize("step", ["approve", "return", "reopen"])
def test_roles_without_the_right_are_refused(desk, step):
    people = [
        *make.staff(desk.first).values(),
        make.user(Role.LEADER),
        make.user(Role.AUDITOR),
        make.user(Role.CO_REVIEWER),
        make.user(Role.ADMIN),
    ]
    for person in people:
        desk.post(person, desk.address(desk.first, step), note="x", expect=403)
    assert desk.report(desk.first).state == "submitted"


def test_only_the_director_reopens_with_reason_and_end(desk):
    address = desk.address(desk.approved, "reopen")
    desk.post(desk.reviewer, address, note="数字有误", until="2014-10-31", expect=403)
    page = desk.post(desk.approver, address, note="", until="", expect=422).content.decode()
    assert "请写明重新开放的原因" in page
    page = desk.post(desk.approver, address, note="数字有误", until="31.10.2014", expect=422).content.decode()
    assert "日期请写成2014-10-31的样子" in page
    assert "数字有误" in page
    page = desk.post(desk.approver, address, note="数字有误", until="2014-10-01", expect=422).content.decode()
    assert "id_reopen_until-error" in page
    desk.post(desk.approver, address, note="数字有误", until="2014-10-31")
    report = desk.report(desk.approved)
    assert (report.state, report.reopened_until, report.amendment) == ("returned", dt.date(2014, 10, 31), 2)


def test_only_the_districts_steps_are_served_and_only_by_post(desk):
    for step in ("submit", "ready", "recall", "nonsense"):
        desk.post(desk.approver, desk.address(desk.first, step), expect=404)
    assert desk.client(desk.approver).get(desk.address(desk.first, "approve")).status_code == 405
    desk.post(desk.approver, "/review/2014Q3/NOPE/approve/", expect=404)


@pytest.mark.parametrize("seen", ["x", "-1", "9" * 30])
def test_a_meddled_form_decides_nothing(desk, seen):
    answer = desk.client(desk.reviewer).post(desk.address(desk.first, "approve"), {"seen": seen})
    assert answer.status_code in (409, 422)
    assert desk.report(desk.first).state == "submitted"
