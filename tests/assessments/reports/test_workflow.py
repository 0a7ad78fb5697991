"""Steps of a report: who may take which from where, what each writes, and what it never touches."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Report, ReportLine, ReportStep
from assessments.services.reports import StepRefused, take_step
from assessments.services.sections import save_section
from assessments.workflow import STEPS, steps_open_to
from talentportal.core.models import AuditEntry, Job
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db
AT = make.AT
FIGURES = {"A2": 0, "F1": 0, "F2": 0, "G1": 0}


@pytest.fixture
def report(period, unit, people):
    return make.filled_report(period, unit, values=FIGURES)


def take(step, report, by, **kwargs):
    kwargs = {"is_truthful": True} | kwargs
    return take_step(step, Report.objects.filter(pk=report.pk), by=by, at=AT, **kwargs)[0]


def refused(step, report, by, **kwargs):
    before = state_of(report)
    with pytest.raises(StepRefused) as caught:
        take(step, report, by, **kwargs)
    assert state_of(report) == before
    return caught.value.messages


def state_of(report):
    return Report.objects.values().get(pk=report.pk), list(ReportLine.objects.filter(report=report).values())


def through(report, people, *steps):
    who = {"ready": "deputy", "submit": "secretary", "recall": "clerk", "approve": "reviewer", "return": "reviewer"}
    for step in steps:
        words = {"note": "请核对"} if step in ("return", "reopen") else {}
        report = take(step, report, people[who[step]], **words)
    return report


def test_a_report_is_checked_signed_and_approved(report, people):
    report = through(report, people, "ready", "submit", "approve")
    assert report.state == Report.State.APPROVED
    assert (report.checked_by, report.signed_by) == (people["deputy"], people["secretary"])
    assert report.first_submitted_at == report.submitted_at == report.approved_at == AT
    steps = ReportStep.objects.order_by("pk").values_list("step", "from_state", "to_state")
    assert list(steps) == [
        ("ready", "draft", "ready"),
        ("submit", "ready", "submitted"),
        ("approve", "submitted", "approved"),
    ]


def test_each_step_is_audited_under_its_permission(report, people, unit):
    through(report, people, "ready", "recall", "ready", "submit", "return")
    actions = AuditEntry.objects.about(report).order_by("pk").values_list("action", "township_code")
    names = ("check", "recall", "check", "submit", "return")
    assert list(actions) == [(f"assessments.{name}_report", unit.code) for name in names]


def test_a_return_takes_the_signatures_off_and_keeps_the_first_submission(report, people):
    through(report, people, "ready", "submit")
    later = AT + dt.timedelta(days=3)
    mine = Report.objects.filter(pk=report.pk)
    take_step("return", mine, by=people["reviewer"], at=later, note="走访次数与记录不符", is_unit_error=True)
    returned = mine.get()
    assert (returned.state, returned.checked_by, returned.signed_by) == ("returned", None, None)
    assert returned.reopened_until == returned.period.review_until
    step = ReportStep.objects.get(step="return")
    assert step.is_unit_error
    assert step.note == "走访次数与记录不符"
    take_step("ready", mine, by=people["deputy"], at=later, is_truthful=True)
    take_step("submit", mine, by=people["secretary"], at=later, is_truthful=True)
    again = mine.get()
    assert (again.first_submitted_at, again.submitted_at) == (AT, later)


def test_a_reopened_report_is_a_new_version_with_an_end(report, people):
    approved = through(report, people, "ready", "submit", "approve")
    until = dt.date(2014, 11, 20)
    reopened = take("reopen", approved, people["approver"], note="更正专项经费", until=until)
    assert (reopened.state, reopened.amendment, reopened.reopened_until) == ("returned", 2, until)
    assert reopened.is_open(make.moment(until, 23))
    assert not reopened.is_open(make.moment(until + dt.timedelta(days=1), 0))


@pytest.mark.parametrize(
    ("name", "state"), [(n, s) for n, step in STEPS.items() for s in Report.State.values if s not in step.sources]
)
def test_a_step_from_a_wrong_state_is_refused(report, people, name, state):
    signed = {"signed_by": people["secretary"], "submitted_at": AT, "first_submitted_at": AT}
    Report.objects.filter(pk=report.pk).update(state=state, **(signed if state in ("submitted", "approved") else {}))
    who = {"ready": "deputy", "recall": "clerk", "submit": "secretary", "reopen": "approver"}.get(name, "reviewer")
    messages = refused(name, report, people[who], note="请核对", until=dt.date(2014, 11, 20))
    assert len(messages) == 1
    assert ("已由" in messages[0]) == (name == "submit" and state in ("submitted", "approved"))


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("name", STEPS)
def test_only_roles_with_the_permission_take_a_step(report, unit, name, role):
    person = make.user(role, township=unit if role in ("clerk", "deputy", "secretary") else None, reviews=[unit])
    state = next(iter(STEPS[name].sources))
    signed = {"signed_by": make.staff(unit)["secretary"], "submitted_at": AT, "first_submitted_at": AT}
    if name == "decline":
        signed["amendment_asked_at"] = AT
    Report.objects.filter(pk=report.pk).update(state=state, **(signed if state in ("submitted", "approved") else {}))
    report.refresh_from_db()
    assert (name in steps_open_to(person, report, AT)) == person.has_perm(STEPS[name].permission)
    if not person.has_perm(STEPS[name].permission):
        assert refused(name, report, person, note="x", until=dt.date(2014, 12, 1)) == ["您的角色不能办理这一步。"]


def test_preparer_checker_and_signer_are_three_people(report, people, unit):
    report.sections.filter(code="B").update(saved_by=people["deputy"])
    assert "填报人" in refused("ready", report, people["deputy"])[0]
    second = make.user(Role.DEPUTY, township=unit)
    take("ready", report, second)
    assert "填报人" in refused("submit", report, people["deputy"])[0]  # filled in a part
    assert "核对人" in refused("submit", report, second)[0]  # checked it
    take("submit", report, people["secretary"])


def test_a_second_signer_hears_who_signed(report, people, unit):
    through(report, people, "ready", "submit")
    second = make.user(Role.SECRETARY, township=unit)
    message = refused("submit", report, second)[0]
    assert people["secretary"].name in message
    assert "2014年10月8日09:00" in message


def test_nothing_is_filed_after_the_lock_or_before_the_opening(report, people, period):
    late = period.locks_at
    mine = Report.objects.filter(pk=report.pk)
    for step, who in (("ready", "deputy"), ("recall", "clerk")):
        mine.update(state="draft" if step == "ready" else "ready")
        with pytest.raises(StepRefused, match="本期填报未开放或已锁定"):
            take_step(step, mine, by=people[who], at=late, is_truthful=True)
        mine.update(reopened_until=dt.date(2014, 10, 30))
        take_step(step, mine, by=people[who], at=late, is_truthful=True)
        mine.update(reopened_until=None)
    period.opened_at = None
    period.save()
    mine.update(state="draft")
    with pytest.raises(StepRefused, match="本期填报未开放或已锁定"):
        take_step("ready", mine, by=people["deputy"], at=AT, is_truthful=True)


def test_a_return_after_the_lock_gives_time_to_correct(report, people, period):
    through(report, people, "ready", "submit")
    at = make.moment(dt.date(2014, 11, 3))
    mine = Report.objects.filter(pk=report.pk)
    take_step("return", mine, by=people["reviewer"], at=at, note="请补充凭证")
    assert mine.get().reopened_until == dt.date(2014, 11, 8)
    take_step("ready", mine, by=people["deputy"], at=at, is_truthful=True)


def test_other_units_and_unassigned_reviewers_are_refused(report, people, unit):
    stranger = make.staff(make.township())
    assert "本单位" in refused("ready", report, stranger["deputy"])[0]
    through(report, people, "ready", "submit")
    unassigned = make.user(Role.REVIEWER)
    assert "没有分配给您" in refused("approve", report, unassigned)[0]
    unit.posts.create(post="head", office="other", holder_name="演示甲", user=people["approver"], starts_on=make.EARLY)
    assert "任职" in refused("approve", report, people["approver"])[0]
    take("approve", report, people["reviewer"])


def test_return_and_reopen_need_words_and_an_end(report, people):
    through(report, people, "ready", "submit")
    assert refused("return", report, people["reviewer"], note="  ") == ["请写明哪一项、差什么、怎么改。"]
    assert "500" in refused("return", report, people["reviewer"], note="长" * 501)[0]
    take("approve", report, people["reviewer"])
    both = refused("reopen", report, people["approver"])
    assert both == ["请写明哪一项、差什么、怎么改。", "请写明单位可以更正到哪一天。"]
    past = refused("reopen", report, people["approver"], note="更正", until=dt.date(2014, 10, 7))
    assert past == ["更正截止日已经过去。"]


def test_many_reports_are_taken_together_or_not_at_all(period, people):
    reports = [make.submitted_report(period, make.township(), values=FIGURES) for _ in range(6)]
    odd = make.report(period, make.township())
    first, *others = [r.pk for r in reports]
    rows = Report.objects.filter(pk__in=others)
    with pytest.raises(StepRefused) as caught:
        take_step("approve", Report.objects.filter(pk__in=[*others, odd.pk]), by=people["approver"], at=AT)
    assert len(caught.value.refusals) == 1
    assert set(rows.values_list("state", flat=True)) == {"submitted"}
    with CaptureQueriesContext(connection) as for_one:
        take_step("approve", Report.objects.filter(pk=first), by=people["approver"], at=AT)
    with CaptureQueriesContext(connection) as for_five:
        done = take_step("approve", rows, by=people["approver"], at=AT)
    assert len(for_five) == len(for_one)
    assert [r.pk for r in done] == others
    assert ReportStep.objects.filter(step="approve").count() == 6


def test_the_truth_statement_is_asked_with_the_step(report, people):
    assert report.is_truthful, "what was said before does not stand for the step"
    for step, who in (("ready", "deputy"), ("submit", "secretary")):
        with pytest.raises(StepRefused, match="请勾选真实性承诺"):
            take_step(step, Report.objects.filter(pk=report.pk), by=people[who], at=AT)
        assert take(step, report, people[who], is_truthful=True).is_truthful


@pytest.mark.parametrize("way", [("ready", "recall"), ("ready", "submit", "return"), ("reopen",)])
def test_the_truth_statement_does_not_outlive_what_comes_back(report, people, way):
    if way == ("reopen",):
        through(report, people, "ready", "submit", "approve")
        assert not take("reopen", report, people["approver"], note="更正", until=dt.date(2014, 11, 20)).is_truthful
    else:
        assert not through(report, people, *way).is_truthful


def test_a_return_leaves_the_later_end_that_a_reopening_gave(report, people):
    through(report, people, "ready", "submit", "approve")
    until = dt.date(2014, 11, 20)
    take("reopen", report, people["approver"], note="更正专项经费", until=until)
    assert through(report, people, "ready", "submit", "return").reopened_until == until
    Report.objects.filter(pk=report.pk).update(reopened_until=dt.date(2014, 10, 9))
    assert through(report, people, "ready", "submit", "return").reopened_until == report.period.review_until


def test_later_quarters_of_the_year_sum_the_figures_up_and_are_scored_too(report, people, unit):
    """Every later opened quarter of the year, the published ones too: each gets its next version."""
    first, settled = make.period(2014, 1), make.period(2014, 2)
    make.period(2013, 4), make.period(2014, 4, opened=False), make.period(2015, 1)
    make.run(settled, published=True)
    late = make.submitted_report(first, unit, values=FIGURES)
    take("approve", late, people["approver"])
    asked = {job.key: job.args for job in Job.objects.filter(kind="score_period")}
    quarters = (first.pk, settled.pk, report.period_id)
    assert asked == {f"period:{pk}": {"period": pk, "townships": [unit.pk]} for pk in quarters}


def test_a_reopened_report_keeps_its_approved_version_standing(report, people):
    """Nothing is scored anew for a reopening; the next approval takes the place of the one before."""
    approved = through(report, people, "ready", "submit", "approve")
    lines = report.lines.count()
    assert approved.approved_lines.standing().count() == lines
    Job.objects.all().delete()
    take("reopen", approved, people["approver"], note="更正专项经费", until=dt.date(2014, 11, 20))
    assert not Job.objects.exists()
    through(report, people, "ready", "submit")
    report.lines.filter(indicator__code="G1").update(value=7)
    standing = dict(approved.approved_lines.standing().values_list("indicator__code", "value"))
    assert standing["G1"] == 0, "what stands approved does not follow the unit's typing"
    later = AT + dt.timedelta(days=2)
    take_step("approve", Report.objects.filter(pk=report.pk), by=people["approver"], at=later)
    rows = approved.approved_lines.filter(indicator__code="G1").order_by("amendment")
    versions = list(rows.values_list("amendment", "value", "approved_at", "superseded_at"))
    assert versions == [(1, 0, AT, later), (2, 7, later, None)]
    assert approved.approved_lines.standing().count() == lines


def test_a_unit_asks_for_an_amendment_and_hears_why_not(report, people):
    approved = through(report, people, "ready", "submit", "approve")
    assert refused("request", approved, people["secretary"], note=" ") == ["请写明哪一项、差什么、怎么改。"]
    asked = take("request", approved, people["deputy"], note="专项经费少报2万元，凭证已补齐")
    assert (asked.state, asked.amendment, asked.amendment_asked_at) == ("approved", 1, AT)
    assert "人才办会答复" in refused("request", approved, people["secretary"], note="再次申请")[0]
    declined = take("decline", approved, people["approver"], note="凭证属于下一季度")
    assert (declined.state, declined.amendment_asked_at) == ("approved", None)
    assert refused("decline", approved, people["approver"], note="再次") == ["单位没有申请更正。"]
    steps = ReportStep.objects.filter(step__in=("request", "decline")).order_by("pk").values_list("step", "note")
    assert list(steps) == [("request", "专项经费少报2万元，凭证已补齐"), ("decline", "凭证属于下一季度")]
    actions = AuditEntry.objects.about(report).order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["assessments.request_amendment", "assessments.decline_amendment"]


def test_a_reopening_answers_the_request(report, people):
    through(report, people, "ready", "submit", "approve")
    take("request", report, people["secretary"], note="更正专项经费")
    reopened = take("reopen", report, people["approver"], note="同意", until=dt.date(2014, 11, 20))
    assert (reopened.state, reopened.amendment_asked_at) == ("returned", None)


def test_a_final_year_is_neither_asked_about_nor_reopened(report, people):
    through(report, people, "ready", "submit", "approve")
    make.final_year(2014)
    words = "2014年度结果已为最终结果，更正须在2015年度记入。"
    assert refused("request", report, people["secretary"], note="更正") == [words]
    assert refused("reopen", report, people["approver"], note="更正", until=dt.date(2014, 11, 20)) == [words]


def test_recall_and_return_never_change_a_figure(report, people):
    lines = state_of(report)[1]
    texts = Report.objects.values("highlights", "problems", "plans").get(pk=report.pk)
    through(report, people, "ready", "recall", "ready", "submit", "return")
    assert state_of(report)[1] == lines
    assert Report.objects.values("highlights", "problems", "plans").get(pk=report.pk) == texts


def test_whoever_ever_saved_something_stays_a_preparer(report, people, unit):
    """The deputy fills in a section, the clerk saves it again: the deputy still may not check the report."""
    version = report.sections.get(code="T").version
    for nth, who in enumerate(("deputy", "clerk")):
        save_section(report, "T", {"plans": f"第{nth}稿"}, version=version + nth, by=people[who], at=make.AT)
    assert report.sections.get(code="T").saved_by == people["clerk"]
    assert "填报人" in refused("ready", report, people["deputy"])[0]
    assert take("ready", report, make.user(Role.DEPUTY, township=unit))
