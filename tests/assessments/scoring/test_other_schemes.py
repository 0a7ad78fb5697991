"""Schemes other than the reference: figures that no register knows, judged points, the flat bonus, new versions."""

from decimal import Decimal

import pytest

from assessments.measures import read_figures
from assessments.schemes import REFERENCE
from assessments.services.approvals import keep_approved
from assessments.services.scoring import score_period
from tests import make

from .examples import ledger_entry, points

pytestmark = pytest.mark.django_db


def scheme(*changes, code="TEST"):
    """The reference with some words changed, loaded and published under another code."""
    text = REFERENCE.read_text(encoding="utf-8").replace('code = "YZ-REF"', f'code = "{code}"', 1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return make.published_scheme(text)


OWN = 'source = "self"\nmeasure = "reported"'
JUDGED = (
    'kind = "yes_no"\nbasis = "quarter"\nsource = "self"\nmeasure = "symposium"',
    f'kind = "judged"\nbasis = "quarter"\n{OWN}',
)
SHARE = (
    'kind = "rate"\nbasis = "stock"\nsource = "register"\nmeasure = "active_platforms"',
    f'kind = "rate"\nbasis = "stock"\n{OWN}',
)


def test_reported_figures_need_no_register():
    """Judged points are capped by the weight; a reported rate is a share; the rows are the lines of the report."""
    period = make.period(2014, 2, scheme=scheme(JUDGED, SHARE))
    unit = make.township()
    report = make.approved_report(period, unit, values={"F2": Decimal("2.75"), "D2": Decimal("0.60")})
    score = score_period(period, at=make.AT).scores.get(township=unit)
    assert (points(score)["F2"], points(score)["D2"]) == ("2.75", "4.50")
    line = report.approved_lines.get(indicator__code="F2")
    assert score.lines.get(indicator__code="F2").row_ids == [line.pk]
    judged = period.scheme.indicators.get(code="F2")
    assert (unit.pk, judged.pk) not in read_figures(period, [unit])
    report.lines.filter(indicator=judged).update(value=9)
    report.amendment, report.approved_at = 2, make.AT
    report.save()
    keep_approved([report.pk], at=make.AT)
    assert points(score_period(period, at=make.AT).scores.get(township=unit))["F2"] == "3.00"


def test_flat_bonus_gives_the_cap_to_whoever_earned_anything():
    period = make.period(2014, 2, scheme=scheme(('mode = "graded"', 'mode = "flat"')))
    some, none = make.township(), make.township()
    ledger_entry(some, "0.50")
    bonus = {score.township_id: score.bonus for score in score_period(period, at=make.AT).scores.all()}
    assert bonus == {some.pk: Decimal("5.00"), none.pk: Decimal("0.00")}


def test_own_figures_of_an_older_version_count_in_the_year():
    first = make.period(2014, 1)
    second = make.period(2014, 2, scheme=scheme())
    unit = make.township()
    make.approved_report(first, unit, values={"G1": 5})
    make.approved_report(second, unit, values={"G1": 10})
    assert points(score_period(second, at=make.AT).scores.get(township=unit))["G1"] == "4.00"


def test_a_provisional_run_follows_the_period_to_another_scheme():
    period = make.period(2014, 2)
    unit = make.township()
    before = score_period(period, at=make.AT)
    period.scheme = scheme(JUDGED)
    period.save()
    after = score_period(period, at=make.AT, townships=[unit])
    assert (after.pk, after.revision, after.scheme_id) == (before.pk, before.revision + 1, period.scheme_id)
    assert points(after.scores.get())["F2"] == "0.00"
