"""Figures confirmed and doubted one by one, by the reviewer and by the departments that share the review."""

import datetime as dt

import pytest

from assessments.models import IndicatorAssignment, LineReview, Report
from assessments.services.reports import StepRefused, take_step
from tests import make
from townships.models import Role


@pytest.fixture
def bureau(desk):
    """A department that confirms A2 and C2."""
    person = make.user(Role.CO_REVIEWER, name="会审员演示乙")
    for code in ("A2", "C2"):
        IndicatorAssignment.objects.create(user=person, indicator_code=code)
    return person


def say(desk, person, code, verdict, note="", *, expect=302, unit=None, **more):
    path = desk.address(unit or desk.first, f"lines/{code}")
    return desk.post(person, path, expect=expect, verdict=verdict, note=note, **more)


def test_a_figure_is_ticked_and_the_tick_taken_back(desk):
    page = desk.get(desk.reviewer, desk.address(desk.first))
    total = int(page.split('id="checked"')[1].split("已核0/")[1].split("<")[0])
    answer = say(desk, desk.reviewer, "A2", "confirmed", expect=200, headers={"HX-Request": "true"})
    assert f"已核1/{total}" in answer.content.decode()
    assert 'aria-pressed="true"' in answer.content.decode()
    say(desk, desk.reviewer, "A2", "")
    assert f"已核0/{total}" in desk.get(desk.reviewer, desk.address(desk.first))
    assert not LineReview.objects.exists()


def test_a_doubt_needs_its_reason(desk, bureau):
    page = say(desk, bureau, "C2", "doubted", " ", expect=422).content.decode()
    assert "请写明此项数据有何疑问。" in page.split('id="doubt-C2-error"')[1].split("</p>")[0]
    say(desk, bureau, "C2", "doubted", "专利未见证书")
    assert "会审员演示乙有疑问：专利未见证书" in desk.get(desk.reviewer, desk.address(desk.first))


def test_nobody_speaks_of_what_is_not_his(desk, bureau):
    say(desk, bureau, "F1", "confirmed", expect=403)
    say(desk, make.user(Role.REVIEWER), "A2", "confirmed", expect=403)
    say(desk, desk.reviewer, "G2", "confirmed", expect=404)
    say(desk, desk.reviewer, "A2", "maybe", expect=404)
    say(desk, desk.reviewer, "A2", "confirmed", expect=422, unit=desk.approved)
    assert not LineReview.objects.exists()


def test_a_department_has_its_own_queue(desk, bureau):
    page = desk.get(bureau, "/review/")
    mine = page.split('id="joint-h"')[1].split("</section>")[0]
    assert mine.count("<li>") == 2
    assert "待确认：A2, C2" in mine
    say(desk, bureau, "A2", "confirmed")
    say(desk, bureau, "C2", "doubted", "专利未见证书")
    mine = desk.get(bureau, "/review/").split('id="joint-h"')[1].split("</section>")[0]
    assert mine.count("<li>") == 1
    assert 'id="joint-h"' not in desk.get(desk.reviewer, "/review/")


def test_over_a_doubt_or_a_missing_word_a_report_is_approved_with_a_reason_only(desk, bureau):
    say(desk, bureau, "C2", "doubted", "专利未见证书")
    page = desk.get(desk.reviewer, desk.address(desk.first)).split('id="decide-h"')[1]
    assert "会审员演示乙有疑问（专利未见证书）" in page
    assert "A2" in page.split("会审部门尚未确认")[0]
    refused = desk.post(desk.reviewer, desk.address(desk.first, "approve"), expect=422).content.decode()
    assert "尚有指标未确认（C2, A2）" in refused.split('id="id_approve_note-error"')[1].split("</p>")[0]
    assert desk.report(desk.first).state == "submitted"
    desk.post(desk.reviewer, desk.address(desk.first, "approve"), note="已电话核实")
    step = desk.report(desk.first).steps.order_by("-pk").first()
    assert (step.step, step.note) == ("approve", "已电话核实")


def test_what_everybody_confirmed_is_approved_without_words(desk, bureau):
    say(desk, bureau, "C2", "confirmed")
    say(desk, bureau, "A2", "confirmed")
    desk.post(desk.reviewer, desk.address(desk.first, "approve"))
    assert desk.report(desk.first).state == "approved"


def test_a_word_on_an_earlier_submission_has_passed(desk, bureau):
    say(desk, bureau, "A2", "confirmed")
    say(desk, bureau, "C2", "confirmed")
    later = make.AT + dt.timedelta(hours=1)
    Report.objects.filter(pk=desk.report(desk.first).pk).update(submitted_at=later)
    one = Report.objects.filter(pk=desk.report(desk.first).pk)
    with pytest.raises(StepRefused, match="尚有指标未确认"):
        take_step("approve", one, by=desk.reviewer, at=later)
