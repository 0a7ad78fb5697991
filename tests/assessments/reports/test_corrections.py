"""Corrections by the district: of a count in a quarter, and in a later year when the year is final."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from assessments.models import Correction, YearEntry
from assessments.services.corrections import CorrectionRefused, correct_figure, enter_in_next_year
from assessments.services.scoring import score_period
from talentportal.core.models import AuditEntry
from talentportal.core.models.jobs import Job
from tests import make

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def quarters(period):
    """2014Q1 to Q3, opened."""
    return [make.period(2014, 1), make.period(2014, 2), period]


def correct(period, unit, code, people, **kwargs):
    kwargs = {"counted": Decimal(1), "reason": "漏记一次，见会议纪要"} | kwargs
    return correct_figure(period, unit, code, by=people["approver"], at=AT, **kwargs)


def line(period, unit, code):
    return score_period(period, at=AT).scores.get(township=unit).lines.get(indicator__code=code)


def test_a_correction_counts_on_through_the_year_and_leaves_its_words(quarters, unit, people):
    first, second, third = quarters
    row = correct(second, unit, "E1", people, counted=Decimal(3))
    assert [line(quarter, unit, "E1").counted for quarter in quarters] == [0, 3, 3]
    assert [job.args["period"] for job in Job.objects.order_by("pk")] == [second.pk, third.pk]
    entry = AuditEntry.objects.get(action="assessments.correct_figure")
    assert (entry.object_id, entry.township_code) == (str(row.pk), unit.code)
    assert entry.detail == {"period": "2014Q2", "line": "E1", "counted": "3", "reason": "漏记一次，见会议纪要"}
    assert first.corrections.count() == 0


def test_a_figure_of_one_quarter_is_corrected_in_that_quarter_alone(quarters, unit, people):
    _first, second, third = quarters
    correct(second, unit, "F3", people, counted=Decimal(4), out_of=Decimal(5))
    found = line(second, unit, "F3")
    assert (found.counted, found.out_of) == (4, 5)
    assert line(third, unit, "F3").out_of == 0


@pytest.mark.parametrize(
    ("code", "change", "message"),
    [
        ("E1", {"reason": "  "}, "请写明哪里有误、依据是什么"),
        ("E1", {"reason": "长" * 301}, "300"),
        ("E1", {"counted": Decimal(0)}, "数字没有变化"),
        ("E1", {"out_of": Decimal(1)}, "没有分母"),
        ("Z9", {}, "没有这一项"),
        ("X1", {}, "积分台账"),
    ],
)
def test_what_cannot_be_corrected_is_refused_with_words(quarters, unit, people, code, change, message):
    with pytest.raises(CorrectionRefused, match=message):
        correct(quarters[1], unit, code, people, **change)
    assert not Correction.objects.exists()
    assert not Job.objects.exists()


def test_only_the_director_corrects_and_not_where_he_holds_a_post(quarters, unit, people):
    for role in ("reviewer", "secretary"):
        with pytest.raises(CorrectionRefused, match="您的角色"):
            correct_figure(quarters[0], unit, "E1", counted=Decimal(1), reason="示例", by=people[role], at=AT)
    unit.posts.create(post="head", office="other", holder_name="演示甲", user=people["approver"], starts_on=make.EARLY)
    with pytest.raises(CorrectionRefused, match="任职"):
        correct(quarters[0], unit, "E1", people)


def test_what_is_final_is_corrected_as_an_entry_of_the_next_year(quarters, unit, people):
    next_year = make.period(2015, 1)
    entry = {
        "of_year": 2014,
        "points": Decimal("-1.50"),
        "reason": "审计发现重复计算",
        "by": people["approver"],
        "at": AT,
    }
    with pytest.raises(CorrectionRefused, match="尚未成为最终结果"):
        enter_in_next_year(unit, **entry)
    make.final_year(2014)
    with pytest.raises(CorrectionRefused, match="更正须在2015年度记入"):
        correct(quarters[0], unit, "E1", people)
    with pytest.raises(CorrectionRefused, match="不能为0"):
        enter_in_next_year(unit, **entry | {"points": Decimal(0)})
    row = enter_in_next_year(unit, **entry)
    assert (row.year, row.of_year, row.points) == (2015, 2014, Decimal("-1.50"))
    assert [job.args["period"] for job in Job.objects.all()] == [next_year.pk]
    assert score_period(next_year, at=AT).scores.get(township=unit).carried == Decimal("-1.50")


@pytest.mark.parametrize("model", [Correction, YearEntry])
def test_the_database_lets_nobody_rewrite_a_correction(quarters, unit, people, model):
    correct(quarters[0], unit, "E1", people)
    make.final_year(2014)
    enter_in_next_year(unit, of_year=2014, points=Decimal(1), reason="示例", by=people["approver"], at=AT)
    for change in (lambda: model.objects.update(reason="改"), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
