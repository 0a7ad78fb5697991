"""Register rows in a report: known ones answered, missing ones entered as claims, accepted with the report."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import ReportRow
from assessments.registers import ROW_KINDS
from assessments.services.acceptance import accept_rows
from assessments.services.sheets import read_sheet
from experts.models import FundPayment, Placement
from platforms.models import Symposium
from talentportal.core.models import AuditEntry
from tests import make
from townships.models import CommitteeSession

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)
SESSION = {"held_on": "2014-08-05", "topic": "演示议题", "chair": "演示甲", "attendees": "9"}
PAYMENT = {"paid_on": "2014-08-06", "purpose": "", "amount_yuan": "12000", "payee": "演示企业"}


@pytest.fixture
def row_url(report):
    def of(name, *args):
        return reverse(name, args=[report.period.code, report.township.code, *args])

    return of


@pytest.fixture
def landing(unit):
    return make.placement(make.expert(), unit, starts_on=DAY)


def rows_of(report, kind):
    return [view for part in read_sheet(report, at=make.AT).parts for view in part.rows.get(kind, ())]


def enter(clerk, row_url, kind="session", values=SESSION):
    answer = clerk.post(row_url("row-new", kind), values)
    assert answer.status_code == 302, answer.content.decode()
    return ReportRow.objects.get(kind=kind, origin="entered")


def test_the_section_shows_what_the_register_knows_of_the_quarter(clerk, report, unit, landing, row_url):
    make.placement(make.expert(), unit, starts_on=dt.date(2014, 6, 30))
    make.placement(make.expert(), make.township(), starts_on=DAY)
    assert [view.row_id for view in rows_of(report, "expert")] == [landing.pk]
    text = clerk.get(row_url("report-section", "B")).content.decode()
    assert f'id="row-expert-{landing.pk}"' in text
    assert "登记库已有" in text
    assert "尚未答复" in text


def test_sheets_take_as_many_queries_for_many_rows(report, unit, landing, django_assert_num_queries):
    read_sheet(report, at=make.AT)
    with CaptureQueriesContext(connection) as few:
        read_sheet(report, at=make.AT)
    for _ in range(4):
        make.placement(make.expert(), unit, starts_on=DAY)
    with django_assert_num_queries(len(few)):
        read_sheet(report, at=make.AT)


def test_a_known_row_is_confirmed_or_disputed_with_a_reason(clerk, report, landing, row_url):
    address = row_url("row-answer", "expert", landing.pk)
    clerk.post(address, {"answer": "no", "reason": " "})
    assert not ReportRow.objects.exists()
    clerk.post(address, {"answer": "no", "reason": "演示：已离开"})
    said = ReportRow.objects.get()
    assert (said.is_agreed, said.reason, said.origin) == (False, "演示：已离开", "known")
    answer = clerk.post(address, {"answer": "yes"})
    assert answer.headers["Location"].endswith(f"#row-expert-{landing.pk}")
    said.refresh_from_db()
    assert (said.is_agreed, said.reason) == (True, "")
    entry = AuditEntry.objects.filter(detail__kind="expert").latest("pk")
    assert entry.detail["changed"]["is_agreed"] == [False, True]


def test_all_rows_that_wait_are_confirmed_at_once_and_a_dispute_stays(clerk, report, unit, landing, row_url):
    other = make.placement(make.expert(), unit, starts_on=DAY)
    clerk.post(row_url("row-answer", "expert", other.pk), {"answer": "no", "reason": "演示"})
    clerk.post(row_url("rows-confirm", "expert"))
    assert {view.row_id: view.is_agreed for view in rows_of(report, "expert")} == {landing.pk: True, other.pk: False}


def test_a_row_of_another_unit_cannot_be_answered(clerk, row_url):
    strange = make.placement(make.expert(), make.township(), starts_on=DAY)
    clerk.post(row_url("row-answer", "expert", strange.pk), {"answer": "yes"})
    assert not ReportRow.objects.exists()


def test_an_entered_row_is_a_claim_until_the_report_is_accepted(clerk, report, people, row_url):
    said = enter(clerk, row_url)
    session = CommitteeSession.objects.get()
    assert said.row_id == session.pk
    assert session.township_id == report.township_id
    assert not session.is_verified
    assert [view.is_entered for view in rows_of(report, "session")] == [True]
    accept_rows([report], by=people["approver"], at=make.AT)
    session.refresh_from_db()
    said.refresh_from_db()
    assert session.verified_by == people["approver"]
    assert said.outcome == "accepted"


def test_one_fact_is_never_a_second_row(clerk, report, unit, row_url):
    Symposium.objects.create(township=unit, held_on=DAY, title="演示座谈", verified_at=make.AT)
    answer = clerk.post(row_url("row-new", "symposium"), {"held_on": "2014-08-05", "title": "演示座谈", "attendees": 3})
    assert answer.status_code == 409
    assert "登记库里已有这一行" in answer.content.decode()
    assert Symposium.objects.count() == 1


def test_a_day_outside_the_quarter_is_refused(clerk, row_url):
    answer = clerk.post(row_url("row-new", "session"), SESSION | {"held_on": "2014-06-30"})
    assert answer.status_code == 422
    assert "不在本报表的季度内" in answer.content.decode()
    assert not CommitteeSession.objects.exists()


def test_a_patent_needs_its_owner(clerk, row_url):
    values = {"number": "ZL-YS-1", "kind": "invention", "title": "演示专利", "granted_on": "2014-08-05"}
    assert clerk.post(row_url("row-new", "patent"), values).status_code == 422
    assert not ReportRow.objects.exists()


def test_a_claim_is_changed_and_withdrawn_and_the_log_keeps_its_fields(clerk, report, row_url):
    values = PAYMENT | {"purpose": FundPayment.Purpose.values[0]}
    said = enter(clerk, row_url, "payment", values)
    address = row_url("row-edit", "payment", said.row_id)
    assert 'value="12000.00"' in clerk.get(address).content.decode()
    assert clerk.post(address, values | {"amount_yuan": "13000"}).status_code == 302
    changed = AuditEntry.objects.filter(detail__kind="payment").latest("pk").detail["changed"]
    assert changed == {"amount_yuan": ["12000.00", "13000"]}
    clerk.post(row_url("row-withdraw", "payment", said.row_id))
    assert not FundPayment.objects.exists()
    assert not ReportRow.objects.exists()
    gone = AuditEntry.objects.filter(detail__kind="payment").latest("pk").detail["changed"]
    assert gone["payee"] == ["演示企业", ""]


def test_a_departure_names_a_person_of_the_unit_and_ends_nothing_to_report(clerk, report, unit, row_url):
    report.sections.filter(code="M").update(has_nothing=True)
    here = make.placement(make.expert(), unit, starts_on=dt.date(2013, 1, 1))
    strange = make.placement(make.expert(), make.township(), starts_on=dt.date(2013, 1, 1))
    reason = next(value for value in Placement.EndReason.values if value != Placement.EndReason.MOVED)
    values = {"left_on": "2014-08-05", "reason": reason, "note": ""}
    assert clerk.post(row_url("row-new", "departure"), values | {"placement": strange.pk}).status_code == 422
    enter(clerk, row_url, "departure", values | {"placement": here.pk})
    assert not report.sections.get(code="M").has_nothing
    assert [view.row.placement_id for view in rows_of(report, "departure")] == [here.pk]


@pytest.mark.parametrize("kind", [kind.code for kind in ROW_KINDS.values() if kind.can_enter])
def test_every_kind_has_its_page(clerk, row_url, kind):
    assert clerk.get(row_url("row-new", kind)).status_code == 200


@pytest.mark.parametrize("kind", ["expert", "platform", "nothing"])
def test_what_only_the_register_knows_is_not_entered_here(clerk, row_url, kind):
    assert clerk.get(row_url("row-new", kind)).status_code == 404


def test_a_submitted_report_takes_no_rows(clerk, period, unit, row_url):
    make.submitted_report(period, unit)
    assert clerk.post(row_url("row-new", "session"), SESSION).status_code == 409
    assert not CommitteeSession.objects.exists()
