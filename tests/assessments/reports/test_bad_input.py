"""Every wrong value gets a message next to its field; nothing typed is lost and nothing half-saved."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Evidence, Report, ReportLine
from talentportal.core.services import files
from tests import make

pytestmark = pytest.mark.django_db
A = {"version": "0", "is_complete": "yes", "A2-value": "0", "A3-agreed": "yes"}
G = {"version": "0", "is_complete": "yes"}


def saved(report, code="A2"):
    return ReportLine.objects.get(report=report, indicator__code=code)


def error_of(answer, field):
    """The message printed beside the field, and the summary's link to it."""
    text = answer.content.decode()
    found = re.search(rf'id="id_{field}-error">.*?<span>(.*?)</span>', text, re.S)
    assert found, text[text.find("error-summary") :][:1500]
    assert f'href="#id_{field}"' in text
    return found[1].strip()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("三次", "请填写整数"),
        ("abc", "请填写整数"),
        ("-1", "请填写不小于0的数"),
        ("12345678901", "最多10位数字"),
        ("9" * 5000, ""),
        ("1.5", "请填写整数"),
        ("1e3", "请填写整数"),
        ("", "请填写本季度的数字"),
        ("NaN", "请填写整数"),
    ],
)
def test_a_wrong_count_is_refused_beside_its_field(clerk, report, typed, message, address):
    answer = clerk.post(address("report-section", "A"), A | {"A2-value": typed, "A2-reason": "说明"})
    assert answer.status_code == 422
    assert message in error_of(answer, "A2-value")
    assert not typed or f'value="{typed}"' in answer.content.decode()
    assert "说明" in answer.content.decode()
    assert (saved(report).value, saved(report, "A3").is_agreed) == (None, None)
    assert report.sections.get(code="A").version == 0


@pytest.mark.parametrize(
    ("typed", "kept"), [("１２", 12), ("1,000", 1000), ("１，０００", 1000), (" 7 ", 7), ("0", 0), ("1　000", 1000)]
)
def test_full_width_digits_commas_and_blanks_are_read(clerk, report, typed, kept, address):
    answer = clerk.post(address("report-section", "A"), A | {"A2-value": typed, "A2-reason": "演示"})
    assert answer.status_code == 302
    assert saved(report).value == kept


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("十二万", "请填写数字"),
        ("-0.01", "请填写不小于0的数"),
        ("12.345", "小数"),
        ("99999999999", "最多10位数字"),
        ("Infinity", "请填写数字"),
        ("12元", "请填写数字"),
    ],
)
def test_a_wrong_amount_is_refused(clerk, report, typed, message, address):
    answer = clerk.post(address("report-section", "G"), G | {"G1-value": typed, "G1-reason": "演示"})
    assert answer.status_code == 422
    assert message in error_of(answer, "G1-value")
    assert saved(report, "G1").value is None


def test_an_amount_in_yuan_is_asked_about(clerk, report, address):
    answer = clerk.post(address("report-section", "G"), G | {"G1-value": "5000.01"})
    assert "请说明原因" in error_of(answer, "G1-reason")
    again = clerk.post(
        address("report-section", "G"), G | {"G1-value": "５，０００.０１", "G1-reason": "新设立人才基金"}
    )
    assert again.status_code == 302
    assert str(saved(report, "G1").value) == "5000.01"


def test_more_experts_contacted_than_there_are(clerk, report, unit, address):
    make.landed_expert(unit)
    form = {
        "version": "0",
        "is_complete": "yes",
        "F1-value": "2",
        "F1-reason": "x",
        "F2-value": "0",
        "F3-agreed": "yes",
    }
    answer = clerk.post(address("report-section", "F"), form)
    assert error_of(answer, "F1-value") == "联系的专家数不能多于在库专家数（1人）"
    answer = clerk.post(address("report-section", "F"), form | {"F1-value": "1"})
    assert answer.status_code == 302


