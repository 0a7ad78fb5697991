"""What a report claims and disputes is before the eyes of whoever approves it, and a claim can be refused alone."""

import pytest

from assessments.models import ReportRow
from assessments.registers import ROW_KINDS
from tests import make
from townships.models import CommitteeSession, Role

from .test_bulk_approval import _filled, approve, reason, states  # noqa: F401 - the fixture makes reports clean


@pytest.fixture
def claimed(desk):
    """A session that the first unit claims in its report."""
    report = desk.report(desk.first)
    return make.claimed_session(report, by=make.staff(desk.first)[Role.CLERK])


def address(desk, row) -> str:
    return f"/review/2014Q3/{desk.first.code}/claims/session/{row.pk}/refuse/"


def page(desk, by=None) -> str:
    return desk.get(by or desk.reviewer, f"/review/2014Q3/{desk.first.code}/")


def test_a_report_with_a_claim_is_not_approved_unseen(desk, claimed):
    told = approve(desk, desk.first, desk.second)
    assert states(desk) == ["submitted", "approved"]
    assert reason(told, desk.first) == f"有新填报或有异议的记录：{ROW_KINDS['session'].name}。"


def test_nor_one_with_a_disputed_row(desk):
    report = desk.report(desk.first)
    known = make.landed_expert(desk.first, on=report.period.first_day).placements.get()
    said = {"kind": "expert", "row_id": known.pk, "origin": "known", "is_agreed": False, "reason": "合同未生效"}
    report.rows.create(**said, said_by=make.staff(desk.first)[Role.CLERK], said_at=make.AT)
    assert "有新填报或有异议的记录" in reason(approve(desk, desk.first), desk.first)
    shown = page(desk)
    assert "合同未生效" in shown
    assert known.expert.name in shown


def test_the_reviewer_sees_the_claim_and_refuses_it_with_a_reason(desk, claimed):
    assert claimed.topic in page(desk)
    desk.post(desk.reviewer, address(desk, claimed), expect=302, reason="纪要与议题不符")
    row = ReportRow.objects.get(kind="session", row_id=claimed.pk)
    assert (row.outcome, row.outcome_reason, row.decided_by) == ("refused", "纪要与议题不符", desk.reviewer)
    assert "纪要与议题不符" in page(desk)
    assert states(desk)[0] == "submitted"
    approve(desk, desk.first)
    assert states(desk)[0] == "approved"
    assert CommitteeSession.objects.get(pk=claimed.pk).verified_at is None, "what was refused is never counted"


def test_without_a_reason_nothing_is_refused(desk, claimed):
    desk.post(desk.reviewer, address(desk, claimed), expect=302, reason="  ")
    assert ReportRow.objects.get(kind="session", row_id=claimed.pk).outcome == ""


def test_only_whoever_may_approve_the_report_refuses_a_row_of_it(desk, claimed):
    for user in (make.user(Role.REVIEWER, reviews=[desk.second]), make.user(Role.CO_REVIEWER)):
        desk.post(user, address(desk, claimed), expect=403, reason="示例")
    assert ReportRow.objects.get(kind="session", row_id=claimed.pk).outcome == ""


def test_a_row_of_a_report_that_went_back_waits_for_no_decision(desk, claimed):
    report = desk.report(desk.first)
    type(report).objects.filter(pk=report.pk).update(state="returned")
    desk.post(desk.reviewer, address(desk, claimed), expect=302, reason="示例")
    assert ReportRow.objects.get(kind="session", row_id=claimed.pk).outcome == ""
