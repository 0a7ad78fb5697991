"""Runs: refreshed in place, versioned, published, frozen by the database; and the jobs that ask for them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from assessments.models import DeductionCase, Period, Report, ReportLine, Score, ScoreRun
from assessments.scoring import annual_lines
from assessments.services.approvals import keep_approved
from assessments.services.reports import take_step
from assessments.services.scoring import (
    NoteRefused,
    PublishRefused,
    job_key,
    publish_run,
    request_open_scores,
    request_scores,
    score_period,
)
from experts.models import CreditEntry, Placement
from talentportal.core.models import AuditEntry
from talentportal.core.models.jobs import Job, JobState
from talentportal.core.services.jobs import run_job
from tests import make
from townships.models import Township, TownshipTier

from .examples import fill, knowing_all, ledger_entry, points, published, scored

pytestmark = pytest.mark.django_db

D = dt.date


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def period():
    return make.period(2014, 2)


def test_scoring_again_rewrites_nothing_and_keeps_the_revision(period):
    units = [make.township() for _ in range(3)]
    ledger_entry(units[0], "1.00", 1)
    first = score_period(period, at=make.AT)
    rows = dict(first.scores.values_list("pk", "total"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid, xmin FROM assessments_score")
        before = cursor.fetchall()
        again = score_period(period, at=make.AT + dt.timedelta(hours=1))
        cursor.execute("SELECT ctid, xmin FROM assessments_score")
        assert cursor.fetchall() == before
    assert (again.pk, again.revision, again.computed_at) == (first.pk, 1, make.AT)
    assert dict(again.scores.values_list("pk", "total")) == rows


def test_a_change_grows_the_revision(period):
    unit = make.township()
    score_period(period, at=make.AT)
    ledger_entry(unit, "1.00")
    later = make.AT + dt.timedelta(minutes=1)
    run = score_period(period, at=later)
    assert (run.version, run.revision, run.computed_at) == (1, 2, later)


def test_scoring_one_unit_reads_one_statement_and_ranks_its_district(period, django_assert_num_queries):
    first, second, third = (make.township() for _ in range(3))
    elsewhere = make.township(of=make.district(code="330203", name_zh="海曙区", name_en="Haishu"))
    ledger_entry(first, "1.00"), ledger_entry(elsewhere, "1.00")
    score_period(period, at=make.AT)
    ledger_entry(second, "2.00"), ledger_entry(third, "3.00")
    ledger_entry(elsewhere, "1.00")
    with django_assert_num_queries(8):  # savepoint, period, run, particulars, one statement, revision, run, release
        run = score_period(period, at=make.AT, townships=[second])
    found = {score.township_id: (score.bonus, score.rank) for score in run.scores.all()}
    assert found == {
        second.pk: (Decimal("2.00"), 1),
        first.pk: (Decimal("1.00"), 2),
        third.pk: (Decimal("0.00"), 3),
        elsewhere.pk: (Decimal("1.00"), 1),
    }


def test_a_unit_no_longer_assessed_leaves_the_provisional_run(period):
    kept, gone = make.township(), make.township()
    ledger_entry(gone, "1.00")
    score_period(period, at=make.AT)
    Township.objects.filter(pk=gone.pk).update(is_assessed=False)
    run = score_period(period, at=make.AT, townships=[gone])
    assert [(s.township_id, s.rank) for s in run.scores.all()] == [(kept.pk, 1)]


def test_units_of_the_last_day_are_scored_and_no_others(period):
    open_units = [make.township(), make.township(opened_on=D(2014, 6, 30)), make.township(closed_on=D(2014, 7, 1))]
    make.township(opened_on=D(2014, 7, 1)), make.township(closed_on=D(2014, 6, 30))
    make.township(is_assessed=False), make.township(tier=None)
    run = score_period(period, at=make.AT)
    assert set(run.scores.values_list("township_id", flat=True)) == {unit.pk for unit in open_units}


def test_missing_report_is_a_fact_of_the_lock(period):
    unit = make.township()
    make.period(2014, 1)
    before = scored(unit, period, at=make.moment(period.locks_on, 23))
    assert (before.is_missing, before.deductions, before.light) == (False, 0, "warning")
    after = scored(unit, period, at=make.moment(period.locks_on + dt.timedelta(days=1), 0))
    assert (after.is_missing, after.deductions, after.deduction_counts) == (True, Decimal("2.00"), [1, 0, 0])
    assert points(after)["G2"] == "0.00"


def test_own_figures_count_only_from_approved_reports_and_add_up_over_the_year(period):
    unit = make.township(tier="high")
    first = make.period(2014, 1)
    make.approved_report(first, unit, values={"A2": 1, "G1": Decimal("12.50"), "F2": 1})
    report = make.submitted_report(period, unit, values={"A2": 1, "G1": Decimal("6.25"), "F2": 0})
    assert [points(scored(unit, period))[code] for code in ("A2", "G1", "F2")] == ["1.50", "2.00", "0.00"]
    report.state, report.approved_at = "approved", make.AT
    report.save()
    keep_approved([report.pk], at=make.AT)
    score = scored(unit, period, at=make.AT)
    assert [points(score)[code] for code in ("A2", "G1", "F2")] == ["3.00", "3.00", "0.00"]
    earlier = scored(unit, period, at=make.AT - dt.timedelta(seconds=1))
    assert points(earlier)["A2"] == "1.50"


def test_deductions_of_the_district_bar_the_highest_grade(period):
    unit = make.township()
    values = {"A1": 3, "A2": 2, "A3": 1, "B1": 1, "B2": 2, "B3": 2, "B4": 1, "C1": 1, "C2": 3, "D1": 1, "D2": 1}
    fill(unit, period, values | {"E1": 12, "E2": 1, "E3": 2, "F1": 1, "F2": 1, "F3": 1, "G1": 15})
    assert (scored(unit, period).total, scored(unit, period).grade) == (Decimal("100.00"), "excellent")
    DeductionCase.objects.create(
        period=period, township=unit, code="Y2", reason="示例", found_by=make.approver(), found_at=make.AT
    )
    score = scored(unit, period)
    assert (score.total, score.grade, score.light) == (Decimal("95.00"), "good", "on_track")
    assert score.deduction_counts == [0, 1, 0]


@pytest.mark.parametrize(
    ("left", "reported", "reason", "quarters"),
    [
        (D(2014, 5, 31), None, "left", [0, 1, 0]),  # 30 days end on 30 June
        (D(2014, 6, 1), None, "moved", [0, 0, 1]),
        (D(2014, 5, 1), D(2014, 5, 31), "left", [0, 0, 0]),
        (D(2014, 5, 1), D(2014, 6, 1), "left", [0, 1, 0]),
        (D(2014, 5, 1), None, "died", [0, 0, 0]),
    ],
)
def test_departure_not_reported_costs_points_in_the_quarter_in_which_the_days_ran_out(left, reported, reason, quarters):
    unit = make.township()
    make.placement(
        make.expert(), unit, starts_on=D(2012, 1, 1), ends_on=left, end_reason=reason, departure_reported_on=reported
    )
    counts = []
    for number in (1, 2, 3):
        period = make.period(2014, number)
        counts.append(scored(unit, period).deduction_counts[2])
    assert counts == quarters


def test_ranks_are_1_2_2_4_by_total_then_bonus_then_heads(period):
    best, twin, other, last = (make.township() for _ in range(4))
    low = make.township(tier="low")
    fill(best, period, {"A3": 1, "E2": 1})
    for unit in (twin, other):
        fill(unit, period, {"A3": 1})
    fill(low, period, {}, ledger=["2.00"])
    fill(last, period, {})
    run = score_period(period, at=make.AT)
    ranks = {score.township_id: (score.rank, score.tier_rank) for score in run.scores.all()}
    assert [ranks[u.pk] for u in (best, twin, other, last)] == [(1, 1), (2, 2), (2, 2), (5, 4)]
    assert ranks[low.pk] == (4, 1)
    assert sorted(rank for rank, _ in ranks.values()) == [1, 2, 2, 4, 5]


def test_equal_totals_are_told_apart_by_bonus_and_then_by_heads(period):
    heads, money, bonus, base = (make.township() for _ in range(4))
    fill(heads, period, {}), fill(bonus, period, {})
    fill(money, period, {"G1": "1.50"}), fill(base, period, {"G1": "3.08"})
    ledger_entry(heads, "1.00", "0.01"), ledger_entry(money, "1.00"), ledger_entry(bonus, "1.00")
    run = score_period(period, at=make.AT)
    found = [(score.township_id, score.total, score.rank) for score in run.scores.order_by("rank")]
    assert found == [
        (heads.pk, Decimal("5.15"), 1),
        (money.pk, Decimal("5.15"), 2),
        (bonus.pk, Decimal("4.66"), 3),
        (base.pk, Decimal("4.66"), 4),
    ]


def test_tier_of_a_quarter_is_that_of_its_first_day_and_targets_are_weighted_by_quarters():
    unit = make.township(tier="high")
    TownshipTier.objects.filter(township=unit).update(ends_on=D(2014, 5, 20))
    TownshipTier.objects.create(township=unit, tier="medium", starts_on=D(2014, 5, 20))
    scores = [scored(unit, make.period(2014, quarter)) for quarter in (2, 3)]
    assert [score.tier for score in scores] == ["high", "medium"]
    expected = [score.lines.get(indicator__code="B1").expected for score in scores]
    assert expected == [Decimal("0.7500"), Decimal("1.1250")]  # (2 + 2 + 1 + 1) ÷ 4 = 1.5, of which 50 % and 75 %


def test_a_unit_opened_inside_the_quarter_takes_the_tier_it_has():
    unit = make.township(tier="low", opened_on=D(2014, 5, 10))
    score = scored(unit, make.period(2014, 2))
    assert score.tier == "low"
    assert score.lines.get(indicator__code="B2").expected == Decimal("1.0000")


def test_publishing_freezes_the_run_and_the_next_scoring_makes_a_version(period):
    unit, approver = make.township(), make.approver()
    run = publish_run(score_period(period, at=make.AT), by=approver, at=make.AT)
    assert (run.status, run.published_by, run.published_at) == ("published", approver, make.AT)
    assert AuditEntry.objects.filter(action="assessments.publish_run", object_id=str(run.pk)).count() == 1
    ledger_entry(unit, "1.00")
    after = score_period(period, at=make.AT, townships=[unit])
    assert (after.version, after.status, after.scores.get().bonus) == (2, "provisional", Decimal("1.00"))
    assert run.scores.get().bonus == 0


def test_publishing_is_refused_when_the_table_is_not_the_latest(period):
    make.township()
    approver = make.approver()
    run = score_period(period, at=make.AT)
    with pytest.raises(PublishRefused, match="changed since"):
        publish_run(run, by=approver, at=make.AT, seen_revision=7)
    job = request_scores(period, by=None, at=make.AT)
    with pytest.raises(PublishRefused, match="being computed"):
        publish_run(run, by=approver, at=make.AT)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
    publish_run(run, by=approver, at=make.AT, seen_revision=1)
    with pytest.raises(PublishRefused, match="already"):
        publish_run(run, by=approver, at=make.AT)


def test_nothing_is_published_after_a_computation_failed_until_its_units_are_scored(period):
    first, second = make.township(), make.township()
    run, approver = score_period(period, at=make.AT), make.approver()
    failed = request_scores(period, by=None, at=make.AT, townships=[first])
    Job.objects.filter(pk=failed.pk).update(state=JobState.FAILED, finished_at=make.AT)

    def done(units, at):
        job = request_scores(period, by=None, at=at, townships=units)
        assert run_job(job.pk, at=at, clock=lambda: at)

    done([second], make.AT + dt.timedelta(minutes=1))
    with pytest.raises(PublishRefused, match="failed"):
        publish_run(run, by=approver, at=make.AT)
    done([first, second], make.AT + dt.timedelta(minutes=2))
    publish_run(run, by=approver, at=make.AT)


def test_whoever_computes_everything_makes_a_failed_computation_good(period):
    unit = make.township()
    run = score_period(period, at=make.AT)
    failed = request_scores(period, by=None, at=make.AT, townships=[unit])
    Job.objects.filter(pk=failed.pk).update(state=JobState.FAILED, finished_at=make.AT)
    whole = request_scores(period, by=None, at=make.AT)
    run_job(whole.pk, at=make.AT, clock=lambda: make.AT)
    assert publish_run(run, by=make.approver(), at=make.AT).status == "published"


def test_a_reopened_report_keeps_counting_and_holds_up_no_publication(period):
    """Its approved version stands until the next approval; then every opened quarter from it on has a next version."""
    unit, approver = make.township(tier="high"), make.approver()
    first, last_year = make.period(2014, 1), make.period(2013, 4)
    report = make.approved_report(first, unit, values={"G1": Decimal(10)})
    make.approved_report(period, unit, values={"G1": Decimal(5)})
    for quarter in (first, period, last_year):
        publish_run(score_period(quarter, at=make.AT), by=approver, at=make.AT)
    rows = Report.objects.filter(pk=report.pk)
    later = make.AT + dt.timedelta(days=1)
    take_step("reopen", rows, by=approver, at=later, note="更正专项经费", until=D(2014, 11, 20))
    report.lines.filter(indicator__code="G1").update(value=12)
    assert not Job.objects.exists()
    for quarter in (first, period):
        assert score_period(quarter, at=later).version == 1, "what would say the same is not a version"
    signed = {"signed_by": make.staff(unit)["secretary"], "state": "submitted"}
    rows.update(**signed)
    take_step("approve", rows, by=approver, at=later)
    jobs = list(Job.objects.order_by("pk"))
    assert [job.args["period"] for job in jobs] == [first.pk, period.pk]
    for job in jobs:
        assert run_job(job.pk, at=later, clock=lambda: later)
    found = ScoreRun.objects.order_by("period__year", "period__quarter", "version")
    assert [(run.period.code, run.version, run.status) for run in found.select_related("period")] == [
        ("2013Q4", 1, "published"),
        ("2014Q1", 1, "published"),
        ("2014Q1", 2, "provisional"),
        ("2014Q2", 1, "published"),
        ("2014Q2", 2, "provisional"),
    ]
    counted = [run.lines.get(indicator__code="G1").counted for run in found.filter(period__year=2014)]
    assert counted == [10, 12, 15, 17]


def test_a_version_after_a_published_one_needs_the_reason_and_a_final_year_has_none(period):
    unit, approver = make.township(), make.approver()
    publish_run(score_period(period, at=make.AT), by=approver, at=make.AT)
    ledger_entry(unit, "1.00")
    run = score_period(period, at=make.AT)
    with pytest.raises(NoteRefused, match="what was corrected"):
        publish_run(run, by=approver, at=make.AT, note=" ")
    make.final_year(2014)
    with pytest.raises(PublishRefused, match="entry in 2015"):
        publish_run(run, by=approver, at=make.AT, note="台账补记")


def test_publishing_begins_the_public_notice(period):
    """Five working days after the day itself: 8 October 2014 is a Wednesday."""
    make.township()
    run = publish_run(score_period(period, at=make.AT), by=make.approver(), at=make.AT)
    assert (run.notice_until, run.final_at) == (D(2014, 10, 15), None)


def test_before_the_lock_results_are_published_only_with_a_reason_while_reports_are_open():
    period = make.period(2014, 3)
    late, approver = make.township(), make.approver()
    make.submitted_report(period, late)
    run = score_period(period, at=make.AT)
    assert period.locks_at > make.AT
    for note in ("", "  \n", "长" * 301):
        with pytest.raises(NoteRefused):
            publish_run(run, by=approver, at=make.AT, note=note)
    published = publish_run(run, by=approver, at=make.AT, note=" 区里要求提前通报 ")
    assert published.publish_note == "区里要求提前通报"
    entry = AuditEntry.objects.get(action="assessments.publish_run")
    assert entry.detail["note"] == "区里要求提前通报"


def test_after_the_lock_missing_reports_are_facts_and_need_no_reason():
    period = make.period(2014, 3)
    unit = make.township()
    make.report(period, unit)
    run = score_period(period, at=period.locks_at)
    assert publish_run(run, by=make.approver(), at=period.locks_at).scores.get().is_missing


def test_publishing_an_empty_run_is_refused(period):
    with pytest.raises(PublishRefused, match="no scores"):
        publish_run(score_period(period, at=make.AT), by=make.approver(), at=make.AT)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE assessments_score SET total = total + 1",
        "UPDATE assessments_score SET points[1] = 0",
        "DELETE FROM assessments_score",
        "INSERT INTO assessments_score SELECT (jsonb_populate_record(s, '{\"id\": 9999}')).* FROM assessments_score s",
        "UPDATE assessments_scorerun SET status = 'provisional'",
        "UPDATE assessments_scorerun SET computed_at = now()",
        "DELETE FROM assessments_scorerun",
        "UPDATE assessments_indicator SET weight = weight + 1",
        "DELETE FROM assessments_indicator",
        "UPDATE assessments_target SET value = 0",
    ],
)
def test_the_database_refuses_to_change_what_was_published(period, change):
    published(make.township(), period)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_requests_for_a_period_are_one_job_that_takes_all_units_in(period):
    first, second = make.township(), make.township()
    job = request_scores(period, by=None, at=make.AT, townships=[first])
    request_scores(period, by=None, at=make.AT, townships=[second])
    waiting = Job.objects.get(kind="score_period", state=JobState.QUEUED)
    assert (waiting.pk, waiting.key, waiting.args["townships"]) == (job.pk, job_key(period), [first.pk, second.pk])
    request_scores(period, by=None, at=make.AT)
    request_scores(period, by=None, at=make.AT, townships=[first])
    assert Job.objects.get().args == {"period": period.pk, "townships": None}


def test_the_job_scores_the_period_and_may_run_twice(period):
    unit = make.township()
    job = request_scores(period, by=None, at=make.AT)
    assert run_job(job.pk, at=make.AT, clock=lambda: make.AT)
    assert not run_job(job.pk, at=make.AT, clock=lambda: make.AT)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert Score.objects.get().township == unit


def test_nightly_asks_once_for_each_period_that_is_open_or_amended():
    unit = make.township()
    settled, amended, waiting = (make.period(2014, quarter) for quarter in (1, 2, 3))
    make.period(2014, 4, opened=False)
    for period in (settled, amended):
        publish_run(score_period(period, at=make.AT), by=make.approver(), at=make.AT)
    make.credit(make.expert(), unit, amount="1.00")
    for period in (settled, amended):
        score_period(period, at=make.AT)
    keys = {job.key for job in request_open_scores(at=make.AT)}
    assert keys == {job_key(amended), job_key(waiting)}
    request_open_scores(at=make.AT)
    assert Job.objects.filter(state=JobState.QUEUED).count() == 2


def test_the_year_reads_the_latest_published_version_of_each_quarter():
    unit = make.township(tier="low")
    for quarter in (1, 2):
        published(unit, make.period(2014, quarter))
    assert {line.code: line.points for line in annual_lines(2014)}["A2"] == 0
    second = Period.objects.get(quarter=2)
    make.approved_report(second, unit, values={"A2": 2, "F2": 1})
    assert {line.code: line.points for line in annual_lines(2014)}["A2"] == 0  # not published yet
    published(unit, second)
    year = {line.code: line.points for line in annual_lines(2014)}
    assert (year["A2"], year["F2"], year["C1"]) == (Decimal("3.00"), Decimal("1.50"), None)
    assert annual_lines(2014, townships=[make.township()]) == []


def test_scoring_reads_nothing_but_the_tables_it_names(period):
    """The registers themselves stay as they were."""
    unit = make.township()
    fill(unit, period, {"B1": 1, "D2": 1}, ledger=["1.00"])
    before = [model.objects.count() for model in (CreditEntry, Placement, ReportLine)]
    scored(unit, period, at=knowing_all(period))
    assert [model.objects.count() for model in (CreditEntry, Placement, ReportLine)] == before
    assert ScoreRun.objects.count() == 1
