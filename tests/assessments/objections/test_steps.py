"""The steps of an objection: who may take them, when, and what follows for the results."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Correction, DeductionCase, Objection
from assessments.services.finality import NotFinal, finalise_run
from assessments.services.objections import (
    ObjectionRefused,
    accept_objection,
    decide_objection,
    file_objection,
    withdraw_objection,
)
from assessments.services.scoring import publish_run, score_period
from talentportal.core.models import AuditEntry, Job
from talentportal.core.services.files import open_stored
from talentportal.core.services.jobs import run_job
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PDF = b"%PDF-1.4 two participations"


def pdf(name="名单.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def objection(notice, secretary):
    return file_objection(
        notice.run, notice.unit, line="E1", grounds="漏计两家企业", claimed=Decimal(12), files=[pdf()],
        by=secretary, at=notice.at,
    )  # fmt: skip


def refused(match):
    return pytest.raises(ObjectionRefused, match=match)


def again(notice, *, note="更正E1"):
    """The next version, computed and published an hour later."""
    notice.at += dt.timedelta(hours=1)
    for job in Job.objects.filter(kind="score_period", state="queued"):
        run_job(job.pk, at=notice.at, clock=lambda: notice.at)
    run = score_period(notice.period, at=notice.at)
    return publish_run(run, by=make.approver(), at=notice.at, note=note)


# --- filing ---


def test_filing_starts_the_clock_and_keeps_the_files(notice, objection):
    """The published day is Thursday 9 October 2014; ten working days after Friday the 10th end on the 24th."""
    assert (objection.state, objection.claimed) == (Objection.State.FILED, Decimal(12))
    assert objection.filed_at.date() == dt.date(2014, 10, 10)
    assert objection.due_on == dt.date(2014, 10, 24)
    paper = objection.files.get()
    assert (paper.name, paper.content_type, open_stored(paper.sha256).read()) == ("名单.pdf", "application/pdf", PDF)
    entry = AuditEntry.objects.get(action="assessments.file_objection")
    assert (entry.township_code, entry.detail["line"], entry.detail["files"]) == ("W-01", "E1", ["名单.pdf"])


def test_the_last_day_of_the_notice_still_counts_and_the_next_does_not(notice, secretary):
    end = make.moment(notice.run.notice_until, 23)
    said = {"line": "E1", "grounds": "漏计", "by": secretary}
    file_objection(notice.run, notice.unit, at=end, **said)
    with refused("公示已于2014年10月16日结束"):
        file_objection(notice.run, notice.unit, at=end + DAY, **said | {"line": "E3"})


def test_nobody_objects_to_what_is_not_published_or_superseded(notice, secretary):
    said = {"line": "E1", "grounds": "漏计", "by": secretary, "at": notice.at}
    make.credit(make.expert(), notice.rival, amount="1.00")
    provisional = score_period(notice.period, at=notice.at)
    with refused("尚未发布"):
        file_objection(provisional, notice.unit, **said)
    publish_run(provisional, by=make.approver(), at=notice.at, note="更正")
    with refused("新版本"):
        file_objection(notice.run, notice.unit, **said)
    assert file_objection(provisional, notice.unit, **said).run == provisional


def test_one_open_objection_for_each_line_and_the_next_version_is_open_again(notice, objection, secretary):
    said = {"line": "E1", "grounds": "漏计", "by": secretary}
    with refused("已对该项提出异议"):
        file_objection(notice.run, notice.unit, at=notice.at, **said)
    file_objection(notice.run, notice.unit, at=notice.at, **said | {"line": "E3"})
    make.credit(make.expert(), notice.rival, amount="1.00")
    newer = again(notice)
    with refused("已对该项提出异议"):
        file_objection(newer, notice.unit, at=notice.at, **said)
    decide_objection(objection, upheld=False, answer="材料不足", by=make.approver(), at=notice.at)
    assert file_objection(newer, notice.unit, at=notice.at, **said).run == newer


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"line": "Z9"}, "没有这一项"),
        ({"line": "Y2"}, "没有这一项"),
        ({"grounds": "  "}, "请写明哪里有误"),
        ({"grounds": "字" * 801}, "800"),
        ({"claimed": Decimal(10)}, "就是已发布的数"),
        ({"claimed": Decimal(-1)}, "不小于0"),
        ({"claimed": Decimal("0.00001")}, "四位小数"),
        ({"files": [pdf(content=b"")]}, "空"),
        ({"files": [pdf("a.exe", b"MZ")]}, "只接受PDF"),
        ({"files": [pdf()] * 6}, "5个文件"),
    ],
)
def test_what_cannot_be_filed_is_refused_with_words(notice, secretary, change, match):
    said = {"line": "E1", "grounds": "漏计", "claimed": Decimal(12), "by": secretary, "at": notice.at}
    with refused(match):
        file_objection(notice.run, notice.unit, **said | change)
    assert not Objection.objects.exists()


def test_only_the_heads_of_the_own_unit_file(notice):
    said = {"line": "E1", "grounds": "漏计", "at": notice.at}
    file_objection(notice.run, notice.unit, by=make.user(Role.DEPUTY, township=notice.unit), **said)
    for wrong in (make.user(Role.SECRETARY, township=notice.rival), make.user(Role.CLERK, township=notice.unit)):
        with refused("只能对本单位|无权"):
            file_objection(notice.run, notice.unit, by=wrong, **said | {"line": "E3"})


def test_the_same_file_twice_is_kept_once(notice, secretary):
    said = {"line": "E1", "grounds": "漏计", "by": secretary, "at": notice.at}
    row = file_objection(notice.run, notice.unit, files=[pdf(), pdf("另存.pdf")], **said)
    assert row.files.count() == 1


# --- accepting and withdrawing ---


def test_the_district_accepts_once_and_the_unit_may_withdraw_until_the_decision(notice, objection, secretary):
    reviewer = make.user(Role.REVIEWER)
    assert accept_objection(objection, by=reviewer, at=notice.at).accepted_by == reviewer
    with refused("已受理"):
        accept_objection(objection, by=reviewer, at=notice.at)
    with refused("只能撤回本单位"):
        withdraw_objection(objection, by=make.user(Role.SECRETARY, township=notice.rival), at=notice.at)
    assert withdraw_objection(objection, by=secretary, at=notice.at).state == Objection.State.WITHDRAWN
    with refused("已处理完毕"):
        decide_objection(objection, upheld=True, answer="成立", by=make.approver(), at=notice.at)


def test_only_the_director_decides_and_nobody_about_a_unit_where_he_holds_a_post(notice, objection):
    with refused("无权"):
        decide_objection(objection, upheld=True, answer="成立", by=make.user(Role.REVIEWER), at=notice.at)
    director = make.approver()
    notice.unit.posts.create(
        post="member", holder_name=director.name, user=director, starts_on=dt.date(2014, 1, 1), **make.verified()
    )
    with refused("任职"):
        decide_objection(objection, upheld=True, answer="成立", by=director, at=notice.at)


# --- deciding ---


def test_upheld_with_a_figure_the_next_version_shows_it_and_the_ranks_follow(notice, objection):
    before = notice.run.scores.get(township=notice.unit)
    assert (before.rank, before.total) == (2, Decimal("81.69"))
    said = {"answer": "经核实漏计两家企业，予以更正。", "corrected": Decimal(12)}
    row = decide_objection(objection, upheld=True, by=make.approver(), at=notice.at, **said)
    assert (row.state, row.accepted_by) == (Objection.State.UPHELD, make.approver())
    correction = Correction.objects.get()
    assert (correction.indicator_code, correction.counted, correction.objection) == ("E1", Decimal(2), row)
    job = Job.objects.get(kind="score_period", state="queued")
    assert job.args == {"period": notice.period.pk, "townships": [notice.unit.pk]}
    newer = again(notice)
    after = newer.scores.get(township=notice.unit)
    assert (newer.version, after.rank, after.total) == (2, 1, Decimal("82.36"))
    assert newer.scores.get(township=notice.rival).rank == 2
    assert notice.run.scores.get(township=notice.unit).rank == 2


def test_a_register_put_right_in_the_meantime_is_not_counted_twice(notice, objection):
    """The office adds one participation to the register and corrects the line to 12: one is left to correct."""
    from tests.figures import register_values

    register_values(notice.unit, notice.period, {"E1": 1})
    score_period(notice.period, at=notice.at)
    said = {"answer": "予以更正", "corrected": Decimal(12), "by": make.approver(), "at": notice.at}
    decide_objection(objection, upheld=True, **said)
    assert Correction.objects.get().counted == 1
    line = again(notice).scores.get(township=notice.unit).lines.get(indicator__code="E1")
    assert line.counted == 12


def test_one_correction_is_not_added_twice_while_scores_are_to_be_computed(notice, objection):
    """The stored score does not hold the first correction yet, so a second figure would add it again."""
    from assessments.services.corrections import correct_figure

    by, said = make.approver(), {"answer": "予以更正", "corrected": Decimal(12)}
    correct_figure(notice.period, notice.unit, "E1", counted=Decimal(2), reason="补记", by=by, at=notice.at)
    with refused("正在核算，请等核算完成后再作决定"):
        decide_objection(objection, upheld=True, by=by, at=notice.at, **said)
    Job.objects.update(state="failed", finished_at=notice.at)
    with refused("上一次核算没有完成"):
        decide_objection(objection, upheld=True, by=by, at=notice.at, **said)
    objection.refresh_from_db()
    assert objection.is_open
    assert Correction.objects.count() == 1


def test_upheld_without_a_figure_asks_for_the_next_version_only(notice, secretary):
    said = {"grounds": "落户应计2分", "claimed": Decimal(2), "by": secretary, "at": notice.at}
    row = file_objection(notice.run, notice.unit, line="X1", **said)
    with refused("登记库"):
        decide_objection(
            row, upheld=True, answer="成立", corrected=Decimal(2), by=make.approver(), at=notice.at
        )  # fmt: skip
    row.refresh_from_db()
    assert row.is_open
    make.credit(make.expert(), notice.unit, amount="1.00")
    decide_objection(row, upheld=True, answer="台账已更正", by=make.approver(), at=notice.at)
    assert not Correction.objects.exists()
    assert again(notice).scores.get(township=notice.unit).bonus == 2


def test_an_upheld_objection_to_a_deduction_lifts_its_cases_and_the_old_version_keeps_them(notice, secretary):
    case = DeductionCase.objects.create(
        period=notice.period, township=notice.unit, code="Y2", reason="示例", found_by=make.approver(), found_at=make.AT
    )
    newer = again(notice)
    assert newer.scores.get(township=notice.unit).deductions == 5
    notice.at += DAY
    row = file_objection(newer, notice.unit, line="Y2", grounds="纪要属实", by=secretary, at=notice.at)
    decide_objection(row, upheld=True, answer="查明属实", by=make.approver(), at=notice.at)
    case.refresh_from_db()
    assert case.lifted_by == make.approver()
    assert again(notice).scores.get(township=notice.unit).deductions == 0
    assert newer.scores.get(township=notice.unit).deductions == 5
    assert list(DeductionCase.objects.standing_at(newer.computed_at)) == [case]


def test_rejected_nothing_changes(notice, objection):
    said = {"answer": "材料不足", "by": make.approver(), "at": notice.at}
    assert decide_objection(objection, upheld=False, **said).state == Objection.State.REJECTED
    assert not Correction.objects.exists()
    assert not Job.objects.filter(kind="score_period").exists()
    with refused("已处理完毕"):
        decide_objection(objection, upheld=True, **said)


def test_a_decision_has_words(notice, objection):
    with refused("请写明决定"):
        decide_objection(objection, upheld=False, answer=" ", by=make.approver(), at=notice.at)


def test_no_quarter_becomes_final_with_an_open_objection(notice, objection):
    after = make.moment(notice.run.notice_until + DAY)
    with pytest.raises(NotFinal, match="异议"):
        finalise_run(notice.run, by=make.approver(), at=after)
    decide_objection(objection, upheld=False, answer="材料不足", by=make.approver(), at=after)
    assert finalise_run(notice.run, by=make.approver(), at=after).final_at == after
