"""The quarters of the demo: every end state is one that the portal itself would reach, and every number is right."""

import pytest
from django.db.models import Count, F

from assessments.checks import findings
from assessments.models import Period, Report, ReportStep, Score, ScoreRun
from assessments.queries.rulebook import rulebook_of
from assessments.scoring import store_scores
from assessments.services.reports import take_step
from assessments.services.sections import save_section
from assessments.services.sheets import read_sheet, read_sheets
from assessments.workflow import STEPS
from talentportal.core.services.files import path_of
from tests.assessments.scoring.test_invariants import by_hand
from townships.models import User

pytestmark = pytest.mark.usefixtures("loaded")
PUBLISHED = [(2012, 4), (2013, 1), (2013, 2), (2013, 3), (2013, 4), (2014, 1), (2014, 2)]
VERSIONS = {(2014, 1): 2, (2014, 2): 2}
COLUMNS = ("township_id", "tier", "counted", "out_of", "expected", "points", "bonus_raw", "total", "rank", "tier_rank")


def open_period():
    return Period.objects.get(year=2014, quarter=3)


def user(name):
    return User.objects.get(username=name)


def recomputed(run):
    """The same quarter from the registers as they stand now, with what was known when the run was computed."""
    at = run.computed_at
    made = ScoreRun.objects.create(
        period=run.period, version=99, scheme_id=run.scheme_id, engine=run.engine, computed_at=at
    )
    store_scores(made, run.period, at=at)
    rows = list(made.scores.order_by("township").values_list(*COLUMNS))
    made.scores.all().delete()
    made.delete()
    return rows


@pytest.mark.parametrize(("year", "quarter"), PUBLISHED)
def test_every_version_of_a_published_quarter_computed_again_is_the_same(year, quarter):
    runs = ScoreRun.objects.published().filter(period__year=year, period__quarter=quarter).select_related("period")
    assert runs.count() == VERSIONS.get((year, quarter), 1)
    for run in runs.order_by("version"):
        rows = list(run.scores.order_by("township").values_list(*COLUMNS))
        assert len(rows) == 26
        assert rows == recomputed(run)


def test_the_engine_agrees_with_the_oracle_on_every_score():
    scores = Score.objects.select_related("run__period")
    assert scores.count() == (8 + 2) * 26
    for score in scores:
        book = rulebook_of(score.run.scheme_id)
        assert (score.base, score.deductions, score.bonus, score.total) == by_hand(score, book)


def test_scores_spread_with_a_tie_and_a_capped_bonus():
    latest = Score.objects.filter(run__period__year=2014, run__period__quarter=2)
    totals = sorted(latest.values_list("total", flat=True))
    assert 45 < totals[0] < 65
    assert 95 < totals[-1] <= 105
    assert latest.values("rank").annotate(n=Count("pk")).filter(n__gt=1).exists()
    assert latest.filter(bonus=5, bonus_raw__gt=5).exists()
    assert latest.values("grade").distinct().count() == 4


def test_reports_of_published_quarters_are_approved_but_one():
    past = Report.objects.exclude(period=open_period())
    assert past.count() == 7 * 26
    assert list(past.exclude(state="approved").values_list("township__code", "state")) == [("330212002", "draft")]
    assert past.filter(first_submitted_at__gte=F("period__due_on")).exists()


def test_nobody_checked_or_signed_what_he_had_prepared():
    for report in Report.objects.exclude(signed_by=None).prefetch_related("sections"):
        people = {section.saved_by_id for section in report.sections.all()}
        assert report.checked_by_id not in people
        assert report.signed_by_id not in {*people, report.checked_by_id}


def test_every_step_is_one_of_the_table_and_they_follow_each_other():
    last = {}
    for step in ReportStep.objects.order_by("report", "at", "pk").select_related("by"):
        rule = STEPS[step.step]
        assert step.from_state == last.get(step.report_id, "draft")
        assert step.from_state in rule.sources
        assert step.to_state == rule.target
        assert step.by.has_perm(rule.permission)
        last[step.report_id] = step.to_state
    states = dict(Report.objects.values_list("pk", "state"))
    assert {pk: states[pk] for pk in last} == last


def test_the_third_quarter_is_in_the_middle_of_reporting(now):
    reports = Report.objects.for_period(open_period())
    states = dict(reports.values_list("state").annotate(n=Count("pk")))
    assert states == {"approved": 9, "submitted": 5, "returned": 2, "draft": 10}
    assert reports.filter(state="draft", started_at=None).count() == 3
    assert open_period().is_open(now)
    assert not ReportStep.objects.filter(at__gt=now).exists()
    assert ScoreRun.objects.get(period=open_period()).status == "provisional"


def test_what_was_sent_in_would_pass_the_checks_today(now):
    sent = Report.objects.for_period(open_period()).filter(state__in=["submitted", "approved"])
    sheets = read_sheets(sent.select_related("period", "township"), at=now)
    assert len(sheets) == 14
    assert {pk: found for pk, sheet in sheets.items() if (found := findings(sheet))} == {}


def test_returned_reports_carry_open_notes_beside_fields(now):
    returned = Report.objects.for_period(open_period()).filter(state="returned").select_related("period", "township")
    for sheet in read_sheets(returned, at=now).values():
        assert sheet.open_notes
        assert all(note.indicator_id for note in sheet.open_notes)


def test_evidence_is_really_there():
    report = Report.objects.for_period(open_period()).filter(state="approved").first()
    papers = list(report.evidence.all())
    assert papers
    for paper in papers:
        content = path_of(paper.sha256).read_bytes()
        assert len(content) == paper.size
        assert content.startswith(b"%PDF-")


def test_a_newcomer_can_play_the_quarter_of_shounan(now):
    rows = Report.objects.for_period(open_period()).filter(township__code="330212006")
    report = rows.select_related("period", "township").get()
    assert [s.code for s in report.sections.order_by("pk") if not s.is_complete] == ["F"]
    lines = {line.code: line for line in read_sheet(report, at=now).part("F").lines}
    values = {
        code: {"is_agreed": True} if line.shape == "confirm" else {"value": line.suggestion}
        for code, line in lines.items()
    }
    save_section(report, "F", values, version=0, by=user("shounan-clerk"), at=now)
    take_step("ready", rows, by=user("shounan-deputy"), at=now, is_truthful=True)
    take_step("submit", rows, by=user("shounan-secretary"), at=now, is_truthful=True)
    note = "各项与登记库核对无误。"  # no figure was ticked one by one, so the approval says why it stands
    take_step("approve", rows, by=user("reviewer"), at=now, note=note)
    assert rows.get().state == "approved"


def test_every_unit_has_one_reviewer():
    reviewed = User.objects.filter(role="reviewer").values("assignments__township").annotate(n=Count("pk"))
    assert [row["n"] for row in reviewed] == [1] * 26
