"""The preview is the score: whatever the draft says, approving it then gives the very same points."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from assessments.models import Report, ReportLine, Score
from assessments.registers import ROW_KINDS
from assessments.services.preview import preview
from assessments.services.reports import take_step
from assessments.services.rows import confirm_rows
from assessments.services.scoring import publish_run, score_period
from tests import make

pytestmark = pytest.mark.django_db
AT = make.AT
LATER = AT + dt.timedelta(minutes=5)


def approve_and_score(report, people, at):
    mine = Report.objects.filter(pk=report.pk)
    for step, who in (("ready", "deputy"), ("submit", "secretary"), ("approve", "reviewer")):
        take_step(step, mine, by=people[who], at=at, is_truthful=True)
    run = score_period(report.period, at=at)
    return Score.objects.get(run=run, township=report.township)


@pytest.fixture
def registers(unit):
    """A unit with people and platforms, so that rates have denominators."""
    make.landed_expert(unit, on=dt.date(2014, 7, 10))
    make.landed_expert(unit, on=dt.date(2014, 2, 10), level="provincial")
    make.platform(unit, active_on=[dt.date(2014, 8, 1)])


@pytest.mark.parametrize(
    "values",
    [
        {"A2": 0, "F1": 0, "F2": 0, "G1": 0},
        {"A2": 0, "F1": 0, "F2": 0, "G1": Decimal("13.50")},
    ],
)
def test_the_preview_is_what_approval_then_gives(period, unit, people, registers, values):
    report = make.filled_report(period, unit, values=values)
    ReportLine.objects.filter(report=report).update(reason="演示原因")
    ReportLine.objects.filter(report=report, indicator__code="G1").update(ticks=[])
    for line in report.lines.filter(indicator__code="G1", value__gt=0):
        make_evidence(report, line, people["clerk"])
    confirm_rows(report, ROW_KINDS["expert"], by=people["clerk"], at=AT)
    before = preview(report, at=AT)
    score = approve_and_score(report, people, AT)
    assert before.total == score.total
    assert (before.base, before.bonus) == (score.base, score.bonus)
    assert [row.points for row in before.rows] == [None if p is None else Decimal(p) / 100 for p in score.points]
    assert preview(Report.objects.get(pk=report.pk), at=AT).total == score.total


def make_evidence(report, line, by):
    return report.evidence.create(
        indicator=line.indicator, name="演示.pdf", sha256="a" * 64, size=1, content_type="application/pdf",
        uploaded_by=by, uploaded_at=AT,
    )  # fmt: skip


def test_a_figure_moves_the_preview_and_nothing_is_stored(period, unit, people, registers):
    report = make.filled_report(period, unit, values={"G1": 0})
    empty = preview(report, at=AT)
    report.lines.filter(indicator__code="G1").update(value=Decimal(10))
    full = preview(report, at=AT)
    assert empty.lines["G1"] == 0
    assert full.lines["G1"] > 0
    assert full.total > empty.total
    assert not Score.objects.exists()
    report.refresh_from_db()
    assert (report.state, report.first_submitted_at) == ("draft", None)


def test_another_unit_is_not_touched_by_the_draft(period, unit, people, registers):
    other = make.township(code="ZH")
    mine, theirs = (make.filled_report(period, one, values={"G1": 5}) for one in (unit, other))
    before = preview(mine, at=AT).total
    theirs.lines.filter(indicator__code="G1").update(value=0)
    assert preview(mine, at=AT).total == before


def test_a_draft_handed_in_late_shows_what_lateness_costs(period, unit, people):
    report = make.filled_report(period, unit)
    on_time = preview(report, at=AT)
    late = preview(report, at=make.moment(period.due_on + dt.timedelta(days=4), 9))
    assert on_time.lines["G2"] == Decimal("3.00")
    assert late.lines["G2"] < on_time.lines["G2"]


def test_the_difference_is_to_the_published_quarter_before(period, unit, people):
    second = make.period(2014, 2)
    make.approved_report(second, unit, values={"A2": 1, "F1": 0, "F2": 0, "G1": 5})
    run = score_period(second, at=AT)
    report = make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 0})
    assert preview(report, at=LATER).previous is None, "a provisional result is not the unit's to read"
    published = publish_run(run, by=people["approver"], at=AT) or run
    then = Score.objects.get(run=published.pk, township=unit)
    now = preview(report, at=LATER)
    assert now.previous_total == then.total
    assert now.difference == now.total - then.total


def test_the_page_tells_the_points_of_every_line_and_htmx_gets_the_line_alone(clerk, report, address):
    with translation.override("zh-hans"):
        page = clerk.get(address("report-preview"))
        part = clerk.get(address("report-preview"), headers={"HX-Request": "true"})
        check = clerk.get(address("report-check"))
    assert [row.indicator.code for row, _why in page.context["rows"]][:3] == ["A1", "A2", "A3"]
    assert all(why for _row, why in page.context["rows"])
    assert "预计得分" in page.content.decode()
    assert b"<html" not in part.content
    assert b'id="preview"' in part.content
    assert "预计得分" in check.content.decode()


def test_a_unit_that_is_not_assessed_has_no_preview(period, people):
    unit = make.township(code="NA", is_assessed=False)
    report = Report(period=period, township=unit, pk=0)
    assert preview(report, at=AT) is None
