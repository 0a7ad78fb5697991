"""One report on the review page: beside the register, beside last quarter, with everything behind a figure."""

import datetime as dt
import html
import re
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Evidence, Report, ReportLine
from assessments.services.evidence import add_evidence
from assessments.services.scoring import publish_run, score_period
from platforms.models import CooperationProject
from tests import make
from townships.models import CommitteeSession, Role


def row(page: str, code: str) -> str:
    """The line of an indicator as read: no tags, one space."""
    part = page.split(f'id="row-{code}"')[1].split("</tr>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", part.split(">", 1)[1]))).strip()


def behind(page: str, code: str) -> str:
    return page.split(f'id="row-{code}"')[1].split('class="behind"')[1].split("</tr>")[0]


def line(desk, unit, code: str, **values) -> None:
    ReportLine.objects.filter(report=desk.report(unit), indicator__code=code).update(**values)


def test_reported_register_and_last_quarter_stand_side_by_side(desk):
    before = make.period(2014, 2)
    make.approved_report(before, desk.first, values={"A2": Decimal(2)})
    publish_run(score_period(before, at=make.AT), by=desk.approver, at=make.AT)
    for day in (3, 9):
        CommitteeSession.objects.create(
            township=desk.first, held_on=dt.date(2014, 7, day), topic="示例议题", has_minutes=True, **make.verified()
        )
    line(desk, desk.first, "A2", value=Decimal(3), reason="一次会议纪要待补")
    page = desk.get(desk.reviewer, desk.address(desk.first))
    assert row(page, "A2").endswith("3次 2次 2次 +1")
    assert "比登记库多1次" in row(page, "A2")
    assert "缺少佐证材料" in row(page, "A2")
    assert "一次会议纪要待补" in behind(page, "A2")
    assert "已确认" in row(page, "B1")
    assert "演示甲镇2014年三季度报表" in page


def test_only_a_change_that_the_unit_must_explain_is_flagged(desk):
    before = make.period(2014, 2)
    make.approved_report(before, desk.first, values={"A2": Decimal(1), "G1": Decimal(10)})
    for value, is_flagged in ((2, False), (3, True)):
        line(desk, desk.first, "A2", value=Decimal(value))
        page = desk.get(desk.reviewer, desk.address(desk.first))
        assert ("超过50%" in row(page, "A2")) is is_flagged, value
    line(desk, desk.first, "G1", value=Decimal(4))
    assert "超过50%" in row(desk.get(desk.reviewer, desk.address(desk.first)), "G1")


def test_a_dispute_is_marked_with_the_units_reason(desk):
    line(desk, desk.first, "B2", is_agreed=False, reason="还有1人申报未登记")
    page = desk.get(desk.reviewer, desk.address(desk.first))
    assert "单位有异议" in row(page, "B2")
    assert "还有1人申报未登记" in behind(page, "B2")


def test_the_rows_behind_a_register_figure_open_in_place_and_as_a_page(desk):
    project = CooperationProject.objects.create(
        township=desk.first,
        university=make.university(),
        subject="示例合作项目",
        signed_on=dt.date(2014, 8, 2),
        **make.verified(),
    )
    page = desk.get(desk.reviewer, desk.address(desk.first))
    address = desk.address(desk.first, "rows/E3")
    assert f'hx-get="{address}"' in behind(page, "E3")
    assert f'href="{address}"' in behind(page, "E3")
    part = desk.get(desk.reviewer, address, headers={"HX-Request": "true"})
    assert project.subject in part
    assert "<html" not in part
    whole = desk.get(desk.reviewer, address)
    assert project.subject in whole
    assert "登记库中有1条记录计入2014年三季度" in whole
    assert "登记库中没有计入此项的记录" in desk.get(desk.reviewer, desk.address(desk.second, "rows/E3"))
    desk.get(desk.reviewer, desk.address(desk.first, "rows/Z9"), expect=404)


def test_evidence_texts_and_who_did_what_are_shown(desk):
    report = desk.report(desk.first)
    clerk = make.staff(desk.first)[Role.CLERK]
    paper = Evidence.objects.create(
        report=report,
        indicator=desk.indicator("A2"),
        name="会议纪要.pdf",
        sha256="0" * 64,
        size=2048,
        content_type="application/pdf",
        uploaded_by=clerk,
        uploaded_at=make.AT,
    )
    Report.objects.filter(pk=report.pk).update(highlights="建成人才驿站。<b>", problems="缺公寓。", plans="签协议。")
    page = desk.get(desk.reviewer, desk.address(desk.first))
    assert f"/evidence/{paper.pk}/" in behind(page, "A2")
    assert "会议纪要.pdf" in behind(page, "A2")
    assert "建成人才驿站。&lt;b&gt;" in page
    history = page.split('class="timeline')[1]
    deputy, secretary = (make.staff(desk.first)[role].name for role in (Role.DEPUTY, Role.SECRETARY))
    assert f"{secretary}签发并报送" in history
    assert f"{deputy}核对无误，送签" in history
    assert history.index(secretary) < history.index(deputy)


