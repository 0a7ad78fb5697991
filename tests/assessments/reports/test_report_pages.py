"""The report's pages as people use them: task list, sections, notes, check, sign."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Report, ReportLine
from assessments.services import notes
from assessments.services.reports import take_step
from talentportal.core.models import AuditEntry, Job
from tests import make

from .test_bad_input import pdf

pytestmark = pytest.mark.django_db

# beyond signing in (session and user); a section reads the rows behind each of its figures
QUERIES = {"report-detail": 41, "report-check": 58, "section A": 36, "section B": 41, "section T": 36}

A = {"version": "0", "is_complete": "yes", "A2-value": "1", "A2-reason": "会议记录待补登", "A3-agreed": "yes"}
AGREED = {"B": ("B1", "B2", "B3", "B4"), "C": ("C1", "C2"), "D": ("D1", "D2"), "E": ("E1", "E2", "E3")}


def agreed(code):
    return {f"{line}-agreed": "yes" for line in AGREED[code]}


REST = {
    "B": agreed("B"),
    "M": {"has_nothing": "on"},
    **{code: agreed(code) for code in "CDE"},
    "F": {"F1-value": "0", "F2-value": "0", "F3-agreed": "yes"},
    "G": {"G1-value": "0"},
    "T": {"highlights": "与两所高校共建产业学院", "problems": "", "plans": "走访全部专家"},
    "S": {"A2-self": "2.5", "A2-why": "会议纪要待补"},
    "H": {"contact_name": "演示丙", "contact_phone": "示例0000"},
}


def fill(client, address):
    """Fill every section, follow the redirects; gives the last address."""
    answer = client.post(address("report-section", "A"), A | {"A2-file": pdf()})
    for code, values in REST.items():
        assert answer.headers["Location"] == address("report-section", code)
        answer = client.post(answer.headers["Location"], {"version": "0", "is_complete": "yes"} | values)
        assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_my_quarter_leads_to_the_latest_report(clerk, address):
    answer = clerk.get(reverse("my-quarter"))
    assert answer.headers["Location"] == address("report-detail")
    text = clerk.get(answer.headers["Location"]).content.decode()
    assert "示例街道2014年三季度报表" in text
    assert "11个部分中0个已完成" in text
    assert "10月10日（周五）" in text
    assert text.index("从登记库取数，核对即可") < text.index("二、人才引进") < text.index("需要填写")
    assert text.index("需要填写") < text.index("一、组织领导")


def test_before_the_first_period_the_page_says_so(as_user, db):
    person = make.user("clerk", township=make.township())
    text = as_user(person).get(reverse("my-quarter")).content.decode()
    assert "还没有可以填报的报表" in text


def test_the_quarter_of_a_unit_from_first_figure_to_approval(as_user, clerk, report, people, address):
    assert fill(clerk, address) == address("report-check")
    check = clerk.get(address("report-check")).content.decode()
    assert "没有缺项" in check
    assert "下一步：由没有参与填报的专职副书记核对并送签" in check
    assert "核对无误，送签</button>" not in check  # a clerk reads what comes next, without a button

    deputy = as_user(people["deputy"])
    assert "核对无误，送签" in deputy.get(address("report-check")).content.decode()
    answer = deputy.post(address("report-step", "ready"), {"is_truthful": "1"})
    assert answer.headers["Location"] == address("report-detail")
    assert "等待党（工）委书记签发" in deputy.get(address("report-detail")).content.decode()
    assert "撤回修改" in deputy.get(address("report-check")).content.decode()

    secretary = as_user(people["secretary"])
    assert "签发并报送" in secretary.get(address("report-check")).content.decode()
    assert secretary.post(address("report-step", "submit"), {"is_truthful": "1"}).status_code == 302
    assert "审核期间不能修改" in secretary.get(address("report-detail")).content.decode()
    again = secretary.post(address("report-step", "submit"), {"is_truthful": "1"})
    assert again.status_code == 409
    assert "无需再签" in again.content.decode()

    take_step("approve", Report.objects.filter(pk=report.pk), by=people["reviewer"], at=make.AT)
    assert Job.objects.filter(kind="score_period").count() == 1
    assert "已于2014年10月8日09:00通过" in secretary.get(address("report-detail")).content.decode()


def test_the_truth_statement_has_its_message_beside_it(as_user, clerk, people, address):
    fill(clerk, address)
    answer = as_user(people["deputy"]).post(address("report-step", "ready"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="truth-error"' in text
    assert 'aria-describedby="truth-error"' in text


def test_a_deputy_who_filled_in_a_part_is_told_before_pressing(as_user, people, address, report):
    deputy = as_user(people["deputy"])
    fill(deputy, address)
    text = deputy.get(address("report-check")).content.decode()
    assert "您填过这份报表的一部分" in text
    assert 'name="is_truthful"' not in text


def test_a_returned_report_shows_notes_and_what_changed(as_user, clerk, report, people, address, settings):
    fill(clerk, address)
    later = make.AT + dt.timedelta(hours=1)
    mine = Report.objects.filter(pk=report.pk)
    take_step("ready", mine, by=people["deputy"], at=later, is_truthful=True)
    take_step("submit", mine, by=people["secretary"], at=later, is_truthful=True)
    figure = ReportLine.objects.get(report=report, indicator__code="A2").indicator
    note = notes.add_note(mine.get(), figure, "会议纪要缺第二页。", by=people["reviewer"], at=later)
    general = notes.add_note(mine.get(), None, "其余无需改动。", by=people["reviewer"], at=later)
    take_step("return", mine, by=people["reviewer"], at=later, note="会议纪要不完整")
    settings.CLOCK_OFFSET += 2 * 3600

    detail = clerk.get(address("report-detail")).content.decode()
    assert "区委人才办10月8日退回" in detail
    assert "会议纪要不完整" in detail
    assert "1条批注待处理" in detail
    assert "11个部分中10个已完成，1个有批注待处理" in detail

    section = clerk.get(address("report-section", "A")).content.decode()
    assert "会议纪要缺第二页。" in section
    assert f'aria-describedby="id_A2-value-hint note-{note.pk}"' in section
    typed = A | {"version": "1", "A2-value": "2", f"reply-{note.pk}": "已补传"}
    answered = clerk.post(address("note-reply", note.pk), typed).content.decode()
    assert "已补传" in answered
    assert 'name="A2-value" value="2"' in answered  # typed, not saved yet
    empty = clerk.post(address("note-reply", note.pk), typed | {f"reply-{note.pk}": " "})
    assert empty.status_code == 422
    assert "请写" in empty.content.decode()

    refused = as_user(people["deputy"]).post(address("report-step", "ready"), {"is_truthful": "1"})
    assert "批注还没有处理" in refused.content.decode()
    client = as_user(people["clerk"])
    client.post(address("note-resolve", note.pk), typed)
    assert client.post(address("note-resolve", general.pk)).headers["Location"] == address("report-detail")
    note.refresh_from_db()
    assert note.resolved_by == people["clerk"]

    client.post(address("report-section", "A"), A | {"version": "1", "A2-value": "2", "A2-reason": "补登两次"})
    check = client.get(address("report-check")).content.decode()
    assert "与上次报送相比改动1项" in check
    assert "原为1次" in check
    assert as_user(people["deputy"]).post(address("report-step", "ready"), {"is_truthful": "1"}).status_code == 302


def test_saves_are_in_the_audit_log(clerk, report, people, unit, address):
    clerk.post(address("report-section", "A"), A)
    entry = AuditEntry.objects.about(report).get()
    assert (entry.action, entry.actor, entry.township_code) == ("assessments.edit_report", people["clerk"], unit.code)
    assert entry.detail["changed"]["A2-value"] == [None, "1"]


def test_a_register_figure_shows_its_rows(clerk, report, unit, address):
    make.platform(unit, name="示例众创空间", level="provincial", approved_on=report.period.first_day)
    text = clerk.get(address("report-section", "D")).content.decode()
    assert "登记库：2分" in text
    assert "示例众创空间" in text
    assert "只计区级已核实的记录" in text


def test_an_approved_report_keeps_what_the_registers_said(as_user, report, unit, people, address):
    before = make.period(2014, 2)
    approved = make.approved_report(before, unit)
    make.platform(unit, name="后来核实的平台", level="national", approved_on=before.first_day)  # verified in October
    client = as_user(people["clerk"])
    for name in (("report-section", "D"), ("report-check",)):
        text = client.get(address(*name).replace("2014Q3", "2014Q2")).content.decode()
        assert "后来核实的平台" not in text
        assert "0分" in text
    assert approved.approved_at < make.AT
    assert "后来核实的平台" in client.get(address("report-section", "D")).content.decode()


def test_the_aside_shows_the_last_published_score(clerk, report, unit, people, address):
    from assessments.services.scoring import publish_run, score_period

    before = make.period(2014, 2)
    make.approved_report(before, unit)
    at = make.moment(before.review_until)
    run = publish_run(score_period(before, at=at), by=people["approver"], at=at)
    text = clerk.get(address("report-detail")).content.decode()
    assert f"{run.scores.get(township=unit).total:.2f}" in text
    assert "2014年二季度得分" in text
    assert reverse("score-detail", args=["2014Q2", "SN"]) in text
    assert people["reviewer"].name in text  # whom to ask


def test_pages_in_english(clerk, address):
    clerk.cookies["django_language"] = "en"
    text = clerk.get(address("report-detail")).content.decode()
    assert "Sample Subdistrict, report of 2014 Q3" in text
    assert "0 of 11 sections are complete. Please submit it by 10 Oct (Fri); 2 days are left." in text
    text = clerk.get(address("report-section", "G")).content.decode()
    assert "This quarter only (1 Jul to 30 Sep), in units of 10,000 yuan." in text


@pytest.mark.parametrize("code", list("ABCDEFGT"))
def test_every_section_opens_for_filling_and_for_reading(as_user, report, people, address, code):
    assert "保存并继续" in as_user(people["clerk"]).get(address("report-section", code)).content.decode()
    assert (
        "可以查看这份报表，不能修改"
        in as_user(people["secretary"]).get(address("report-section", code)).content.decode()
    )


def test_htmx_goes_on_as_a_whole_page(clerk, address):
    answer = clerk.post(address("report-section", "A"), A, headers={"hx-request": "true"})
    assert answer.headers["HX-Redirect"] == address("report-section", "B")


def test_queries_do_not_grow(clerk, report, unit, people, address):
    def count(name, *rest):
        clerk.get(address(name, *rest))
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get(address(name, *rest)).status_code == 200
        return len(seen) - 2

    def all_counts():
        sections = {f"section {code}": count("report-section", code) for code in "ABT"}
        return {name: count(name) for name in ("report-detail", "report-check")} | sections

    def grow(times, quarters):
        for _ in range(times):
            make.landed_expert(unit, on=report.period.first_day)
            make.claimed_session(report, by=people["clerk"])
            make.township()
        for quarter in quarters:
            make.approved_report(make.period(2014, quarter), unit, values={"A2": 1})
        for line in report.lines.select_related("indicator"):
            for text in ("请核对", "请补充")[:times]:
                report.notes.create(indicator=line.indicator, author=people["reviewer"], body=text, written_at=make.AT)

    grow(1, [1])
    few = all_counts()
    grow(3, [2])
    many = all_counts()
    assert few == many == QUERIES
