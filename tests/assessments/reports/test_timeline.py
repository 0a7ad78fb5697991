"""The timeline of a report, through its page: everything people did, with what it was before, why, and by whom."""

import datetime as dt

import pytest
from django.utils import translation

from assessments.models import Report
from assessments.registers import ROW_KINDS
from assessments.services import notes
from assessments.services.drafts import autosave
from assessments.services.objections import file_objection
from assessments.services.reports import take_step
from assessments.services.returns import Cell
from assessments.services.review import decide
from assessments.services.rows import change_row, enter_row, withdraw_row
from assessments.services.scoring import publish_run
from assessments.services.sections import save_section
from talentportal.core.audit_words import action_words
from talentportal.core.services.audit import record
from tests import make
from tests.assessments.results.table import standings

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def report(period, unit, people):
    return make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 0})


def save(report, code, values, by, version=1):
    return save_section(report, code, values, version=version, by=by, at=AT)


def take(step, report, by, **more):
    return take_step(step, Report.objects.filter(pk=report.pk), by=by, at=AT, is_truthful=True, **more)


def events(client, address, **asked):
    page = client.get(address("report-timeline"), asked)
    assert page.status_code == 200
    return page.context["events"]


@pytest.fixture
def lived(report, people):
    """Two savings by two people, the way to the district, a note, and back."""
    other = make.user("clerk", township=report.township, name="演示乙")
    save(report, "G", {"G1": {"value": 3, "reason": "演示原因"}}, people["clerk"])
    save(report, "T", {"highlights": "演示亮点"}, other)
    save(report, "G", {"G1": {"value": 0, "reason": ""}}, people["clerk"], version=2)
    take("ready", report, people["deputy"])
    take("submit", report, people["secretary"])
    indicator = report.lines.get(indicator__code="G1").indicator
    notes.add_note(report, indicator, "请核对凭证", by=people["reviewer"], at=AT)
    take("return", report, people["reviewer"], note="经费不符")
    return other


def test_it_tells_every_value_before_and_after_newest_first(clerk, lived, address):
    with translation.override("zh-hans"):
        found = events(clerk, address)
    assert [e.entry.action.rpartition(".")[2] for e in found] == [
        "return_report", "annotate_report", "submit_report", "check_report", "edit_report", "edit_report", "edit_report"
    ]  # fmt: skip
    first, text = found[-1], found[-2]
    assert [(c.before, c.after) for c in first.changes] == [("0.00万元", "3.00万元"), ("—", "演示原因")]
    assert [(c.label, c.before, c.after) for c in text.changes] == [("亮点", "—", "演示亮点")]
    assert (found[0].title, found[0].why) == ("退回", "经费不符")
    assert found[1].why == "请核对凭证"


def test_it_is_narrowed_by_person_and_by_field(clerk, lived, address):
    assert [e.entry.actor_id for e in events(clerk, address, person=lived.pk)] == [lived.pk]
    about_money = [e.entry.action.rpartition(".")[2] for e in events(clerk, address, field="G1")]
    assert about_money == ["annotate_report", "edit_report", "edit_report"]
    assert len(events(clerk, address, field="G")) == 3
    assert len(events(clerk, address, field="T")) == 1
    assert events(clerk, address, field="B1") == []
    assert len(events(clerk, address, field="nonsense", person="x", page="9x")) == 7


def test_the_office_reads_it_and_another_unit_does_not_know_of_it(as_user, people, lived, address):
    assert len(events(as_user(people["reviewer"]), address)) == 7
    stranger = make.user("clerk", township=make.township(code="ZH"))
    assert as_user(stranger).get(address("report-timeline")).status_code == 404


def test_the_list_of_sections_leads_there(clerk, report, address):
    assert address("report-timeline") in clerk.get(address("report-detail")).content.decode()


def test_a_report_nobody_touched_has_no_story(clerk, report, address):
    assert events(clerk, address) == []


def test_rows_are_told_in_the_words_of_their_register(clerk, report, people, address):
    kind = ROW_KINDS["session"]
    said = {"held_on": report.period.first_day, "topic": "示例议题", "chair": "", "attendees": 5, "has_minutes": True}
    with translation.override("zh-hans"):
        entered = enter_row(report, kind, said, by=people["clerk"], at=AT)
        change_row(report, kind, entered.row_id, said | {"topic": "另一议题"}, by=people["clerk"], at=AT)
        withdraw_row(report, kind, entered.row_id, by=people["clerk"], at=AT)
        withdrawn, corrected, first = events(clerk, address)[:3]
    assert [e.title for e in (first, corrected, withdrawn)] == ["新增一行", "修改一行", "撤回一行"]
    assert str(kind.name) in first.about or "专题" in first.about
    told = {change.label: (change.before, change.after) for change in first.changes}
    assert not [label for label in told if label.isascii()]
    assert ("—", "示例议题") in told.values()
    assert [(c.before, c.after) for c in corrected.changes] == [("示例议题", "另一议题")]


def test_what_is_being_typed_is_named_so(clerk, report, people, address):
    autosave(report, "G", {}, {"G1-value": "3x"}, version=1, by=people["clerk"], at=AT)
    with translation.override("zh-hans"):
        (change,) = events(clerk, address)[0].changes
    assert change.label.endswith("（未完成）")
    assert "draft" not in change.label


def test_a_return_tells_which_cells_came_back_and_why(period, unit, people, client):
    report = make.submitted_report(period, unit, values={"A2": 1, "G1": 2})
    cells = [Cell("A", "A2", note="纪要缺一份"), Cell("T", note="请写明责任人")]
    decide("return", report, seen=None, by=people["approver"], at=make.AT, note="请核对", cells=cells)
    client.force_login(people["clerk"])
    page = client.get(f"/reports/{period.code}/{unit.code}/timeline/").content.decode()
    assert "专题研究人才工作: 纪要缺一份" in page
    assert "请写明责任人" in page


def test_what_came_after_the_approval_stands_there_too(unit, people, client):
    period = make.period(2014, 2)
    report = make.approved_report(period, unit, values={"A2": 1, "G1": 2})
    other = make.township()
    run = standings(period, {unit: "80.00", other: "70.00"}, published=False)
    record("assessments.edit_period", period, by=None, at=make.AT, step="open")
    publish_run(run, by=people["approver"], at=make.AT, note="公布")
    later = make.AT + dt.timedelta(hours=2)
    file_objection(run, unit, line="E1", grounds="演示漏计一次", by=people["deputy"], at=later)
    file_objection(run, other, line="E1", grounds="演示别家", by=make.staff(other)["deputy"], at=later)
    client.force_login(people["clerk"])
    page = client.get(f"/reports/{report.period.code}/{unit.code}/timeline/").content.decode()
    for words in ("季度开放，系统生成报表", action_words("assessments.publish_run"), "异议"):
        assert words in page, words
    assert "演示别家" not in page
