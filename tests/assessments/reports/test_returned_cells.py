"""A return that names cells: those open, everything else stays as it was accepted."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Evidence, Report, ReportSection, ReturnedCell
from assessments.services.evidence import add_evidence
from assessments.services.reports import take_step
from assessments.services.returns import ALL_OPEN, Cell, open_cells
from assessments.services.sections import SectionClosed, save_section
from talentportal.core.models import AuditEntry
from tests import make
from townships.models import Role

from .test_bad_input import pdf

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def returned(settings, tmp_path):
    """A submitted report that comes back with one figure and the remarks named."""
    settings.MEDIA_ROOT = str(tmp_path)
    unit = make.township()
    period = make.period(2014, 3)
    report = make.submitted_report(period, unit, values={"A2": 1, "F1": 0, "F2": 0, "G1": 2})
    step("return", report, make.approver(), note="请核对", cells=[Cell("A", "A2", note="纪要缺一份"), Cell("T")])
    report.refresh_from_db()
    return report


def step(name, report, by, **said):
    take_step(name, Report.objects.filter(pk=report.pk), by=by, at=AT, **said)


def save(report, code, values, who=Role.CLERK):
    section = report.sections.get(code=code)
    return save_section(report, code, values, version=section.version, by=person(report, who), at=AT)


def person(report, role):
    return make.staff(report.township)[role]


def line(report, code):
    return report.lines.get(indicator__code=code)


def test_a_named_figure_can_be_changed_and_nothing_else(returned):
    save(returned, "A", {"A2": {"value": Decimal(2), "reason": "补登一次"}})
    assert line(returned, "A2").value == 2
    save(returned, "T", {"plans": "补齐纪要"})
    log = AuditEntry.objects.count()
    for code, values in {
        "A": {"A2": {"value": Decimal(3)}, "A1": {"ticks": ["secretary_is_head"]}},
        "G": {"G1": {"value": Decimal(9)}},
        "H": {"contact_name": "演示别人"},
        "M": {"has_nothing": False},
        "S": {"G1": {"self_score": Decimal(1)}},
    }.items():
        with pytest.raises(SectionClosed, match="只有区里退回的内容可以修改"):
            save(returned, code, values)
    assert (line(returned, "A2").value, line(returned, "G1").value) == (2, 2)
    assert returned.sections.get(code=ReportSection.DEPARTURES).has_nothing
    assert AuditEntry.objects.count() == log


def test_saving_a_section_as_it_stands_is_no_change(returned):
    stored = line(returned, "G1").value
    assert save(returned, "G", {"G1": {"value": stored}}).is_complete


def test_the_score_that_a_unit_gives_itself_follows_the_figure(returned):
    save(returned, "S", {"A2": {"self_score": Decimal("1.5"), "self_reason": "缺一份纪要"}})
    assert line(returned, "A2").self_score == Decimal("1.5")


def test_papers_open_with_their_figure(returned):
    by = person(returned, Role.CLERK)
    add_evidence(returned, line(returned, "A2").indicator, pdf(), by=by, at=AT)
    with pytest.raises(SectionClosed):
        add_evidence(returned, line(returned, "G1").indicator, pdf(), by=by, at=AT)
    assert [row.indicator.code for row in Evidence.objects.filter(report=returned)] == ["A2"]


def test_the_cells_hold_after_it_was_checked_and_taken_back(returned):
    save(returned, "T", {"plans": "补齐纪要"})
    returned.sections.update(is_complete=True)
    Report.objects.filter(pk=returned.pk).update(state="ready", checked_by=person(returned, Role.DEPUTY))
    step("recall", returned, person(returned, Role.CLERK))
    with pytest.raises(SectionClosed):
        save(returned, "G", {"G1": {"value": Decimal(9)}})


def test_a_return_that_names_nothing_and_a_reopening_open_everything(returned):
    director = make.approver()
    Report.objects.filter(pk=returned.pk).update(state="submitted", signed_by=person(returned, Role.SECRETARY))
    step("return", returned, director, note="全部请核对")
    assert open_cells(returned) == ALL_OPEN
    save(returned, "G", {"G1": {"value": Decimal(3)}})
    Report.objects.filter(pk=returned.pk).update(state="submitted", signed_by=person(returned, Role.SECRETARY))
    step("return", returned, director, note="只看一项", cells=[Cell("A", "A2")])
    assert not open_cells(returned).is_all
    Report.objects.filter(pk=returned.pk).update(state="submitted", signed_by=person(returned, Role.SECRETARY))
    step("approve", returned, director)
    step("reopen", returned, director, note="经查有误", until=dt.date(2014, 10, 31))
    save(returned, "G", {"G1": {"value": Decimal(4)}})


def test_what_was_named_stands_beside_its_step(returned):
    cells = list(ReturnedCell.objects.order_by("pk"))
    assert [(c.section, c.indicator.code if c.indicator else "", c.note) for c in cells] == [
        ("A", "A2", "纪要缺一份"),
        ("T", "", ""),
    ]
    assert {c.step.step for c in cells} == {"return"}


def test_on_the_page_the_other_fields_are_closed_and_keep_their_value(returned, client, monkeypatch):
    monkeypatch.setattr("talentportal.core.clock.now", lambda: AT)
    client.force_login(person(returned, Role.CLERK))
    where = [returned.period.code, returned.township.code]
    page = client.get(reverse("report-section", args=[*where, "A"])).content.decode()
    closed, named = (re.search(f'<input[^>]*name="{name}"[^>]*>', page)[0] for name in ("A1-ticks", "A2-value"))
    assert ("disabled" in closed, "disabled" in named) == (True, False)
    version = returned.sections.get(code="A").version
    typed = {"version": version, "is_complete": "yes", "A2-value": "3", "A2-reason": "补登", "A3-agreed": "no"}
    answer = client.post(reverse("report-section", args=[*where, "A"]), typed | {"A1-ticks": "clerk_is_named"})
    assert answer.status_code == 302, answer.content.decode()
    assert (line(returned, "A2").value, line(returned, "A1").ticks, line(returned, "A3").is_agreed) == (3, [], True)
