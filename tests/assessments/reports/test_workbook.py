"""The quarter as a workbook: filled offline, read with all its mistakes, looked at, written, taken back."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from assessments.models import Evidence, Report, ReportLine, ReportRow, ReportSection, ReviewNote
from assessments.services.reports import take_step
from assessments.services.returns import Cell
from experts.models import FundPayment
from talentportal.core.models import AuditEntry, Import, ImportRow
from tests import make
from tests.workbooks.bad import good, macros
from tests.workbooks.filling import Workbook
from tests.workbooks.seeded import MISTAKES, fill, put_right, seed
from townships.models import CommitteeSession, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def download(clerk, address):
    def get(name="workbook-file", *rest):
        answer = clerk.get(address(name, *rest))
        assert answer.status_code == 200, answer.content.decode()
        return Workbook(answer.content)

    return get


@pytest.fixture
def bring(clerk, address):
    """Upload; answers the response and, where the file was kept, the import."""

    def post(content, name="三季度.xlsx"):
        upload = SimpleUploadedFile(name, content.save() if isinstance(content, Workbook) else content)
        answer = clerk.post(address("workbook-page"), {"file": upload})
        return answer, Import.objects.order_by("-pk").first() if answer.status_code == 302 else None

    return post


@pytest.fixture
def act(clerk, address):
    return lambda step, batch: clerk.post(address(f"workbook-{step}", batch.pk))


def dump():
    """Every stored value of every report; the versions of sections alone only rise."""
    found = []
    for model in (Report, ReportSection, ReportLine, ReportRow, Evidence, ReviewNote):
        for row in model.objects.order_by("pk").values():
            row.pop("version", None)
            found.append((model.__name__, row))
    return found


def test_thirty_five_mistakes_are_told_at_once_put_right_written_and_taken_back(
    clerk, report, address, download, bring, act
):
    before, log = dump(), AuditEntry.objects.count()
    book = download()
    seed(book)
    answer, batch = bring(book)
    assert batch.state == Import.State.FAULTY
    page = clerk.get(answer.headers["Location"]).content.decode()
    table = page.split('id="mistakes"')[1].split("</table>")[0]
    assert "工作簿中有35处错误" in page
    told = re.findall(r"<tr><td[^>]*>(.*?)</td>.*?<code>(\w+)</code>.*?<span>(.*?)</span></span>", table)
    by_cell = {(sheet, cell): message for sheet, cell, message in told}
    assert len(told) == len(by_cell) == len(MISTAKES) == 35
    for section, key, column, _typed, message in MISTAKES:
        assert message in by_cell[book.names[section], book.address(section, key, column)]
    assert (dump(), AuditEntry.objects.count()) == (before, log)

    marked = download("workbook-marked", batch.pk)
    assert marked.comments() == len(MISTAKES)
    put_right(marked)
    answer, batch = bring(marked)
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert batch.state == Import.State.READY, list(batch.rows.exclude(faults=[]).values_list("sheet", "faults"))
    assert "写入报表" in page
    assert dump() == before

    assert act("apply", batch).status_code == 302
    lines = {line.indicator.code: line for line in report.lines.select_related("indicator")}
    assert (lines["A2"].value, lines["A2"].reason, lines["A2"].self_score) == (3, "两次纪要待补登", Decimal("2.5"))
    assert (lines["G1"].value, lines["B2"].is_agreed, lines["B2"].reason) == (Decimal("12.34"), False, "漏登一项")
    assert lines["A1"].ticks == ["secretary_is_head", "clerk_is_named"]
    report.refresh_from_db()
    assert (report.contact_phone, report.plans) == ("057400000000", "走访全部专家")
    assert not report.sections.filter(is_complete=False).exists()
    claimed = CommitteeSession.objects.get(topic="示例议题")
    assert (claimed.held_on.isoformat(), claimed.attendees, claimed.verified_at) == ("2014-07-05", 7, None)
    assert report.rows.get(kind="session").row_id == claimed.pk
    assert FundPayment.objects.get(amount_yuan=123400).purpose == "award"
    assert {"assessments.import_report", "assessments.edit_report"} <= actions(report)

    assert act("undo", batch).status_code == 302
    assert dump() == before
    assert "assessments.undo_import" in actions(report)
    assert not CommitteeSession.objects.filter(topic="示例议题").exists()
    assert not report.sections.filter(version__lt=2).exists()


def actions(report):
    of_report = AuditEntry.objects.filter(object_type="assessments.report", object_id=str(report.pk))
    return set(of_report.values_list("action", flat=True))


def applied(download, bring, act, *cells):
    book = download()
    fill(book)
    for cell in cells:
        book.type(*cell)
    _answer, batch = bring(book)
    assert batch.state == Import.State.READY, list(batch.rows.exclude(faults=[]).values_list("sheet", "faults"))
    assert act("apply", batch).status_code == 302
    return batch


def test_a_workbook_as_it_was_downloaded_changes_nothing(clerk, report, download, bring, act):
    before = dump()
    answer, batch = bring(download())
    assert "工作簿没有带来任何变化" in clerk.get(answer.headers["Location"]).content.decode()
    assert set(batch.rows.values_list("change", flat=True)) == {ImportRow.Change.SAME}
    assert dump() == before


def test_what_was_changed_in_the_portal_meanwhile_stays_and_the_same_cell_is_told(clerk, address, download, bring):
    book = download()
    typed = {
        "version": "0",
        "is_complete": "yes",
        "F1-value": "0",
        "F2-value": "1",
        "F2-reason": "七月",
        "F3-agreed": "yes",
    }
    assert clerk.post(address("report-section", "F"), typed).status_code == 302
    book.type("F", "F3", "数字有误")
    book.reason("F", "F3", "少登一件")
    _answer, batch = bring(book)
    assert batch.state == Import.State.READY
    row = batch.rows.get(sheet="F", after__has_key="F3-is_agreed")
    assert (row.before["F3-is_agreed"], row.after) == (True, {"F3-is_agreed": False, "F3-reason": "少登一件"})
    book.reason("F", "F2", "八月")
    answer, batch = bring(book)
    assert batch.state == Import.State.FAULTY
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert "下载后平台上已有人修改，现在是“七月”" in page
    again = download("workbook-marked", batch.pk)  # who brings the marked workbook has seen it
    assert again.cell("F", "F2", Workbook.REASON) == "八月"
    assert bring(again)[1].state == Import.State.READY


def test_between_looking_and_writing_nothing_may_move(clerk, report, download, bring, act):
    book = download()
    fill(book)
    _answer, batch = bring(book)
    Report.objects.filter(pk=report.pk).update(plans="另一位专员刚写的")
    before = dump()
    answer = act("apply", batch)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "九、亮点、问题与打算 · 下季打算" in page
    assert dump() == before
    batch.refresh_from_db()
    assert batch.state == Import.State.READY


def test_taking_back_names_what_was_changed_since_and_writes_nothing(clerk, report, download, bring, act):
    batch = applied(download, bring, act)
    ReportLine.objects.filter(report=report, indicator__code="G1").update(value=99)
    before = dump()
    answer = act("undo", batch)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.findall(r"<li>([^<]*·[^<]*)</li>", page) == ["八、投入与报送 · 人才专项经费 · 数值"]
    assert dump() == before
    assert act("apply", batch).status_code == 409  # nor is it written twice
    assert dump() == before


def test_a_section_that_was_saved_again_as_it_was_goes_back_too(clerk, address, report, download, bring, act):
    batch = applied(download, bring, act)
    version = report.sections.get(code="T").version
    typed = {"version": str(version), "is_complete": "yes", "highlights": "产业学院开班", "plans": "走访全部专家"}
    assert clerk.post(address("report-section", "T"), typed).status_code == 302
    assert act("undo", batch).status_code == 302
    report.refresh_from_db()
    section = report.sections.get(code="T")
    assert (report.plans, section.is_complete, section.version) == ("", False, version + 2)


def test_what_a_return_left_closed_is_locked_and_refused(settings, report, clerk, people, download, bring):
    submitted = make.submitted_report(report.period, report.township, values={"A2": 1, "F1": 0, "F2": 0, "G1": 2})
    rows = Report.objects.filter(pk=submitted.pk)
    take_step("return", rows, by=people["approver"], at=make.AT, note="请核对", cells=[Cell("A", "A2")])
    book = download()
    book.type("G", "G1", 5)
    book.type("A", "A2", 2)
    book.reason("A", "A2", "补登一次")
    _answer, batch = bring(book)
    (fault,) = batch.rows.exclude(faults=[])
    assert (fault.sheet, fault.faults) == ("G", [["G1-value", "这个单元格现在不能修改，以平台上的内容为准。"]])


def test_a_submitted_report_takes_no_workbook(report, download, bring):
    book = download()
    make.submitted_report(report.period, report.township, values={"A2": 1})
    answer, _batch = bring(book)
    assert answer.status_code == 409
    assert "区委人才办正在审核" in answer.content.decode()
    assert not Import.objects.exists()


def test_an_english_workbook_is_read_on_chinese_pages(report, clerk, download, bring):
    clerk.cookies["django_language"] = "en"
    book = download()
    assert book.cell("F", "F2") == "No"
    del clerk.cookies["django_language"]
    book.type("F", "F2", "Yes")
    _answer, batch = bring(book)
    assert batch.state == Import.State.READY
    assert batch.rows.get(after__has_key="F2-value").after["F2-value"] == "1"


@pytest.fixture
def neighbour(period, report):
    other = make.township(code="TL", name_zh="邻居镇")
    make.report(period, other)
    return make.staff(other)["clerk"]


def test_files_that_are_not_this_report_are_told_apart_and_change_nothing(
    client, report, neighbour, people, bring, download
):
    before = dump()
    client.force_login(neighbour)
    theirs = client.get("/reports/2014Q3/TL/workbook.xlsx").content
    client.force_login(people["clerk"])
    moved = download()
    moved.type("A", "A2", "B9", column="A")
    for content, words in {
        theirs: "这份工作簿属于另一张报表（2014Q3，单位TL）",
        good(): "这不是报表工作簿",
        moved.save(): "行或列与模板不符",
        macros(): "宏",
        b"\x89PNG\r\n\x1a\n\x00\x01": "这不是电子表格文件",
    }.items():
        answer, _batch = bring(content)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert dump() == before
    assert not Import.objects.exists()


def test_another_unit_neither_sees_nor_touches_it(client, report, neighbour, address, download, bring):
    _answer, batch = bring(download())
    client.force_login(neighbour)
    for name, rest in (("file", ()), ("page", ()), ("import", (batch.pk,)), ("marked", (batch.pk,))):
        assert client.get(address(f"workbook-{name}", *rest)).status_code == 404
        if rest:
            assert client.get(address(f"workbook-{name}", *rest, code="TL")).status_code == 404
    for step in ("apply", "undo"):
        assert client.post(address(f"workbook-{step}", batch.pk)).status_code == 404
        assert client.post(address(f"workbook-{step}", batch.pk, code="TL")).status_code == 404


def test_locked_cells_lists_and_texts_stand_in_the_file(download):
    book = download()
    body = book.part_of("A")
    assert "<sheetProtection" in body
    assert body.count("<dataValidation ") == 5  # three items, the responsibility letter, the section itself
    with translation.override("zh-hans"):
        assert not book.is_locked("A", "A2")
    assert book.is_locked("A", "A1", Workbook.ANSWER)
    assert book.is_locked("A", "A2", "E")
    assert book.format_of("H", "contact_phone") == "@"
    assert book.is_hidden("_portal")


# --- register rows ---


def known_expert(report):
    """Somebody who landed in the quarter and whom the register knows."""
    return make.landed_expert(report.township, on=report.period.first_day).placements.get()


def test_a_known_row_is_disputed_with_a_reason_and_waits_again_after_taking_back(report, download, bring, act):
    placement = known_expert(report)
    book = download()
    key = f"k:{placement.pk}"
    assert placement.expert.name in book.cell("rows-expert", key, "B")
    book.type("rows-expert", key, "有异议", "C")
    _answer, faulty = bring(book)
    assert faulty.rows.exclude(faults=[]).get().faults == [[f"{key}/reason", "请写明这一行有什么不对。"]]
    book.type("rows-expert", key, "合同未生效", "D")
    _answer, batch = bring(book)
    assert batch.state == Import.State.READY
    act("apply", batch)
    word = report.rows.get(kind="expert", row_id=placement.pk)
    assert (word.is_agreed, word.reason) == (False, "合同未生效")
    act("undo", batch)
    word.refresh_from_db()
    assert (word.is_agreed, word.reason, word.version) == (None, "", 2)


def test_a_row_entered_before_is_corrected_and_given_back(report, people, download, bring, act):
    row = make.claimed_session(report, by=people["clerk"])
    book = download()
    book.type("rows-session", f"e:{row.pk}", "改过的议题", "F")
    _answer, batch = bring(book)
    act("apply", batch)
    row.refresh_from_db()
    assert row.topic == "改过的议题"
    act("undo", batch)
    row.refresh_from_db()
    assert row.topic.startswith("示例议题")


def test_taking_back_refuses_where_a_row_was_changed_since(report, people, clerk, download, bring, act):
    book = download()
    for column, text in (("E", "2014-07-05"), ("F", "示例议题"), ("H", 3)):
        book.type("rows-session", "n:0", text, column)
    _answer, batch = bring(book)
    act("apply", batch)
    CommitteeSession.objects.filter(topic="示例议题").update(attendees=9)
    assert act("undo", batch).status_code == 409
    assert CommitteeSession.objects.filter(topic="示例议题").exists()


def test_a_fact_that_is_registered_or_stands_twice_is_told(report, download, bring):
    CommitteeSession.objects.create(township=report.township, held_on="2014-07-05", topic="已登记", **make.verified())
    book = download()
    for key, topic in (("n:0", "已登记"), ("n:1", "同一件"), ("n:2", "同一件")):
        for column, text in (("E", "2014-07-05"), ("F", topic), ("H", 3)):
            book.type("rows-session", key, text, column)
    _answer, batch = bring(book)
    faults = {fault[0]: fault[1] for row in batch.rows.exclude(faults=[]) for fault in row.faults}
    assert faults.keys() == {"n:0/held_on", "n:2/held_on"}


def test_what_a_return_left_closed_stays_closed_in_the_rows_too(report, people, clerk, download, bring):
    row = make.claimed_session(report, by=people["clerk"])
    returned = make.submitted_report(report.period, report.township, values={"A2": 1})
    step = take_step(
        "return",
        Report.objects.filter(pk=returned.pk),
        by=people.get("reviewer") or make.user(Role.REVIEWER, reviews=[report.township]),
        at=make.AT,
        note="请核对",
        cells=[Cell("G", "G1", note="请核对")],
    )
    assert step
    book = download()
    assert book.is_locked("rows-session", f"e:{row.pk}", "F")
    book.type("rows-session", f"e:{row.pk}", "改过的议题", "F")
    _answer, batch = bring(book)
    (fault,) = batch.rows.exclude(faults=[])
    assert fault.faults[0][1] == "这个单元格现在不能修改，以平台上的内容为准。"
