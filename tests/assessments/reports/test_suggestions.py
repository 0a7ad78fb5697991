"""What a unit claims in a row it types no second time; what it says of nothing fits what it says of something."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.checks import findings
from assessments.models import ReportSection
from assessments.services.sheets import read_sheet
from platforms.models import Symposium
from tests import make
from townships.models import CommitteeSession

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)


def line(report, code):
    return read_sheet(report, at=make.AT).line(code)


def rules(report):
    return {finding.rule for finding in findings(read_sheet(report, at=make.AT))}


@pytest.fixture
def enter(clerk, report):
    def of(kind, **values):
        address = reverse("row-new", args=[report.period.code, report.township.code, kind])
        assert clerk.post(address, values).status_code == 302

    return of


def test_a_claimed_row_moves_the_figure_that_is_suggested(clerk, report, unit, enter):
    make.register_values(unit, report.period, {"A2": 1, "G1": "3.5"})
    assert (line(report, "A2").suggestion, line(report, "G1").suggestion) == (1, Decimal("3.5"))
    enter("session", held_on="2014-08-05", topic="演示议题", chair="演示甲", attendees="9", has_minutes="on")
    enter("payment", paid_on="2014-08-06", purpose="other", amount_yuan="12000", payee="演示企业")
    enter("symposium", held_on="2014-08-07", title="演示座谈", attendees="9", has_minutes="on")
    found = {code: line(report, code) for code in ("A2", "G1", "F2")}
    assert {code: one.suggestion for code, one in found.items()} == {"A2": 2, "G1": Decimal("4.7"), "F2": 1}
    assert found["A2"].counted == 1, "the register itself says what the district verified"
    assert not CommitteeSession.objects.verified().filter(topic="演示议题").exists()
    assert not Symposium.objects.verified().exists()
    page = clerk.get(reverse("report-section", args=[report.period.code, report.township.code, "A"]))
    assert "含本表申报：2次" in page.content.decode()


def test_a_row_that_was_refused_moves_nothing(report, enter):
    enter("session", held_on="2014-08-05", topic="演示议题", chair="演示甲", attendees="9", has_minutes="on")
    assert line(report, "A2").suggestion == 1
    report.rows.update(outcome="refused", outcome_reason="演示", decided_at=make.AT)
    assert line(report, "A2").suggestion == 0


def test_no_change_is_not_signed_above_somebody_who_left(report, unit, people):
    report.sections.filter(code=ReportSection.DEPARTURES).update(has_nothing=True, version=1)
    assert "change" not in rules(report)
    leaver = make.placement(make.expert(), unit, starts_on=dt.date(2013, 1, 1))
    gone = leaver.reported_departures.create(township=unit, left_on=DAY, reason="left_district", verified_at=make.AT)
    assert "change" in rules(report)
    report.rows.create(
        kind="departure", row_id=gone.pk, origin="known", is_agreed=False, reason="演示：仍在岗",
        said_by=people["clerk"], said_at=make.AT,
    )  # fmt: skip
    assert "change" not in rules(report)


def test_a_score_of_ones_own_needs_its_reason(clerk, report):
    scored = report.lines.get(indicator__code="A2")
    scored.self_score = Decimal("2.5")
    scored.save()
    assert "self" in rules(report)
    address = reverse("report-section", args=[report.period.code, report.township.code, "S"])
    typed = {"version": "0", "is_complete": "yes", "A2-self": "2.5", "A2-why": " "}
    answer = clerk.post(address, typed)
    assert answer.status_code == 422
    assert "请写明自评分与试算不同的原因" in answer.content.decode()
    assert clerk.post(address, typed | {"A2-why": "纪要待补"}).status_code == 302
    assert "self" not in rules(report)