def test_a_colleague_who_is_at_it_is_named(desk):
    desk.post(desk.reviewer, desk.address(desk.first, "notes"), indicator="A2", body="请核对")
    page = desk.get(desk.approver, desk.address(desk.first))
    assert "审核员演示甲也在审核这份报表，最近一条批注写于09:00" in page
    assert "也在审核" not in desk.get(desk.reviewer, desk.address(desk.first))


def test_another_reviewers_unit_is_read_only_with_the_reason(desk):
    stranger = make.user(Role.REVIEWER, reviews=[desk.second])
    page = desk.get(stranger, desk.address(desk.first))
    assert "只读" in page
    assert "分配给您" in page
    article = page.split("<article>")[1]
    assert "/approve/" not in article
    assert "/notes/" not in article


def test_a_report_not_submitted_yet_cannot_be_decided(desk):
    page = desk.get(desk.reviewer, desk.address(desk.begun))
    assert "尚未报送，单位已填内容还可能变动" in page
    assert "单位尚未报送" in page
    assert "/approve/" not in page.split("<article>")[1]


def test_late_is_said_with_both_days(desk):
    Report.objects.filter(township=desk.first).update(first_submitted_at=make.moment(dt.date(2014, 10, 13)))
    assert "迟报：截止10月10日，首次报送10月13日09:00" in desk.get(desk.reviewer, desk.address(desk.first))


def test_unknown_and_foreign_addresses(desk):
    for path in ("/review/2014Q3/NOPE/", "/review/2013Q3/D-0/", "/review/2014Q3/D-0%00/"):
        desk.get(desk.reviewer, path, expect=404)
    for person in (*make.staff(desk.first).values(), make.user(Role.LEADER), make.user(Role.API_CLIENT)):
        desk.get(person, desk.address(desk.first), expect=403)
    assert desk.client(desk.reviewer).get("/review/2014Q9/D-0/").status_code == 404


def test_every_state_and_both_languages_render(desk):
    for unit in desk.units:
        for person in (desk.reviewer, desk.approver):
            client = desk.client(person)
            client.cookies["django_language"] = "en"
            answer = client.get(desk.address(unit))
            assert answer.status_code == 200
            assert "{%" not in answer.content.decode()


def test_the_page_costs_the_same_for_more_notes_rows_and_units(desk):
    def cost():
        client = desk.client(desk.reviewer)
        client.get(desk.address(desk.first))
        with CaptureQueriesContext(connection) as ran:
            assert client.get(desk.address(desk.first)).status_code == 200
        return len(ran)

    desk.post(desk.reviewer, desk.address(desk.first, "notes"), indicator="A2", body="第一条")
    few = cost()
    for nth in range(12):
        code = ("A2", "B1", "G1")[nth % 3]
        desk.post(desk.reviewer, desk.address(desk.first, "notes"), indicator=code, body=f"第{nth}条")
        make.landed_expert(desk.first)
        make.submitted_report(desk.period, make.township())
        Evidence.objects.create(
            report=desk.report(desk.first),
            indicator=desk.indicator(code),
            name=f"材料{nth}.pdf",
            sha256=f"{nth:064}",
            size=1,
            content_type="application/pdf",
            uploaded_by=make.staff(desk.first)[Role.CLERK],
            uploaded_at=make.AT,
        )
    assert cost() == few
    assert few <= 46


def test_files_open_for_those_who_review_them_only(desk):
    clerk = make.staff(desk.returned)[Role.CLERK]
    paper = add_evidence(
        desk.report(desk.returned),
        desk.indicator("A2"),
        SimpleUploadedFile("会议纪要.pdf", b"%PDF-1.4 sample"),
        by=clerk,
        at=make.AT,
    )
    address = f"/reports/2014Q3/{desk.returned.code}/evidence/{paper.pk}/"
    bureau = make.user(Role.CO_REVIEWER)
    stranger = make.user(Role.REVIEWER, reviews=[desk.second])
    for person, expect in ((desk.reviewer, 200), (desk.approver, 200), (stranger, 404), (bureau, 404)):
        assert desk.client(person).get(address).status_code == expect
    bureau.indicator_assignments.create(indicator_code="A2")
    assert desk.client(bureau).get(address).status_code == 200
    assert address not in desk.get(stranger, desk.address(desk.returned))
    assert address in desk.get(bureau, desk.address(desk.returned))


def test_an_approved_report_stands_beside_what_the_registers_said_then(desk):
    Report.objects.filter(township=desk.approved).update(approved_at=make.moment(dt.date(2014, 10, 7)))
    late = {"verified_at": make.moment(dt.date(2014, 10, 8), 8)}
    for unit in (desk.approved, desk.first):
        CooperationProject.objects.create(
            township=unit,
            university=make.university(),
            subject="示例合作项目",
            signed_on=dt.date(2014, 8, 2),
            **make.verified() | late,
        )
    assert row(desk.get(desk.reviewer, desk.address(desk.first)), "E3").split()[-3] == "1项"
    assert row(desk.get(desk.reviewer, desk.address(desk.approved)), "E3").split()[-3] == "0项"
    assert "示例合作项目" not in desk.get(desk.reviewer, desk.address(desk.approved, "rows/E3"))
