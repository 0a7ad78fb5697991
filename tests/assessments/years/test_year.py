"""The result of a year: rule 6 against its oracle, versions, notice and final."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from assessments.models import Indicator, Objection, ScoreRun, YearResult
from assessments.services.crediting import post_and_rescore
from assessments.services.finality import NotFinal, finalise_run
from assessments.services.scoring import request_scores, score_period
from assessments.services.years import YearRefused, compute_year, finalise_year, publish_year
from experts.models import Expert
from talentportal.core.models import AuditEntry, Job
from tests import make
from tests.assessments.scoring.examples import knowing_all

from . import made
from .annual_oracle import year_of

pytestmark = pytest.mark.django_db
AT = make.moment(dt.date(2015, 6, 1))


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def units():
    return [make.township(tier="medium"), make.township(tier="high"), make.township(tier="low")]


def agree(result: YearResult, units, runs) -> None:
    codes = list(Indicator.objects.filter(scheme=result.scheme).order_by("position").values_list("code", flat=True))
    for unit in units:
        score, told = result.scores.get(township=unit), year_of(unit, runs)
        assert dict(zip(codes, score.points, strict=True)) == told["points"]
        for name in ("base", "deductions", "bonus", "total"):
            assert getattr(score, name) == Decimal(told[name]) / 100, name
        assert score.is_barred == told["is_barred"]


def test_the_year_agrees_with_its_oracle_and_shows_the_quarters_beside_it(units):
    runs = [made.quarter(2014, nth, units, missing=units[2:] if nth == 3 else ()) for nth in (1, 2, 3, 4)]
    result = compute_year(2014, at=AT)
    agree(result, units, runs)
    for unit in units:
        score = result.scores.get(township=unit)
        assert score.quarter_totals == [run.scores.get(township=unit).total for run in runs]
    barred = result.scores.get(township=units[2])
    assert (barred.deductions, barred.is_barred) == (Decimal("2.00"), True)
    ranks = sorted(result.scores.values_list("rank", flat=True))
    assert ranks == [1, 2, 3]


def test_a_quarter_under_a_scheme_that_gave_other_points_counts_in_proportion(units):
    """F1 gave 6 points, then 4, and F2 3, then 5."""
    from tests.make import _reference_text

    text = _reference_text().replace("version = 1", "version = 2", 1)
    before, mark, after = text.partition('code = "F1"')
    after = after.replace("weight = 6.00", "weight = 4.00", 1)
    head, mark2, tail = after.partition('code = "F2"')
    tail = tail.replace("weight = 3.00", "weight = 5.00", 1)
    changed = make.published_scheme(before + mark + head + mark2 + tail)
    runs = [made.quarter(2014, nth, units) for nth in (1, 2)]
    runs += [made.quarter(2014, nth, units, scheme=changed) for nth in (3, 4)]
    result = compute_year(2014, at=AT)
    agree(result, units, runs)
    position = Indicator.objects.get(scheme=changed, code="F2").position
    assert result.scores.get(township=units[1]).points[position - 1] == 500  # a symposium in every quarter


def test_computing_again_refreshes_the_provisional_result_in_place(units):
    made.quarter(2014, 1, units)
    first = compute_year(2014, at=AT)
    made.quarter(2014, 2, units)
    again = compute_year(2014, at=AT)
    assert (again.pk, again.version, len(again.run_ids)) == (first.pk, 1, 2)
    with pytest.raises(YearRefused):
        compute_year(2012, at=AT)


def test_a_year_is_published_when_all_quarters_are_final_and_becomes_final_after_its_notice(units):
    approver = make.approver()
    runs = [made.quarter(2014, nth, units) for nth in (1, 2, 3, 4)]
    result = compute_year(2014, at=AT)
    with pytest.raises(YearRefused, match="2014 Q1, 2014 Q2, 2014 Q3, 2014 Q4"):
        publish_year(result, by=approver, at=AT)
    for run in runs:
        made.final(run)
    result = publish_year(result, by=approver, at=AT)
    assert (result.notice_until, result.seal.number) == (dt.date(2015, 6, 8), 5)
    with pytest.raises(YearRefused, match="8 June 2015"):
        finalise_year(result, by=approver, at=make.moment(dt.date(2015, 6, 8), 23))
    final = finalise_year(result, by=approver, at=make.moment(dt.date(2015, 6, 9), 0))
    assert final.final_at
    with pytest.raises(YearRefused, match="final"):
        compute_year(2014, at=AT)
    actions = AuditEntry.objects.filter(object_type="assessments.yearresult").values_list("action", flat=True)
    assert sorted(actions) == ["assessments.finalise_year", "assessments.publish_year"]
    with pytest.raises(DatabaseError), transaction.atomic():
        final.scores.update(total=1)


def test_an_amended_quarter_makes_the_next_version_of_the_year_until_it_is_final(units):
    approver = make.approver()
    runs = made.year(2014, units)
    first = publish_year(compute_year(2014, at=AT), by=approver, at=AT)
    assert compute_year(2014, at=AT) == first
    period = runs[3].period
    make.credit(make.expert(), units[0], amount="1.00", on=dt.date(2014, 11, 3), posted_at=knowing_all(period))
    amended = made.published(period)
    with pytest.raises(YearRefused, match="newer version"):
        finalise_year(first, by=approver, at=make.moment(dt.date(2015, 7, 1)))
    second = compute_year(2014, at=AT)
    assert (second.version, second.run_ids[-1]) == (2, amended.pk)
    made.final(amended)
    with pytest.raises(YearRefused, match="what was corrected"):
        publish_year(second, by=approver, at=AT)
    second = publish_year(second, by=approver, at=AT, note="积分台账更正")
    assert second.scores.get(township=units[0]).bonus == Decimal("1.00")
    assert first.scores.get(township=units[0]).bonus == 0
    with pytest.raises(YearRefused, match="newer version"):
        finalise_year(first, by=approver, at=make.moment(dt.date(2015, 7, 1)))
    assert finalise_year(second, by=approver, at=make.moment(dt.date(2015, 7, 1))).final_at


def test_a_quarter_becomes_final_after_its_notice_without_open_objection_and_newer_version(units):
    approver = make.approver()
    run = made.quarter(2014, 1, units)
    provisional = score_period(make.period(2014, 2), at=AT)
    with pytest.raises(NotFinal, match="not published"):
        finalise_run(provisional, by=approver, at=AT)
    last_day = make.moment(run.notice_until, 23)
    with pytest.raises(NotFinal, match="On notice"):
        finalise_run(run, by=approver, at=last_day)
    objection = Objection.objects.create(
        run=run,
        township=units[0],
        line="A2",
        grounds="会议次数",
        filed_by=make.staff(units[0])["secretary"],
        filed_at=last_day,
        due_on=run.notice_until,
    )
    with pytest.raises(NotFinal, match="1 objection"):
        made.final(run)
    Objection.objects.filter(pk=objection.pk).update(state="withdrawn")
    assert made.final(run).final_by == approver
    with pytest.raises(NotFinal, match="already"):
        made.final(run)
    other = made.quarter(2013, 4, units)
    make.credit(make.expert(), units[0], amount="1.00", on=dt.date(2013, 11, 3), posted_at=knowing_all(other.period))
    score_period(other.period, at=knowing_all(other.period))
    with pytest.raises(NotFinal, match="newer"):
        made.final(other)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreRun.objects.filter(pk=run.pk).update(final_at=None)


def test_nothing_becomes_final_while_scores_are_computed_or_were_lost(units):
    run = made.quarter(2014, 1, units)
    job = request_scores(run.period, by=None, at=AT)
    with pytest.raises(NotFinal, match="being computed"):
        made.final(run)
    Job.objects.filter(pk=job.pk).update(state="failed", finished_at=AT)
    with pytest.raises(NotFinal, match="computation failed"):
        made.final(run)
    Job.objects.filter(pk=job.pk).update(state="done", started_at=AT)
    made.final(run)


def test_credit_that_comes_after_the_last_quarter_was_published_asks_for_its_next_version(units):
    last = made.quarter(2014, 4, units)
    person = make.landed_expert(units[0], level="national", on=dt.date(2014, 11, 3))
    post_and_rescore(Expert.objects.filter(pk=person.pk), by=make.approver(), at=AT)
    assert Job.objects.about("score_period", f"period:{last.period_id}").unfinished().exists()
