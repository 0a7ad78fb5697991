"""Files on single rows of a report: added with a row or later, asked for, shown to the reviewer, gone with the row."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.models import Evidence, ReportRow
from experts.models import FundPayment
from talentportal.core.models import AuditEntry
from talentportal.core.services.files import path_of
from tests import make
from townships.models import CommitteeSession

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)
SESSION = {"held_on": "2014-08-05", "topic": "演示议题", "chair": "演示甲", "attendees": "9"}
PAYMENT = {"paid_on": "2014-08-06", "purpose": FundPayment.Purpose.values[0], "payee": "演示企业"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def report(period, unit, people):
    return make.filled_report(period, unit)


def pdf(name: str = "纪要.pdf", text: bytes = b"minutes") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 " + text)


def points(clerk, address) -> set[tuple[str, str]]:
    return {
        (finding.rule, finding.anchor)
        for finding, _href in clerk.get(address("report-check")).context["open_points"]
        if finding.rule in ("V15", "V23", "V24")
    }


def enter(clerk, address, kind="session", values=SESSION, **files) -> ReportRow:
    answer = clerk.post(address("row-new", kind), values | files)
    assert answer.status_code == 302, answer.content.decode()
    return ReportRow.objects.filter(kind=kind).latest("pk")


def test_minutes_chosen_with_a_row_are_its_file_and_its_tick(clerk, report, address):
    row = enter(clerk, address, file=pdf())
    paper = Evidence.objects.get()
    assert (paper.row, paper.indicator.code, paper.name) == (row, "A2", "纪要.pdf")
    assert CommitteeSession.objects.get().has_minutes
    page = clerk.get(address("report-section", "A"))
    assert f'href="{address("evidence-file", paper.pk)}"' in page.content.decode()
    told = AuditEntry.objects.filter(detail__evidence="added").latest("pk").detail
    assert (told["kind"], told["row"]) == ("session", row.row_id)


def test_a_row_whose_file_is_refused_is_not_entered(clerk, report, address):
    answer = clerk.post(address("row-new", "session"), SESSION | {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert answer.status_code == 422
    assert not ReportRow.objects.exists()
    assert not CommitteeSession.objects.exists()


def test_a_ticked_row_without_its_file_is_an_open_point_until_it_has_one(clerk, report, address):
    row = enter(clerk, address, values=SESSION | {"has_minutes": "on"})
    anchor = f"row-session-{row.row_id}"
    assert points(clerk, address) == {("V23", anchor)}
    page = address("row-files", "session", row.row_id)
    assert clerk.post(page).status_code == 422
    assert clerk.post(page, {"file": pdf()}).status_code == 302
    assert points(clerk, address) == set()
    assert "纪要.pdf" in clerk.get(page).content.decode()
    assert clerk.post(page, {"file": pdf("又.pdf")}).status_code == 422
    clerk.post(address("evidence-remove", Evidence.objects.get().pk))
    assert points(clerk, address) == {("V23", anchor)}


def test_minutes_added_later_tick_the_claim(clerk, report, address):
    row = enter(clerk, address)
    assert not CommitteeSession.objects.get().has_minutes
    clerk.post(address("row-files", "session", row.row_id), {"file": pdf()})
    assert CommitteeSession.objects.get().has_minutes


def test_a_symposium_is_proven_by_the_file_of_its_row_not_by_its_own_tick(clerk, report, address):
    report.lines.filter(indicator__code="F2").update(value=1, reason="演示原因")
    values = {"held_on": "2014-08-05", "title": "演示座谈", "attendees": "3", "issues": "2", "has_minutes": "on"}
    row = enter(clerk, address, "symposium", values)
    assert points(clerk, address) == {("V15", "line-F2")}
    clerk.post(address("row-files", "symposium", row.row_id), {"file": pdf()})
    assert points(clerk, address) == set()


def test_an_expert_whom_the_register_knows_gets_a_contract_and_no_answer(clerk, report, unit, address):
    landing = make.placement(make.expert(), unit, starts_on=DAY)
    clerk.post(address("row-files", "expert", landing.pk), {"file": pdf("合同.pdf")})
    word = ReportRow.objects.get()
    assert (word.origin, word.is_agreed, word.evidence.count()) == ("known", None, 1)
    clerk.post(address("row-answer", "expert", landing.pk), {"answer": "yes"})
    word.refresh_from_db()
    assert word.is_agreed
    assert word.evidence.count() == 1


def test_a_row_of_another_unit_or_without_a_paper_takes_no_file(clerk, report, unit, address):
    strange = make.placement(make.expert(), make.township(), starts_on=DAY)
    for kind, pk in (("expert", strange.pk), ("session", 1), ("contact", 1), ("nothing", 1)):
        assert clerk.post(address("row-files", kind, pk), {"file": pdf()}).status_code == 404
    assert not Evidence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_withdrawn_row_takes_its_files_along(clerk, report, address):
    row = enter(clerk, address, file=pdf())
    place = path_of(Evidence.objects.get().sha256)
    assert place.exists()
    clerk.post(address("row-withdraw", "session", row.row_id))
    assert not ReportRow.objects.exists()
    assert not Evidence.objects.exists()
    assert not place.exists()


def test_nobody_adds_to_a_row_of_a_submitted_report(clerk, report, people, address):
    row = enter(clerk, address, file=pdf())
    type(report).objects.filter(pk=report.pk).update(state="ready", checked_by=people["deputy"])
    page = address("row-files", "session", row.row_id)
    assert clerk.post(page, {"file": pdf("b.pdf", b"other")}).status_code == 422
    assert clerk.post(address("evidence-remove", Evidence.objects.get().pk)).status_code == 409
    assert Evidence.objects.count() == 1


def test_the_reviewer_reads_which_row_a_file_proves_and_others_see_no_name(clerk, report, people, address, as_user):
    enter(clerk, address, file=pdf())
    moments = {"first_submitted_at": make.AT, "submitted_at": make.AT}
    hands = {"checked_by": people["deputy"], "signed_by": people["secretary"]}
    type(report).objects.filter(pk=report.pk).update(state="submitted", **hands, **moments)
    review = reverse("review-detail", args=["2014Q3", "SN"])
    text = as_user(people["reviewer"]).get(review).content.decode()
    assert "明细：演示议题" in text
    assert "纪要.pdf" in text
    stranger = as_user(make.user("reviewer"))
    assert "纪要.pdf" not in stranger.get(address("report-section", "A")).content.decode()


def test_the_database_keeps_a_file_in_the_report_of_its_row(clerk, report, unit, address):
    enter(clerk, address, file=pdf())
    other = make.filled_report(make.period(2014, 2), unit)
    with pytest.raises(IntegrityError, match="report of the row"), transaction.atomic():
        Evidence.objects.update(report=other)


# --- the same file again ---


def test_minutes_of_two_sessions_are_two_files_and_a_list_of_vouchers_serves_several_payments(clerk, report, address):
    report.lines.filter(indicator__code="G1").update(value=2, reason="演示原因")
    for amount in ("12000", "8000"):
        enter(clerk, address, "payment", PAYMENT | {"amount_yuan": amount}, file=pdf("凭证清单.pdf", b"vouchers"))
    assert points(clerk, address) == set()
    enter(clerk, address, file=pdf())
    enter(clerk, address, values=SESSION | {"topic": "演示议题二"}, file=pdf())
    assert points(clerk, address) == {("V24", "line-A2")}


def test_a_reason_for_a_figure_says_nothing_about_its_file(clerk, report, people, address):
    for code in ("A2", "G1"):
        indicator = report.period.scheme.indicators.get(code=code)
        report.evidence.create(
            indicator=indicator, name=f"{code}.pdf", sha256="a" * 64, size=1, content_type="application/pdf",
            uploaded_by=people["clerk"], uploaded_at=make.AT,
        )  # fmt: skip
    report.lines.update(reason="演示：数字不同的原因")
    assert points(clerk, address) == {("V24", "line-G1")}
    twin = Evidence.objects.get(indicator__code="G1")
    assert "说明原因" in clerk.get(address("report-section", "G")).content.decode()
    assert 'id="again"' in clerk.get(address("evidence-page", twin.pk, 0)).content.decode()
    clerk.post(address("evidence-explain", twin.pk), {"reason": "演示：同一份文件含两项内容"})
    assert points(clerk, address) == set()
    assert "重复使用原因：演示：同一份文件含两项内容" in clerk.get(address("report-section", "G")).content.decode()
    timeline = clerk.get(address("report-timeline")).content.decode()
    assert "已说明重复使用同一文件的原因" in timeline
    clerk.post(address("evidence-explain", twin.pk), {"reason": " "})
    assert points(clerk, address) == {("V24", "line-G1")}
