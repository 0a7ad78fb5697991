"""A reopening that nobody used ends by itself: the approved figures stand again, and the log says so."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import ApprovedLine, Evidence, Report, ReportStep
from assessments.registers import ROW_KINDS
from assessments.services.evidence import add_evidence, remove_evidence
from assessments.services.reports import take_step
from assessments.services.rows import answer_row, enter_row
from assessments.services.sections import save_section
from assessments.tasks import advance_periods
from talentportal.core import clock
from talentportal.core.models import AuditEntry
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2014, 11, 14)
LAST_MOMENT = dt.datetime(2014, 11, 14, 23, 59, 59, 999999, make.SHANGHAI)
OVER = dt.datetime(2014, 11, 15, 0, 0, tzinfo=make.SHANGHAI)
IN_NOVEMBER = dt.datetime(2014, 11, 10, 9, 0, tzinfo=make.SHANGHAI)
KEPT = ("state", "amendment", "approved_at", "checked_by", "signed_by", "submitted_at", "first_submitted_at", "plans")


@pytest.fixture
def approved():
    unit = make.township()
    return make.approved_report(make.period(2014, 3), unit, values={"A2": Decimal(1), "G1": Decimal(2)})


def state_of(report):
    lines = report.lines.order_by("pk").values("value", "ticks", "is_agreed", "reason", "self_score")
    return Report.objects.values(*KEPT, "is_truthful").get(pk=report.pk), list(lines)


def reopen(report):
    one = Report.objects.filter(pk=report.pk)
    take_step("reopen", one, by=make.approver(), at=IN_NOVEMBER, note="漏报一次会议", until=UNTIL)
    clerk = make.staff(report.township)[Role.CLERK]
    for code, values in (("A", {"A2": {"value": Decimal(9), "reason": "补登"}}), ("T", {"plans": "另写"})):
        version = report.sections.get(code=code).version
        save_section(report, code, values, version=version, by=clerk, at=IN_NOVEMBER, is_complete=False)


def tick(monkeypatch, at):
    """The clock of the portal strikes."""
    monkeypatch.setattr(clock, "now", lambda: at)
    advance_periods()


def test_it_ends_at_midnight_and_puts_everything_back(approved, monkeypatch):
    before = state_of(approved)
    reopen(approved)
    tick(monkeypatch, LAST_MOMENT)
    assert Report.objects.get(pk=approved.pk).state == "returned"
    tick(monkeypatch, OVER)
    assert state_of(approved) == before
    assert not approved.sections.filter(is_complete=False).exists()
    step = ReportStep.objects.filter(report=approved).latest("pk")
    assert (step.step, step.by, step.from_state, step.to_state) == ("close", None, "returned", "approved")
    log = AuditEntry.objects.filter(detail__step="close").get()
    assert log.detail["changed"]["A2-value"] == ["9.00", "1.00"]
    assert log.detail["changed"]["plans"] == ["另写", ""]


def test_the_clock_striking_again_changes_nothing(approved, monkeypatch):
    reopen(approved)
    tick(monkeypatch, OVER)
    after, steps = state_of(approved), approved.steps.count()
    tick(monkeypatch, OVER + dt.timedelta(days=1))
    assert (state_of(approved), approved.steps.count()) == (after, steps)
    assert not ApprovedLine.objects.filter(report=approved, superseded_at__isnull=False).exists()


def test_what_was_handed_in_again_waits_for_the_district(approved, monkeypatch):
    reopen(approved)
    Report.objects.filter(pk=approved.pk).update(
        state="submitted", signed_by=make.staff(approved.township)["secretary"]
    )
    tick(monkeypatch, OVER)
    assert Report.objects.get(pk=approved.pk).state == "submitted"


def test_a_plain_return_never_becomes_an_approval(monkeypatch):
    report = make.submitted_report(make.period(2014, 3), make.township(), values={"A2": 1})
    take_step("return", Report.objects.filter(pk=report.pk), by=make.approver(), at=make.AT, note="请核对")
    tick(monkeypatch, OVER)
    assert Report.objects.get(pk=report.pk).state == "returned"


def test_the_pages_say_what_happened_and_who_can_open(approved, monkeypatch, client):
    reopen(approved)
    tick(monkeypatch, OVER)
    here = f"/reports/{approved.period.code}/{approved.township.code}/"
    client.force_login(make.staff(approved.township)[Role.CLERK])
    page = client.get(here).content.decode()
    assert "重新开放已于11月15日到期" in page
    assert "人才办主任重新开放" in client.get(f"{here}sections/A/").content.decode()
    assert "重新开放到期自动关闭" in client.get(f"{here}timeline/").content.decode()
    client.force_login(make.approver())
    assert "重新开放到期自动关闭" in client.get(f"/review{here.removeprefix('/reports')}").content.decode()


def test_a_locked_report_says_since_when_and_who_can_help(monkeypatch, client):
    unit = make.township()
    period = make.period(2014, 3)
    report = make.report(period, unit)
    monkeypatch.setattr(clock, "now", lambda: OVER)
    client.force_login(make.staff(unit)[Role.CLERK])
    page = client.get(f"/reports/{report.period.code}/{unit.code}/").content.decode()
    assert "锁定，未报送，只有管理员可以推迟锁定日。" in page


def test_rows_said_meanwhile_count_for_nothing_and_answers_go_back(approved, monkeypatch):
    unit, clerk = approved.township, make.staff(approved.township)[Role.CLERK]
    landing = make.placement(make.expert(), unit, starts_on=approved.period.first_day)
    confirmed = {"kind": "expert", "row_id": landing.pk, "origin": "known", "is_agreed": True}
    word = approved.rows.create(**confirmed, said_by=clerk, said_at=make.AT)
    reopen(approved)
    said = {"by": clerk, "at": IN_NOVEMBER}
    answer_row(approved, ROW_KINDS["expert"], landing.pk, is_agreed=False, reason="演示：已离开", **said)
    facts = {
        "held_on": approved.period.first_day,
        "topic": "演示议题",
        "chair": "",
        "attendees": 3,
        "has_minutes": True,
    }
    claim = enter_row(approved, ROW_KINDS["session"], facts, **said)
    tick(monkeypatch, OVER)
    word.refresh_from_db()
    assert (word.is_agreed, word.reason) == (True, "")
    claim.refresh_from_db()
    assert claim.outcome == "refused"
    assert "重新开放已结束" in claim.outcome_reason
    assert not unit.sessions.get(pk=claim.row_id).is_verified
    assert "演示议题" in str(AuditEntry.objects.about(approved).values_list("detail", flat=True))


def test_files_added_and_taken_away_meanwhile_go_back(approved, monkeypatch, settings, tmp_path, client):
    settings.MEDIA_ROOT = str(tmp_path)
    clerk, indicator = make.staff(approved.township)[Role.CLERK], approved.period.scheme.indicators.get(code="A2")
    about = {"indicator": indicator, "by": clerk}

    def paper(name, content):
        return SimpleUploadedFile(name, b"%PDF-1.4 " + content, "application/pdf")

    Report.objects.filter(pk=approved.pk).update(state="draft")
    stood = add_evidence(approved, upload=paper("纪要.pdf", b"1"), at=approved.approved_at, **about)
    Report.objects.filter(pk=approved.pk).update(state="approved")
    before = list(Evidence.objects.values("name", "sha256", "size", "page", "uploaded_by", "uploaded_at"))
    reopen(approved)
    add_evidence(approved, upload=paper("新纪要.pdf", b"2"), at=IN_NOVEMBER, **about)
    remove_evidence(stood, by=clerk, at=IN_NOVEMBER)
    tick(monkeypatch, OVER)
    assert list(Evidence.objects.values(*before[0])) == before
    client.force_login(clerk)
    answer = client.get(reverse("evidence-file", args=["2014Q3", approved.township.code, Evidence.objects.get().pk]))
    assert b"".join(answer) == b"%PDF-1.4 1"
