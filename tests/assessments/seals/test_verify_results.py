"""`manage.py verify_results` proves every published result, and names the first broken link when one was altered."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client, TestCase
from django.utils import translation

from assessments.models import ApprovedLine, Score, ScoreRun, Seal, YearScore
from assessments.queries.seals import digest, run_texts
from assessments.services.finality import finalise_run
from assessments.services.scoring import publish_run, score_period
from assessments.services.years import compute_year, publish_year
from assessments.tasks import request_nightly_verification
from experts.models import CreditEntry
from talentportal.core.models import AuditEntry
from tests import make
from tests.assessments.scoring.examples import fill, given, knowing_all
from tests.assessments.years import made
from townships.models import Role, User

from .forging import forge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def quarters():
    """Two published quarters of two units; the first is the card of W01."""
    first = make.township(name_zh="下应街道", tier="medium")
    make.township(name_zh="首南街道", tier="high")
    published = []
    for quarter in (1, 2):
        period = make.period(2014, quarter)
        if quarter == 2:
            fill(first, period, given("W01")["values"], ledger=["1.00"])
        at = knowing_all(period)
        published.append(publish_run(score_period(period, at=at), by=make.approver(), at=at))
    return published


def verify(**options) -> str:
    out = io.StringIO()
    call_command("verify_results", stdout=out, stderr=out, **options)
    return out.getvalue()


def broken(**options) -> str:
    """The first broken link, which ends the command with 1."""
    with pytest.raises(CommandError) as told:
        verify(**options)
    return str(told.value)


def test_untouched_results_are_whole(quarters):
    said = verify()
    last = Seal.objects.get(number=2)
    assert last.digest in said
    assert "!" not in said
    assert Seal.objects.get(number=1).digest == last.previous


def score_of(run: ScoreRun) -> Score:
    return run.scores.get(township__names__name_zh="下应街道")


def test_an_altered_score_is_named_with_unit_line_and_both_values(quarters):
    score = score_of(quarters[1])
    position = score.lines.get(indicator__code="B1").position
    forge("UPDATE assessments_score SET points[%s] = 1234 WHERE id = %s", [position, score.pk])
    assert "第2环 2014Q2 第1版：下应街道 B1 得分 20.00 → 12.34" in broken()
    assert "2014Q1" not in broken()


def test_an_altered_total_is_named(quarters):
    forge("UPDATE assessments_score SET total = 99 WHERE id = %s", [score_of(quarters[1]).pk])
    assert "下应街道 总分 81.69 → 99.00" in broken()


def test_an_altered_weight_of_the_scheme_is_named(quarters):
    forge("UPDATE assessments_indicator SET weight = 18 WHERE code = 'B1'")
    assert "第1环 2014Q1 第1版：B1 分 20.00 → 18.00" in broken()


def test_an_altered_ledger_entry_is_named(quarters):
    entry = CreditEntry.objects.get(amount=1)
    forge("UPDATE experts_creditentry SET amount = 3 WHERE id = %s", [entry.pk])
    assert f"第2环 2014Q2 第1版：下应街道 积分台账{entry.pk}号 附加分 1.00 → 3.00" in broken()


def test_a_ledger_entry_dated_back_before_the_computation_breaks_the_link(quarters):
    run, later = quarters[1], dt.timedelta(days=1)
    unit = score_of(run).township
    entry = make.credit(make.expert(), unit, amount="2.00", posted_at=run.published_at + later)
    verify()
    forge("UPDATE experts_creditentry SET posted_at = %s WHERE id = %s", [run.computed_at - later, entry.pk])
    assert f"第2环 2014Q2 第1版：积分台账{entry.pk}号为封存后补入" in broken()


def test_a_ledger_entry_still_being_written_while_the_result_was_sealed_is_only_a_warning(quarters):
    run = quarters[1]
    just_before = run.computed_at - dt.timedelta(minutes=5)
    make.credit(make.expert(), score_of(run).township, amount="2.00", posted_at=just_before)
    assert "为封存后补入" in verify()


def test_a_ledger_entry_that_is_gone_or_moved_away_is_named(quarters):
    entry = CreditEntry.objects.get(amount=1)
    forge("UPDATE experts_creditentry SET counts_on = '2013-05-06' WHERE id = %s", [entry.pk])
    assert f"积分台账{entry.pk}号" in broken()
    forge("DELETE FROM experts_creditentry WHERE id = %s", [entry.pk])
    assert f"积分台账{entry.pk}号" in broken()


def test_an_altered_approved_figure_is_named(quarters):
    line = ApprovedLine.objects.get(report__period=quarters[1].period, indicator__code="G1")
    forge("UPDATE assessments_approvedline SET value = value + 1 WHERE id = %s", [line.pk])
    assert f"下应街道 审定数{line.pk}号" in broken()


def test_an_altered_seal_is_named(quarters):
    forge("UPDATE assessments_seal SET results = replace(results, '81.69', '91.69') WHERE number = 2")
    said = broken()
    assert "第2环 2014Q2 第1版：封存内容被改动" in said
    with pytest.raises(CommandError):
        out = io.StringIO()
        call_command("verify_results", stdout=out, stderr=out)
    assert "下应街道 总分 91.69 → 81.69" in out.getvalue()


def test_a_seal_whose_text_is_no_text_any_more_breaks_nothing_else(quarters):
    forge("UPDATE assessments_seal SET inputs = 'x' WHERE number = 1")
    assert "第1环" in broken()


def test_a_forged_chain_that_fits_itself_is_caught_by_the_log_and_by_a_paper_copy(quarters):
    """Whoever alters score and seal and hashes the chain anew still has the log and every print against him."""
    paper = Seal.objects.get(number=2).digest
    run = quarters[1]
    forge("UPDATE assessments_score SET total = 99 WHERE id = %s", [score_of(run).pk])
    hash_anew(run)
    said = broken()
    assert paper in said or "重新核算" in said
    assert "纸质件" in everything_said(head=paper)


def hash_anew(run: ScoreRun) -> None:
    seal = Seal.objects.get(run=run)
    texts = run_texts(ScoreRun.objects.select_related("period", "published_by").get(pk=run.pk))
    new = digest(number=seal.number, previous=seal.previous, engine=seal.engine, sealed_at=seal.sealed_at, texts=texts)
    forge(
        "UPDATE assessments_seal SET scheme = %s, inputs = %s, results = %s, digest = %s WHERE number = %s",
        [*texts, new, seal.number],
    )


def everything_said(**options) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as told:
        call_command("verify_results", stdout=out, stderr=out, **options)
    return out.getvalue() + str(told.value)


def test_a_result_that_does_not_come_out_of_its_own_inputs_is_named(quarters):
    """A seal and a table altered alike, the log not looked at: the engine itself disagrees."""
    forge("UPDATE assessments_score SET total = 99 WHERE id = %s", [score_of(quarters[1]).pk])
    hash_anew(quarters[1])
    assert "重新核算不一致：下应街道 总分 99.00 → 81.69" in everything_said()


@pytest.mark.parametrize("number", [1, 2])
def test_a_deleted_seal_is_named(quarters, number):
    forge("DELETE FROM assessments_seal WHERE number = %s", [number])
    said = everything_said()
    assert ("缺少第1环" in said) == (number == 1)
    assert f"2014Q{number} 第1版：日志中的封存" in said


def test_a_run_published_behind_the_seal_is_named(quarters):
    forge(
        "DELETE FROM core_auditentry WHERE action = 'assessments.publish_run' AND object_id = %s", [str(quarters[1].pk)]
    )
    forge("DELETE FROM assessments_seal WHERE number = 2")
    assert "2014Q2 第1版：已发布但没有封存" in broken()


def test_a_seal_that_the_log_of_its_publication_does_not_tell_of_is_named(quarters):
    forge("DELETE FROM core_auditentry WHERE action = 'assessments.publish_run'")
    said = everything_said()
    assert "第1环 2014Q1 第1版：日志中没有发布时记下的这一封存" in said
    assert "第2环 2014Q2 第1版：日志中没有发布时记下的这一封存" in said


def test_a_seal_that_the_log_tells_of_for_another_result_is_named(quarters):
    publications = "UPDATE core_auditentry SET object_id = %s WHERE action = 'assessments.publish_run'"
    forge(publications, [str(quarters[0].pk)])
    assert "第2环 2014Q2 第1版：日志中没有发布时记下的这一封存" in broken()


def test_a_result_made_final_without_the_step_is_named(quarters):
    run = quarters[0]
    forge(
        "UPDATE assessments_scorerun SET final_at = published_at, final_by_id = published_by_id WHERE id = %s", [run.pk]
    )
    assert "2014Q1 第1版：为最终结果，但日志中没有确定的记录" in broken()


def test_a_final_result_taken_back_or_given_to_somebody_else_is_named(quarters):
    run = made.final(quarters[0])
    assert "!" not in verify()
    forge("UPDATE assessments_scorerun SET final_by_id = %s WHERE id = %s", [make.user().pk, run.pk])
    assert "2014Q1 第1版：确定最终结果的人员或时间与日志不一致" in broken()
    forge("UPDATE assessments_scorerun SET final_by_id = NULL, final_at = NULL WHERE id = %s", [run.pk])
    assert "2014Q1 第1版：日志记有确定最终结果，但该结果现在不是最终结果" in broken()


def test_a_deleted_run_is_named(quarters):
    forge("DELETE FROM assessments_score WHERE run_id = %s", [quarters[0].pk])
    forge("DELETE FROM assessments_scorerun WHERE id = %s", [quarters[0].pk])
    assert "第1环 2014Q1 第1版：结果已从数据库中消失" in broken()
    forge("DELETE FROM assessments_seal WHERE number = 1")  # the end of the test holds every key to its row


def test_a_sealed_result_set_back_to_provisional_is_named(quarters):
    forge("UPDATE assessments_scorerun SET status = 'provisional' WHERE id = %s", [quarters[1].pk])
    assert "第2环 2014Q2 第1版：已封存的结果在数据库中不是已发布状态" in broken()


def test_swapped_publishers_are_named(quarters):
    first, other = quarters[1].published_by, make.user()
    forge("UPDATE assessments_scorerun SET published_by_id = %s WHERE id = %s", [other.pk, quarters[1].pk])
    assert f"第2环 2014Q2 第1版：发布人 {first.pk} → {other.pk}" in broken()


def test_a_unit_added_or_taken_out_is_named(quarters):
    score = score_of(quarters[0])
    forge("DELETE FROM assessments_score WHERE id = %s", [score.pk])
    assert "第1环 2014Q1 第1版：下应街道" in broken()


def test_results_older_than_sealing_are_only_a_warning(quarters):
    """As if both had been published before there were seals; the next one begins the chain."""
    forge("DELETE FROM assessments_seal")
    forge("DELETE FROM core_auditentry WHERE action = 'assessments.publish_run'")
    assert "2014Q1 第1版：发布时尚未启用封存" in verify()
    period = make.period(2014, 3)
    at = knowing_all(period)
    publish_run(score_period(period, at=at), by=make.approver(), at=at)
    said = verify()
    assert "1" in said
    assert "2014Q2 第1版：发布时尚未启用封存" in said


def test_what_changes_lawfully_later_breaks_nothing(quarters):
    """Becoming final, a new approval, a new entry, a new name of the unit or of the publisher."""
    run = quarters[1]
    finalise_run(run, by=run.published_by, at=make.moment(run.notice_until + dt.timedelta(days=1)))
    unit = score_of(run).township
    make.credit(make.expert(), unit, amount="2.00", posted_at=run.published_at + dt.timedelta(days=1))
    ApprovedLine.objects.update(superseded_at=run.published_at + dt.timedelta(days=2))
    unit.names.update(name_zh="下应新街道")
    User.objects.filter(pk=run.published_by_id).update(name="演示新名")
    assert "!" not in verify()


def test_a_quarter_can_be_looked_into_alone(quarters):
    forge("UPDATE assessments_score SET total = 99 WHERE id = %s", [score_of(quarters[1]).pk])
    verify(period="2014Q1")
    assert "81.69 → 99.00" in broken(period="2014Q2")
    assert "81.69 → 99.00" in broken(period="2014")
    for wrong in ("2014Q5", "x"):
        with pytest.raises(CommandError, match="not a quarter"):
            verify(period=wrong)


def test_a_year_is_sealed_over_its_quarters(quarters):
    unit = score_of(quarters[0]).township
    runs = [*quarters, *(made.quarter(2014, nth, [unit]) for nth in (3, 4))]
    for run in runs:
        made.final(run)
    at = make.moment(dt.date(2015, 6, 1))
    publish_year(compute_year(2014, at=at), by=make.approver(), at=at)
    verify()
    score = YearScore.objects.get(township=unit)
    forge("UPDATE assessments_yearscore SET total = 99 WHERE id = %s", [score.pk])
    assert f"第5环 2014 第1版：下应街道 总分 {score.total} → 99.00" in broken()


def test_the_nightly_verification_keeps_its_findings_in_the_log_and_the_page_shows_them(quarters):
    forge("UPDATE assessments_score SET total = 99 WHERE id = %s", [score_of(quarters[1]).pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        request_nightly_verification()
    entry = AuditEntry.objects.get(action="assessments.verify_results")
    assert entry.detail["head"] == Seal.objects.get(number=2).digest
    assert "下应街道 总分 81.69 → 99.00" in entry.detail["findings"][0]
    auditor = Client(headers={"Accept-Language": "zh-Hans"})
    auditor.force_login(make.user(Role.AUDITOR))
    page = auditor.get("/seals/").content.decode()
    assert "下应街道 总分 81.69 → 99.00" in page
    assert Seal.objects.get(number=1).digest in page
    first = auditor.get("/api/v1/seals/").json()["results"][0]
    assert (first["number"], first["result"], first["previous"]) == (1, "2014Q1", "")


def test_asking_for_a_verification_from_the_page(quarters):
    auditor = Client()
    auditor.force_login(make.user(Role.AUDITOR))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert auditor.post("/seals/verify/").status_code == 302
    assert AuditEntry.objects.get(action="assessments.verify_results").detail["n_findings"] == 0


def test_nothing_is_sealed_when_publishing_fails(quarters):
    period = make.period(2014, 3)
    with pytest.raises(RuntimeError), transaction.atomic():
        publish_run(score_period(period, at=knowing_all(period)), by=make.approver(), at=knowing_all(period))
        raise RuntimeError
    assert Seal.objects.count() == 2


def test_the_database_refuses_to_change_or_delete_a_seal(quarters):
    for statement in ("UPDATE assessments_seal SET engine = 'x'", "DELETE FROM assessments_seal"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