@pytest.mark.parametrize("posted", [{"F2-value": "2"}, {"F2-value": "yes"}, {"F3-agreed": "maybe"}])
def test_a_choice_that_is_not_offered(clerk, report, posted, address):
    form = {"version": "0", "is_complete": "yes", "F1-value": "0", "F2-value": "0", "F3-agreed": "yes"}
    answer = clerk.post(address("report-section", "F"), form | posted)
    assert answer.status_code == 422
    assert error_of(answer, next(iter(posted)))
    assert saved(report, "F1").value is None


def test_a_tick_that_is_not_on_the_list(clerk, report, address):
    answer = clerk.post(address("report-section", "A"), A | {"A1-ticks": ["secretary_is_head", "emperor"]})
    assert answer.status_code == 422
    assert saved(report, "A1").ticks == []


def test_a_difference_from_the_register_needs_a_reason(clerk, report, unit, address):
    day = report.period.first_day
    unit.sessions.create(held_on=day, topic="专题研究", has_minutes=True, **make.verified())
    opened = clerk.get(address("report-section", "A")).content.decode()
    assert re.search(r'name="A2-value" value="1"', opened)  # filled in from the register
    answer = clerk.post(address("report-section", "A"), A | {"A2-value": "3"})
    assert "与登记库（1）不一致" in error_of(answer, "A2-reason").replace("填报数", "")
    assert clerk.post(address("report-section", "A"), A | {"A2-value": "1"}).status_code == 302


def test_a_dispute_needs_a_reason(clerk, report, address):
    answer = clerk.post(address("report-section", "A"), A | {"A3-agreed": "no"})
    assert "请写明数字哪里不对" in error_of(answer, "A3-reason")
    answer = clerk.post(address("report-section", "A"), A | {"A3-agreed": "no", "A3-reason": "责任书已于3月签订"})
    assert answer.status_code == 302
    assert (saved(report, "A3").is_agreed, saved(report, "A3").reason) == (False, "责任书已于3月签订")


def test_a_jump_from_last_quarter_needs_a_reason(as_user, report, unit, people, address):
    make.approved_report(make.period(2014, 2), unit, values={"G1": 20})
    client = as_user(people["clerk"])
    answer = client.post(address("report-section", "G"), G | {"G1-value": "0"})
    assert "与上季度相差超过50%，请说明" in error_of(answer, "G1-reason")


@pytest.mark.parametrize(("field", "limit"), [("highlights", 800), ("problems", 500), ("plans", 500)])
def test_long_texts_are_kept_and_refused(clerk, report, field, limit, address):
    form = {"version": "0", "is_complete": "yes", "highlights": "好", "problems": "难", "plans": "做"}
    text = "长" * (limit + 1)
    answer = clerk.post(address("report-section", "T"), form | {field: text})
    assert answer.status_code == 422
    assert f"最多{limit}字，现在是{limit + 1}字" in error_of(answer, field)
    assert text in answer.content.decode()
    report.refresh_from_db()
    assert report.highlights == ""
    lines = ("字\r\n" * limit)[: limit * 3]
    fits = lines.replace("\r\n", "\n")[:limit].replace("\n", "\r\n")  # a line break counts once
    assert clerk.post(address("report-section", "T"), form | {field: fits}).status_code == 302


def test_markup_is_text(clerk, report, address):
    script = "<script>alert(1)</script>{{ 7|add:7 }}"
    form = {"version": "0", "is_complete": "yes", "highlights": script, "problems": "", "plans": ""}
    assert clerk.post(address("report-section", "T"), form).status_code == 302
    text = clerk.get(address("report-check")).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in text


def test_unfinished_sections_may_be_kept_without_answers_but_not_with_wrong_ones(clerk, report, address):
    later = {"version": "0", "is_complete": "later", "A2-value": ""}
    answer = clerk.post(address("report-section", "A"), later)
    assert answer.headers["Location"] == address("report-detail")
    assert not report.sections.get(code="A").is_complete
    answer = clerk.post(address("report-section", "A"), later | {"version": "1", "A2-value": "两次"})
    assert answer.status_code == 422


