"""The rules of the report as its check page tells them, and the hints about unusual figures."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import translation

from assessments.models import Report, ReportPreparer
from assessments.queries.outliers import usual_range
from tests import make
from townships.models import ResponsibilityLetter

pytestmark = pytest.mark.django_db
AT = make.AT
FIGURES = {"A2": 0, "F1": 0, "F2": 0, "G1": 0}


@pytest.fixture
def report(period, unit, people):
    return make.filled_report(period, unit, values=FIGURES)


def said(client, address):
    """(rule, words, address) of every open point."""
    with translation.override("zh-hans"):
        page = client.get(address("report-check"))
    assert page.status_code == 200
    return [(finding.rule, finding.message, href) for finding, href in page.context["open_points"]]


def rules(client, address):
    return {rule for rule, _words, _href in said(client, address)}


def put(report, code, value, reason=""):
    report.lines.filter(indicator__code=code).update(value=value, reason=reason)


def file(report, code, by, sha256="a" * 64):
    line = report.lines.get(indicator__code=code)
    return report.evidence.create(
        indicator=line.indicator, name="演示.pdf", sha256=sha256, size=1, content_type="application/pdf",
        uploaded_by=by, uploaded_at=AT,
    )  # fmt: skip


def test_a_right_report_has_no_open_point(clerk, report, address):
    assert said(clerk, address) == []


def test_v15_a_symposium_without_minutes_leads_to_its_field(clerk, report, people, address):
    put(report, "F2", 1, "演示原因")
    (point,) = said(clerk, address)
    assert point[:2] == ("V15", "已召开座谈会但未上传纪要")
    assert point[2].endswith("#line-F2")
    file(report, "F2", people["clerk"])
    assert said(clerk, address) == []


def test_v18_asks_why_more_than_the_budget_was_spent(clerk, report, people, unit, address):
    letter = {"township": unit, "year": 2014, "signed_on": dt.date(2014, 2, 1), "talent_fund_yuan": Decimal(100_000)}
    ResponsibilityLetter.objects.create(**letter, **make.verified())
    file(report, "G1", people["clerk"])
    put(report, "G1", Decimal("12.00"))
    assert "V18" not in rules(clerk, address)
    put(report, "G1", Decimal("12.01"))
    assert "V18" in rules(clerk, address)
    put(report, "G1", Decimal("12.01"), "演示原因")
    assert rules(clerk, address) == set()


def test_v19_asks_whether_yuan_were_typed(clerk, report, people, address):
    file(report, "G1", people["clerk"])
    put(report, "G1", Decimal(5000))
    assert "V19" not in rules(clerk, address)
    put(report, "G1", Decimal("5000.01"))
    assert ("V19", "金额超过5000万元，请确认单位为“万元”") in [point[:2] for point in said(clerk, address)]


def test_v22_nobody_left_is_said_and_not_left_open(clerk, report, address):
    if not report.sections.filter(code="M").exists():
        pytest.fail("a report tells of departures")
    report.sections.filter(code="M").update(has_nothing=False)
    assert "V22" in rules(clerk, address)


def test_v23_names_the_figure_whose_paper_is_missing(clerk, report, address):
    put(report, "G1", 1, "演示原因")
    assert [point[:2] for point in said(clerk, address)] == [("V23", "缺少必需附件：人才专项经费")]


def test_v24_a_file_of_an_earlier_quarter_needs_a_word(clerk, report, people, unit, address):
    earlier = make.filled_report(make.period(2014, 2), unit, values=FIGURES)
    file(earlier, "G1", people["clerk"], "b" * 64)
    put(report, "G1", 1)
    file(report, "G1", people["clerk"], "b" * 64)
    points = {rule: words for rule, words, _href in said(clerk, address)}
    assert "2014年二季度" in points["V24"]
    assert "人才专项经费" in points["V24"]
    put(report, "G1", 1, "演示原因")
    assert "V24" in rules(clerk, address)
    report.evidence.update(reuse_reason="演示：凭证跨季度")
    assert "V24" not in rules(clerk, address)


def test_v25_whoever_ever_saved_a_part_neither_checks_nor_signs(clerk, report, people, address):
    Report.objects.filter(pk=report.pk).update(state="ready", checked_by=people["deputy"])
    assert "V25" not in rules(clerk, address)
    ReportPreparer.objects.create(report=report, user=people["deputy"])
    assert "V25" in rules(clerk, address)


def test_v01_is_told_once_the_period_is_locked(clerk, report, people, address, settings):
    Report.objects.filter(pk=report.pk).update(state="ready", checked_by=people["deputy"])
    assert "V01" not in rules(clerk, address)
    settings.CLOCK_OFFSET += 30 * 86400
    assert "V01" in rules(clerk, address)


# --- hints ---


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([10, 12, 11, 13], "8.5", "14.5"),
        ([5, 5, 5, 5], "4", "6"),
        ([1, 2, 3, 1000], "0", "5.5"),
    ],
)
def test_the_usual_range_is_median_and_three_mads(values, low, high):
    assert usual_range([Decimal(value) for value in values]) == (Decimal(low), Decimal(high))


def test_an_unusual_figure_is_a_hint_that_blocks_nothing(clerk, report, people, unit, address):
    for year, quarter, paid in ((2013, 2, 10), (2013, 3, 11), (2013, 4, 12), (2014, 1, 11)):
        make.approved_report(make.period(year, quarter), unit, values=FIGURES | {"G1": paid})
    file(report, "G1", people["clerk"])
    put(report, "G1", Decimal(90), "演示原因")
    with translation.override("zh-hans"):
        page = clerk.get(address("report-check"))
    assert [href.rpartition("#")[2] for _text, href in page.context["hints"]] == ["line-G1"]
    assert "最近4个已审定季度" in page.context["hints"][0][0]
    assert page.context["open_points"] == []
    report.lines.filter(indicator__code="G1").update(value=F("value") - 79)
    assert clerk.get(address("report-check")).context["hints"] == []
