"""Rows that a report claims count once the district approves it, once only, and as the preview said."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Report, ReportRow, Score, ScoreLine
from assessments.registers import ROW_KINDS
from assessments.services.acceptance import refuse_row
from assessments.services.crediting import post_credits
from assessments.services.preview import preview
from assessments.services.reports import StepRefused, take_step
from assessments.services.row_files import add_row_file
from assessments.services.rows import RowRefused, enter_row
from assessments.services.scoring import score_period
from experts.models import CreditEntry, Expert, Placement, ReportedDeparture
from platforms.models import CooperationProject, PlatformActivity
from talentportal.core.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db
AT, DAY = make.AT, dt.date(2014, 8, 5)
LEFT = Placement.EndReason.LEFT


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def platform(unit):
    return make.platform(unit)


@pytest.fixture
def report(period, unit, platform):
    return make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 0})


@pytest.fixture
def clerk(people):
    return people["clerk"]


def enter(report, kind, by, **values):
    return enter_row(report, ROW_KINDS[kind], values, by=by, at=AT)


def project(report, by):
    values = {"subject": "演示合作", "signed_on": DAY, "amount_yuan": Decimal(50000), "university": make.university()}
    row = enter(report, "project", by, **values, enterprise=make.enterprise(report.township))
    agreement = SimpleUploadedFile("协议.pdf", b"%PDF-1.4 agreement")
    add_row_file(report, ROW_KINDS["project"], row.row_id, agreement, by=by, at=AT)
    return row


def activity(report, by, platform):
    return enter(report, "activity", by, platform=platform, held_on=DAY, title="演示活动", expert_days=4)


def take(step, report, by, **said):
    return take_step(step, Report.objects.filter(pk=report.pk), by=by, at=AT, is_truthful=True, **said)


def submit(report, people):
    take("ready", report, people["deputy"])
    take("submit", report, people["secretary"])


def approve(report, people):
    return take("approve", report, people["reviewer"], note="逐项核对，予以通过。")


def counted(run, unit):
    return {line.indicator.code: line.counted for line in ScoreLine.objects.filter(run=run, township=unit)}


def test_claimed_rows_count_once_with_the_approval_and_as_the_preview_said(report, unit, people, clerk, platform):
    rows = [project(report, clerk), activity(report, clerk, platform)]
    before = preview(report, at=AT)
    assert not CooperationProject.objects.verified().exists(), "the preview stores nothing"
    submit(report, people)
    first = score_period(report.period, at=AT)
    assert Score.objects.get(run=first, township=unit).total < before.total, "a claim does not count"
    approve(report, people)
    assert CooperationProject.objects.get().verified_by == people["reviewer"]
    assert PlatformActivity.objects.get().is_verified
    assert {ReportRow.objects.get(pk=row.pk).outcome for row in rows} == {"accepted"}
    run = score_period(report.period, at=AT)
    assert Score.objects.get(run=run, township=unit).total == before.total
    assert preview(Report.objects.get(pk=report.pk), at=AT).total == before.total
    told = AuditEntry.objects.filter(detail__outcome="accepted", object_id=str(report.pk))
    assert set(told.values_list("detail__kind", flat=True)) == {"project", "activity"}


def test_a_report_approved_again_accepts_nothing_twice(report, people, clerk):
    row = project(report, clerk)
    submit(report, people)
    approve(report, people)
    first = ReportRow.objects.values().get(pk=row.pk)
    take("reopen", report, people["approver"], note="补正", until=dt.date(2014, 10, 20))
    submit(report, people)
    approve(report, people)
    assert ReportRow.objects.values().get(pk=row.pk) == first
    assert CooperationProject.objects.count() == 1


def test_a_refused_row_never_counts_and_the_unit_reads_why(report, unit, people, clerk):
    row = project(report, clerk)
    with pytest.raises(RowRefused):
        refuse_row(row, reason="协议未签字", by=people["reviewer"], at=AT)  # not handed in yet
    submit(report, people)
    with pytest.raises(RowRefused):
        refuse_row(row, reason=" ", by=people["reviewer"], at=AT)
    refuse_row(row, reason="协议未签字", by=people["reviewer"], at=AT)
    approve(report, people)
    row.refresh_from_db()
    assert (row.outcome, row.outcome_reason) == ("refused", "协议未签字")
    assert not CooperationProject.objects.get().is_verified
    with pytest.raises(RowRefused):
        refuse_row(row, reason="再次", by=people["reviewer"], at=AT)


def test_an_accepted_departure_ends_the_placement_and_takes_young_credit_back(report, unit, people, clerk):
    expert = make.landed_expert(unit, on=dt.date(2014, 5, 6))
    post_credits(Expert.objects.filter(pk=expert.pk), by=people["approver"], at=AT)
    placement = expert.placements.get()
    had = sum(entry.amount for entry in CreditEntry.objects.filter(expert=expert))
    values = {"placement": placement, "left_on": DAY, "reason": LEFT, "to_township": None, "note": ""}
    enter(report, "departure", clerk, **values)
    submit(report, people)
    placement.refresh_from_db()
    assert placement.ends_on is None
    approve(report, people)
    placement.refresh_from_db()
    assert (placement.ends_on, placement.end_reason) == (DAY, LEFT)
    assert placement.departure_reported_on == AT.date()
    assert ReportedDeparture.objects.get().is_verified
    assert had > 0
    assert sum(entry.amount for entry in CreditEntry.objects.filter(expert=expert)) < had


def test_an_accepted_move_goes_on_in_the_other_unit(report, unit, people, clerk):
    other = make.township()
    expert = make.landed_expert(unit, on=dt.date(2014, 5, 6))
    placement = expert.placements.get()
    moved = {"placement": placement, "left_on": DAY, "reason": Placement.EndReason.MOVED, "to_township": other}
    enter(report, "departure", clerk, **moved, note="")
    submit(report, people)
    approve(report, people)
    there = expert.placements.get(township=other)
    assert (there.starts_on, there.ends_on, there.is_verified) == (DAY, None, True)
    assert there.contract_until == placement.contract_until


def test_a_move_that_cannot_be_carried_out_stops_the_approval(report, unit, people, clerk):
    expert = make.landed_expert(unit, on=dt.date(2014, 5, 6))
    moved = {"placement": expert.placements.get(), "left_on": DAY, "reason": Placement.EndReason.MOVED}
    enter(report, "departure", clerk, **moved, to_township=make.township(), note="")
    make.placement(expert, make.township(), starts_on=dt.date(2014, 7, 1))  # a third unit claims the person
    submit(report, people)
    with pytest.raises(StepRefused):
        approve(report, people)
    assert Report.objects.get(pk=report.pk).state == "submitted"
    assert not ReportedDeparture.objects.get().is_verified
