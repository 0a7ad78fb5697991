"""A claim on a person is a row of the unit's report: checked with it, accepted with it, and then it counts."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.checks import findings
from assessments.models import Report, ReportRow
from assessments.services import attribution
from assessments.services.preview import preview
from assessments.services.reports import take_step
from assessments.services.sheets import read_sheet
from experts.models import CreditEntry, Placement
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)


@pytest.fixture
def claim(report, unit, people):
    """A unit claims a person with a contract, selected into a municipal plan; facts may be told otherwise."""
    programme = make.programme(level="provincial")

    def of(*, reason="", document_no="示例〔2014〕1号", confirmed=False, name="演示专家", identity="", **facts):
        person = {"name": name, "category": "innovator", "identity": identity}
        placement = {
            "township": unit,
            "starts_on": DAY,
            "engagement": "full_time",
            "has_social_insurance": True,
            "contract_from": DAY,
            "contract_until": dt.date(2018, 8, 4),
            "reason": reason,
        }
        selection = {"programme": programme, "selected_on": dt.date(2014, 7, 1), "document_no": document_no}
        selection["document_on"] = dt.date(2014, 7, 1) if document_no else None
        said = {"person": person, "placement": placement | facts, "selection": selection, "is_confirmed": confirmed}
        return attribution.claim(**said, by=people["clerk"], at=make.AT).placement

    return of


def rules(report):
    return {finding.rule for finding in findings(read_sheet(report, at=make.AT))}


@pytest.fixture
def row_url(report):
    def of(name, *args):
        return reverse(name, args=[report.period.code, report.township.code, *args])

    return of


def test_the_claim_stands_in_the_report_of_its_quarter(clerk, report, claim, row_url):
    make.report(make.period(2014, 4), report.township)
    placement = claim()
    word = ReportRow.objects.get()
    assert (word.report, word.kind, word.row_id, word.origin) == (report, "expert", placement.pk, "entered")
    text = clerk.get(row_url("report-section", "B")).content.decode()
    assert f'id="row-expert-{placement.pk}"' in text
    assert reverse("claim-detail", args=[placement.pk]) in text
    assert reverse("expert-claim") in text
    assert not report.preparers.exists(), "a claim has its own page; who claims may still check the report"


def test_the_button_to_claim_is_there_before_anybody_came(clerk, row_url):
    assert reverse("expert-claim") in clerk.get(row_url("report-section", "B")).content.decode()


def test_the_rules_about_claims_are_asked_of_the_report(report, claim):
    claim(starts_on=dt.date(2014, 5, 5), document_no="", contract_until=dt.date(2015, 5, 4), contract_from=DAY)
    assert {"V03", "V04", "V06", "V23"} <= rules(report)
    claim(name="演示另一位", engagement="flexible", months_a_year=1)
    assert "V07" in rules(report)


def test_a_claim_of_another_unit_asks_for_a_reason_that_is_given_beside_the_row(clerk, report, claim, row_url):
    number = "11010519491231002X"
    rival = make.township()
    known = claim(identity=number)
    ReportRow.objects.all().delete()
    Placement.objects.filter(pk=known.pk).update(township=rival)
    placement = claim(identity=number, confirmed=True)
    assert "V08" in rules(report)
    clerk.post(row_url("row-explain", placement.pk), {"reason": "演示：合同在我单位", "version": "1"})
    word = ReportRow.objects.get()
    assert (word.reason, word.version) == ("演示：合同在我单位", 2)
    assert "V08" not in rules(report)
    clerk.post(row_url("row-explain", placement.pk), {"reason": "演示：旧页面", "version": "1"})
    word.refresh_from_db()
    assert word.reason == "演示：合同在我单位"


def test_withdrawn_it_leaves_the_report(clerk, report, claim, people):
    placement = claim()
    attribution.withdraw_claim(placement, reason="演示：误报", by=people["clerk"], at=make.AT)
    assert not ReportRow.objects.exists()
    assert not [view for part in read_sheet(report, at=make.AT).parts for view in part.rows.get("expert", ())]


def approve(period, unit, people, placement):
    report = make.submitted_report(period, unit, values={"A2": 1, "G1": 2})
    rows = Report.objects.filter(pk=report.pk)
    take_step("approve", rows, by=people["approver"], at=make.AT)
    placement.refresh_from_db()
    return ReportRow.objects.get(kind="expert", row_id=placement.pk)


def test_accepted_with_the_report_the_ledger_posts_it(period, unit, report, claim, people):
    placement = claim()
    word = approve(period, unit, people, placement)
    assert placement.verified_by == people["approver"]
    assert word.outcome == "accepted"
    entry = CreditEntry.objects.get(township=unit)
    assert (entry.level, entry.heads, entry.amount) == ("provincial", 1, 2)
    assert placement.expert.selections.get().is_verified


def test_a_contested_claim_waits_for_the_decision(period, unit, report, claim, people):
    placement = claim()
    rival = make.placement(placement.expert, make.township(), starts_on=DAY)
    attribution.open_conflict(placement.expert, placements=[rival, placement], by=people["approver"], at=make.AT)
    word = approve(period, unit, people, placement)
    assert (placement.is_verified, word.outcome) == (False, "")
    assert not CreditEntry.objects.filter(township=unit).exists()


def test_the_preview_counts_the_claim_and_stores_nothing(report, claim):
    before = preview(report, at=make.AT)
    placement = claim()
    after = preview(report, at=make.AT)
    assert after.bonus - before.bonus == 2
    assert after.lines["B1"] > before.lines["B1"]
    placement.refresh_from_db()
    assert not placement.is_verified
    assert not CreditEntry.objects.exists()
