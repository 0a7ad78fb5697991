"""The demo tells a story for each part: who owns a point, objections, corrections, sealed years, questions kept."""

import datetime as dt
from decimal import Decimal

import pytest

from assessments.models import Correction, Objection, Scenario, Scheme, ScoreRun, YearResult
from assessments.queries import results
from assessments.services.scenarios import play
from assessments.services.sealing import verify_chain
from assessments.whatif.changes import read
from experts.models import Conflict, CreditEntry, Placement, ShareAgreement
from talentportal.core.models import Job

pytestmark = pytest.mark.usefixtures("loaded")
Cause = CreditEntry.Cause


def entries(cause):
    return CreditEntry.objects.filter(cause=cause)


def test_one_conflict_is_decided_and_one_is_open():
    decided, now = Conflict.objects.get(decided_at__isnull=False), Conflict.objects.undecided().get()
    assert decided.winner.code == "330212116"
    credited = CreditEntry.objects.filter(expert=decided.expert)
    assert {entry.township.code for entry in credited if entry.amount} == {"330212116"}
    assert min(entry.effective_on for entry in credited) < decided.decided_at.date()
    sums = [sum(entry.amount for entry in CreditEntry.objects.filter(expert=now.expert, township=unit)) for unit in
            {claim.placement.township for claim in now.claims.all()}]  # fmt: skip
    assert sums == [0, 0]


def test_two_units_share_one_person_by_halves():
    agreement = ShareAgreement.objects.exclude(agreed_at=None).get()
    found = dict(CreditEntry.objects.filter(expert=agreement.expert).values_list("township__code", "amount"))
    assert found == {"330212001": Decimal("1.00"), "330212002": Decimal("1.00")}


def test_points_go_along_inside_twelve_months_and_stay_after_them():
    moved = Placement.objects.filter(end_reason=Placement.EndReason.MOVED).order_by("ends_on")
    assert [row.township.code for row in moved] == ["330212002", "330212005"]
    inside, after = ([e for e in CreditEntry.objects.filter(expert=row.expert) if e.effective_on == row.ends_on]
                     for row in moved)  # fmt: skip
    assert sorted((entry.township.code, entry.amount) for entry in inside) == [("330212002", -1), ("330212105", 1)]
    assert after == []


def test_becoming_full_time_brings_the_increment_and_leaving_takes_back():
    assert entries(Cause.CONVERSION).get().amount == Decimal("0.50")
    assert entries(Cause.LATE_DEPARTURE).get().township.code == "330212119"


def test_objections_are_upheld_rejected_and_open(now):
    states = dict(Objection.objects.values_list("township__code", "state"))
    assert states == {"330212113": "upheld", "330212118": "rejected", "330212115": "filed"}
    on_notice = Objection.objects.get(state="filed").run
    assert on_notice.notice_until >= now.date()
    assert set(Correction.objects.values_list("township__code", flat=True)) == {"330212104", "330212113"}


def test_the_corrected_quarters_have_two_versions_with_a_reason():
    again = ScoreRun.objects.published().filter(version=2)
    assert {(run.period.year, run.period.quarter) for run in again} == {(2014, 1), (2014, 2)}
    assert all(run.publish_note for run in again)


def test_the_year_2013_is_final_and_every_seal_holds():
    year = YearResult.objects.get(year=2013)
    assert year.final_at
    assert 0 < sum(year.scores.values_list("prize_yuan", flat=True)) <= year.scheme.prize_budget_yuan
    assert verify_chain() == []


def test_a_draft_follows_and_its_question_is_answered():
    assert Scheme.objects.get(version=2).status == Scheme.Status.DRAFT
    kept = Scenario.objects.get(is_shared=True)
    run = next(run for run in results.runs(provisional=False) if run.id == kept.run_id)
    answer = play(run, results.ranking_rows(run, []), read(kept.changes).changes, own=None)
    assert any(row.rank != after.rank for row, after in zip(answer.rows, answer.outcomes, strict=True))
    assert answer.robustness.smallest


def test_no_scores_are_left_waiting():
    assert not Job.objects.filter(kind="score_period", state__in=["queued", "running"]).exists()
    assert not CreditEntry.objects.filter(posted_at__gt=dt.datetime(2014, 10, 8, 1, 0, tzinfo=dt.UTC)).exists()
