"""Rows in a return: a figure opens with its rows, single rows go back, and nothing that is closed holds the unit up."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.checks import findings
from assessments.models import Report, ReportRow, ReturnedCell
from assessments.services.reports import take_step
from assessments.services.returns import Cell, open_cells, returnable
from assessments.services.review import decide
from assessments.services.sheets import read_sheet
from tests import make
from townships.models import CommitteeSession

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)
SESSION = {"held_on": "2014-08-05", "topic": "演示议题", "chair": "演示甲", "attendees": "9"}


@pytest.fixture
def submitted(period, unit, people):
    """A submitted report that claims a committee session."""
    report = make.submitted_report(period, unit, values={"A2": 1, "F1": 0, "F2": 0, "G1": 2})
    make.claimed_session(report, by=people["clerk"])
    return report


@pytest.fixture
def row_url(submitted):
    def of(name, *args):
        return reverse(name, args=[submitted.period.code, submitted.township.code, *args])

    return of


def give_back(report, people, *cells):
    decide("return", report, seen=None, by=people["approver"], at=make.AT, note="请核对", cells=cells)
    report.refresh_from_db()


def test_a_figure_comes_back_with_the_rows_that_it_counts(submitted, people, as_user, row_url):
    give_back(submitted, people, Cell("A", "A2", note="纪要缺一份"))
    session, clerk = CommitteeSession.objects.get(), as_user(people["clerk"])
    page = clerk.get(row_url("report-section", "A")).content.decode()
    assert row_url("row-edit", "session", session.pk) in page
    assert row_url("row-new", "session") in page
    assert clerk.post(row_url("row-edit", "session", session.pk), SESSION | {"chair": "演示乙"}).status_code == 302
    assert clerk.post(row_url("row-new", "session"), SESSION | {"topic": "演示二"}).status_code == 302
    payment = {"paid_on": "2014-08-06", "purpose": "other", "amount_yuan": "12000", "payee": "演示企业"}
    assert clerk.post(row_url("row-new", "payment"), payment).status_code == 409


def test_a_single_row_goes_back_with_its_reason(submitted, people, as_user, row_url):
    session = CommitteeSession.objects.get()
    key = f"row-session-{session.pk}"
    assert returnable(submitted)[key] == Cell("A", "", "session", session.pk)
    reviewer = as_user(people["approver"])
    page = reviewer.get(reverse("review-detail", args=[submitted.period.code, submitted.township.code]))
    assert f'name="cell-{key}"' in page.content.decode()
    answer = reviewer.post(
        reverse("review-step", args=[submitted.period.code, submitted.township.code, "return"]),
        {f"cell-{key}": "on", f"why-{key}": "主持人有误", "note": "", "seen": submitted.steps.latest("pk").pk},
    )
    assert answer.status_code == 302, answer.content.decode()
    cell = ReturnedCell.objects.get()
    assert (cell.section, cell.kind, cell.row_id, cell.note) == ("A", "session", session.pk, "主持人有误")
    clerk = as_user(people["clerk"])
    page = clerk.get(row_url("report-detail")).content.decode()
    assert session.topic in page
    assert f"#row-session-{session.pk}" in page
    assert clerk.post(row_url("row-edit", "session", session.pk), SESSION | {"chair": "演示乙"}).status_code == 302
    assert clerk.post(row_url("row-new", "session"), SESSION | {"topic": "演示二"}).status_code == 409


def test_a_return_names_no_row_of_another_report(submitted, people):
    with pytest.raises(Exception, match="不能单独退回"):
        give_back(submitted, people, Cell("A", "", "session", 999_999, note="演示"))
    assert not ReturnedCell.objects.exists()


def test_an_expert_whom_the_district_verified_meanwhile_can_be_confirmed(submitted, people, unit, as_user, row_url):
    give_back(submitted, people, Cell("A", "A2", note="纪要缺一份"))
    landing = make.placement(make.expert(), unit, starts_on=DAY)
    assert "V02" in {finding.rule for finding in findings(read_sheet(submitted, at=make.AT))}
    clerk = as_user(people["clerk"])
    assert row_url("row-answer", "expert", landing.pk) in clerk.get(row_url("report-section", "B")).content.decode()
    clerk.post(row_url("rows-confirm", "expert"))
    assert ReportRow.objects.get(kind="expert").is_agreed
    assert "V02" not in {finding.rule for finding in findings(read_sheet(submitted, at=make.AT))}
    clerk.post(row_url("row-answer", "expert", landing.pk), {"answer": "no", "reason": "演示", "version": "1"})
    assert ReportRow.objects.get(kind="expert").is_agreed, "what is answered stays closed"


def test_what_stays_closed_holds_nothing_up(submitted, people, unit):
    """The register learns of a payment after the return: the closed figure differs from it, and may."""
    give_back(submitted, people, Cell("A", "A2", note="纪要缺一份"))
    make.register_values(unit, submitted.period, {"G1": 90})
    open_ones = {finding.indicator for finding in findings(read_sheet(submitted, at=make.AT))}
    assert "G1" not in open_ones
    Report.objects.filter(pk=submitted.pk).update(state="submitted", signed_by=people["secretary"])
    take_step("return", Report.objects.filter(pk=submitted.pk), by=people["approver"], at=make.AT, note="全部请核对")
    submitted.refresh_from_db()
    assert open_cells(submitted).is_all
    assert "G1" in {finding.indicator for finding in findings(read_sheet(submitted, at=make.AT))}


def test_who_stayed_full_time_in_the_quarter_of_his_coming_stands_there_twice_and_may(submitted, unit):
    person = make.expert()
    make.placement(person, unit, starts_on=DAY, ends_on=DAY + dt.timedelta(days=20), engagement="flexible")
    make.placement(person, unit, starts_on=DAY + dt.timedelta(days=20))
    assert "V09" not in {finding.rule for finding in findings(read_sheet(submitted, at=make.AT))}
