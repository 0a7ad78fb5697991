"""A nil report is said, checked and signed; where anything happened it cannot be said."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from assessments.checks import findings
from assessments.models import Report
from assessments.services.nothing import SomethingToReport, report_nothing
from assessments.services.presence import be_present
from assessments.services.reports import take_step
from assessments.services.sheets import read_sheet
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)


def test_one_press_answers_everything_with_nothing_and_the_signature_stays(clerk, report, people, address):
    page = clerk.get(address("report-detail")).content.decode()
    assert address("report-nothing") in page
    assert "零报告" not in page.split("<details")[0]
    people["clerk"].name, people["clerk"].phone = "示例填报", "示例0000"
    people["clerk"].save()
    answer = clerk.post(address("report-nothing"), follow=True)
    assert "零报告" in answer.content.decode()
    report.refresh_from_db()
    sheet = read_sheet(report, at=make.AT)
    assert sheet.is_nil
    assert (report.state, report.submitted_at) == ("draft", None)
    assert [f for f in findings(sheet) if f.rule not in ("V26",)] == []
    rows = Report.objects.filter(pk=report.pk)
    take_step("ready", rows, by=people["deputy"], at=make.AT, is_truthful=True)
    take_step("submit", rows, by=people["secretary"], at=make.AT, is_truthful=True)
    office = Client()
    office.force_login(people["approver"])
    review = reverse("review-detail", args=[report.period.code, report.township.code])
    assert "零报告" in office.get(review).content.decode()


def test_not_where_a_register_knows_something(clerk, report, unit, people, address):
    make.placement(make.expert(), unit, starts_on=DAY)
    assert address("report-nothing") not in clerk.get(address("report-detail")).content.decode()
    with pytest.raises(SomethingToReport, match="1"):
        report_nothing(report, by=people["clerk"], at=make.AT)
    assert not read_sheet(report, at=make.AT).is_nil
    assert not report.sections.filter(version__gt=0).exists()


def test_not_over_a_figure_that_is_filled_in(report, people):
    report.lines.filter(indicator__code="G1").update(value=2)
    with pytest.raises(SomethingToReport, match="人才专项经费"):
        report_nothing(report, by=people["clerk"], at=make.AT)


def test_the_list_of_sections_says_who_fills_which(clerk, report, unit, address):
    colleague = make.user("clerk", township=unit, name="演示同事")
    be_present(report.sections.get(code="A"), by=colleague, at=make.AT)
    assert "演示同事正在填写“一、组织领导”" in clerk.get(address("report-detail")).content.decode()