def test_a_section_without_version_or_of_another_name(clerk, report, address):
    assert clerk.post(address("report-section", "A"), {"A2-value": "1"}).status_code == 422
    assert clerk.post(address("report-section", "Z"), A).status_code == 404
    assert clerk.get(address("report-section", "a")).status_code == 404


# --- stale pages, closed reports, other people ---


def test_a_stale_page_offers_a_choice_per_field(as_user, report, people, unit, address):
    first, second = as_user(people["clerk"]), make.user("clerk", township=unit)
    assert first.post(address("report-section", "A"), A | {"A2-value": "2", "A2-reason": "甲的说明"}).status_code == 302
    client = as_user(second)
    mine = A | {"A2-value": "5", "A2-reason": "乙的说明", "A1-ticks": ["clerk_is_named"], "A1-reason": "乙"}
    answer = client.post(address("report-section", "A"), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert people["clerk"].name in text
    assert 'name="version" value="1"' in text
    assert 'name="A2-value" value="5"' in text
    assert "乙的说明" in text
    assert set(re.findall(r'name="keep-([^"]+)"', text)) == {"A1-ticks", "A1-reason", "A2-value", "A2-reason"}
    assert saved(report).value == 2
    chosen = mine | {
        "version": "1",
        "keep-A2-value": "mine",
        "keep-A2-reason": "theirs",
        "keep-A1-ticks": "theirs",
        "keep-A1-reason": "mine",
    }
    assert client.post(address("report-section", "A"), chosen).status_code == 302
    assert (saved(report).value, saved(report).reason, saved(report, "A1").ticks) == (5, "甲的说明", [])
    assert saved(report, "A1").reason == "乙"
    assert client.post(address("report-section", "A"), chosen).status_code == 409  # and again, if somebody is faster


def test_a_locked_period_takes_nothing_and_keeps_the_typing(clerk, report, settings, address):
    settings.CLOCK_OFFSET += 20 * 24 * 3600
    assert "本期填报未开放或已锁定" in clerk.get(address("report-section", "A")).content.decode()
    answer = clerk.post(address("report-section", "A"), A | {"A2-value": "3", "A2-reason": "补录两次"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "本期填报未开放或已锁定" in text
    assert "补录两次" in text
    assert saved(report).value is None


@pytest.mark.parametrize("state", ["ready", "submitted", "approved"])
def test_a_report_on_its_way_takes_nothing(clerk, report, people, state, address):
    signed = {"signed_by": people["secretary"], "submitted_at": make.AT, "first_submitted_at": make.AT}
    Report.objects.filter(pk=report.pk).update(state=state, **signed)
    assert clerk.post(address("report-section", "A"), A).status_code == 409
    assert "保存并继续" not in clerk.get(address("report-section", "A")).content.decode()


def test_another_units_report_does_not_exist(as_user, report, unit, address):
    stranger = as_user(make.staff(make.township())["clerk"])
    paper = Evidence.objects.create(
        report=report,
        indicator=saved(report).indicator,
        name="纪要.pdf",
        sha256="0" * 64,
        size=1,
        content_type="application/pdf",
        uploaded_by=make.staff(unit)["clerk"],
        uploaded_at=make.AT,
    )
    note = report.notes.create(indicator=paper.indicator, author=make.approver(), body="请核对", written_at=make.AT)
    gets = [
        address("report-detail"),
        address("report-section", "A"),
        address("report-check"),
        address("evidence-file", paper.pk),
    ]
    posts = [
        address("report-section", "A"),
        address("report-step", "recall"),
        address("evidence-add", "A2"),
        address("evidence-remove", paper.pk),
        address("note-reply", note.pk),
        address("note-resolve", note.pk),
    ]
    for place in gets:
        assert stranger.get(place).status_code == 404, place
    for place in posts:
        answer = stranger.post(place, A | {"body": "x"})
        assert answer.status_code == 404, place
        assert "示例街道" not in answer.content.decode()
    for place in (address("report-detail", code="nobody"), address("report-detail").replace("2014Q3", "2031Q1")):
        assert stranger.get(place).status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "saves"),
    [
        ("admin", 200, 403),
        ("reviewer", 200, 403),
        ("co_reviewer", 200, 403),
        ("approver", 200, 403),
        ("auditor", 200, 403),
        ("leader", 403, 403),
        ("api_client", 403, 403),
    ],
)
def test_offices_read_and_never_write(as_user, report, role, reads, saves, address):
    client = as_user(make.user(role))
    for name, *rest in (("report-detail",), ("report-section", "A"), ("report-check",)):
        assert client.get(address(name, *rest)).status_code == reads
    assert client.post(address("report-section", "A"), A).status_code == saves
    assert client.post(address("report-step", "ready")).status_code == 403
    assert client.post(address("evidence-add", "A2")).status_code == 403
    assert client.get("/my-quarter/").status_code == 403


def test_the_secretary_reads_and_does_not_fill(as_user, report, people, address):
    client = as_user(people["secretary"])
    assert "保存并继续" not in client.get(address("report-section", "A")).content.decode()
    assert client.post(address("report-section", "A"), A).status_code == 403


def test_an_expired_login_leads_back_to_the_section(client, report, address):
    answer = client.post(
        address("report-section", "A"), A, headers={"referer": f"http://testserver{address('report-section', 'A')}"}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/?next=/reports/2014Q3/SN/sections/A/")
    by_htmx = client.post(
        address("report-section", "A"),
        A,
        headers={"hx-request": "true", "hx-current-url": f"http://testserver{address('report-section', 'A')}"},
    )
    assert by_htmx.headers["HX-Redirect"].startswith("/login/?next=/reports/2014Q3/SN/sections/A/")
    assert saved(report).value is None


# --- steps ---


def test_a_step_from_the_wrong_state_is_a_conflict(as_user, report, people, address):
    answer = as_user(people["secretary"]).post(address("report-step", "submit"), {"is_truthful": "1"})
    assert answer.status_code == 409
    assert "现在不能办理这一步" in answer.content.decode()
    assert as_user(people["clerk"]).post(address("report-step", "approve")).status_code == 404
    assert as_user(people["clerk"]).get(address("report-step", "ready")).status_code == 405


def test_what_is_missing_is_listed_with_its_place(as_user, report, people, address):
    answer = as_user(people["deputy"]).post(address("report-step", "ready"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请勾选真实性承诺" in text
    assert 'href="#truth"' in text
    assert text.count("还没有填") >= 8
    report.refresh_from_db()
    assert report.state == "draft"


# --- files ---


def pdf(name="纪要.pdf", content=b"%PDF-1.4 minutes"):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def office(main, *more):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in ("[Content_Types].xml", main, *more):
            archive.writestr(part, "<x/>")
    return buffer.getvalue()


GOOD = [
    ("a.pdf", b"%PDF-1.7", "application/pdf", "a.pdf"),
    ("照片.JPEG", b"\xff\xd8\xff\xe0", "image/jpeg", "照片.JPEG"),
    ("p.png", b"\x89PNG\r\n\x1a\n0", "image/png", "p.png"),
    ("w.docx", office("word/document.xml"), "wordprocessingml.document", "w.docx"),
    ("s.xlsx", office("xl/workbook.xml"), "spreadsheetml.sheet", "s.xlsx"),
    ("合同.pdf", b"\xff\xd8\xff\xe0", "image/jpeg", "合同.pdf.jpg"),
    ("..\\..\\etc/passwd.pdf", b"%PDF-1.7", "application/pdf", "passwd.pdf"),
]
BAD = [
    ("a.exe", b"MZ\x90\x00", "只接受PDF"),
    ("a.pdf", b"MZ\x90\x00", "只接受PDF"),
    ("a.pdf", b"<html><script>alert(1)</script>", "只接受PDF"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "只接受PDF"),
    ("a.zip", office("readme.txt"), "只接受PDF"),
    ("a.docx", b"PK\x03\x04 broken", "只接受PDF"),
    ("macro.docx", office("word/document.xml", "word/vbaProject.bin"), "只接受PDF"),
    ("empty.pdf", b"", "空"),
]


@pytest.mark.parametrize(("name", "content", "kind", "stored"), GOOD)
def test_a_file_is_known_by_its_content(clerk, report, name, content, kind, stored, address):
    answer = clerk.post(address("evidence-add", "A2"), {"A2-file": SimpleUploadedFile(name, content)})
    assert answer.headers["Location"] == address("report-section", "A") + "#line-A2"
    paper = Evidence.objects.get()
    assert (paper.name, paper.size) == (stored, len(content))
    assert paper.content_type.endswith(kind)
    assert files.path_of(paper.sha256).read_bytes() == content


@pytest.mark.parametrize(("name", "content", "message"), BAD)
def test_a_wrong_file_gets_a_message_beside_its_field_and_typing_stays(clerk, report, name, content, message, address):
    upload = SimpleUploadedFile(name, content)
    for place in (address("evidence-add", "A2"), address("report-section", "A")):
        answer = clerk.post(place, A | {"A2-value": "4", "A2-reason": "还没保存", "A2-file": upload})
        upload.seek(0)
        assert answer.status_code == 422
        assert message in error_of(answer, "A2-file")
        assert 'name="A2-value" value="4"' in answer.content.decode()
        assert "还没保存" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert saved(report).value is None


def test_a_file_over_20_mb_is_refused(clerk, report, address):
    upload = pdf(content=b"%PDF-1.4" + bytes(files.MAX_BYTES))
    answer = clerk.post(address("evidence-add", "A2"), {"A2-file": upload})
    assert "超过20MB" in error_of(answer, "A2-file")
    assert not Evidence.objects.exists()


def test_the_same_file_twice_and_no_file(clerk, report, address):
    clerk.post(address("evidence-add", "A2"), {"A2-file": pdf()})
    answer = clerk.post(address("evidence-add", "A2"), {"A2-file": pdf("另存.pdf")})
    assert "已经添加过，名称是“纪要.pdf”" in error_of(answer, "A2-file")
    answer = clerk.post(address("report-section", "A"), A | {"A2-value": "2", "A2-reason": "x", "A2-file": pdf()})
    assert answer.status_code == 422
    assert saved(report).value is None  # the figure is not saved without its file
    assert "请先选择文件" in error_of(clerk.post(address("evidence-add", "A2"), {}), "A2-file")
    assert Evidence.objects.count() == 1


def test_files_go_with_the_section_and_are_removed_while_it_is_open(clerk, report, address):
    answer = clerk.post(address("report-section", "A"), A | {"A2-value": "2", "A2-reason": "x", "A2-file": pdf()})
    assert answer.status_code == 302
    paper = Evidence.objects.get()
    shown = clerk.get(address("report-section", "A")).content.decode()
    assert "纪要.pdf" in shown
    typed = A | {"version": "1", "A2-value": "9"}
    answer = clerk.post(address("evidence-remove", paper.pk), typed)
    assert 'name="A2-value" value="9"' in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_file_is_a_download_for_those_who_may_see_the_report(as_user, clerk, report, people, address):
    clerk.post(address("evidence-add", "A2"), {"A2-file": pdf('会议 纪要"; x=.pdf')})
    place = address("evidence-file", Evidence.objects.get().pk)
    answer = clerk.get(place)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 minutes"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E4%BC%9A")
    assert '"' not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert as_user(make.user("auditor")).get(place).status_code == 200
    assert as_user(make.user("leader")).get(place).status_code == 403


def test_no_file_for_a_register_figure_or_a_closed_report(clerk, report, people, address):
    assert clerk.post(address("evidence-add", "A3"), {"A3-file": pdf()}).status_code == 404
    assert clerk.post(address("evidence-add", "ZZ"), {"ZZ-file": pdf()}).status_code == 404
    Report.objects.filter(pk=report.pk).update(state="ready")
    answer = clerk.post(address("evidence-add", "A2"), {"A2-file": pdf()})
    assert answer.status_code == 422
    assert "正在等待签发" in answer.content.decode()
    assert not Evidence.objects.exists()
