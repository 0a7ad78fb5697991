"""The report's pages as people use them: task list, sections, check and sign."""

import pytest
from django.urls import reverse

from assessments.models import ReportLine

pytestmark = pytest.mark.django_db
A = {"version": "0", "is_complete": "yes", "A2-value": "0", "A3-agreed": "yes"}


def test_my_quarter_leads_to_the_latest_report(as_user, report, people, address):
    answer = as_user(people["clerk"]).get(reverse("my-quarter"))
    assert answer.headers["Location"] == address("report-detail")
    answer = as_user(people["clerk"]).get(answer.headers["Location"])
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "示例街道2014年三季度报表" in text
    assert "8个部分中0个已完成" in text
    assert "10月10日（周五）" in text


def test_section_is_saved_and_leads_to_the_next(as_user, report, people, address):
    client = as_user(people["clerk"])
    answer = client.post(address("report-section", "A"), A)
    assert answer.status_code == 302
    assert answer.headers["Location"] == address("report-section", "B")
    section = report.sections.get(code="A")
    assert (section.version, section.is_complete, section.saved_by) == (1, True, people["clerk"])
    assert ReportLine.objects.get(report=report, indicator__code="A2").value == 0


@pytest.mark.parametrize("code", list("ABCDEFGT"))
def test_every_section_opens(as_user, report, people, code, address):
    for role in ("clerk", "secretary"):
        answer = as_user(people[role]).get(address("report-section", code))
        assert answer.status_code == 200


def test_check_page_opens(as_user, report, people, address):
    answer = as_user(people["deputy"]).get(address("report-check"))
    assert answer.status_code == 200
