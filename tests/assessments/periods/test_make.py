"""The factories themselves: what they promise to the other tests."""

from decimal import Decimal

import pytest

from assessments.models import Report
from experts.models import CreditEntry
from tests import make

pytestmark = pytest.mark.django_db
W01 = {
    "A1": 3, "A2": 2, "A3": 1, "B1": 1, "B2": 1, "B3": 3, "B4": 1, "C2": 1, "D1": "0.5", "D2": (3, 4), "E1": 10,
    "E2": 1, "E3": 1, "F1": (11, 16), "F2": 1, "F3": (9, 10), "G1": "13.5", "X1": ["1.00"],
}  # fmt: skip


def test_register_values_make_rows_that_fit_together():
    unit = make.township()
    period = make.period(2014, 2)
    make.register_values(unit, period, W01)
    last = period.last_day
    assert unit.placements.verified().active_on(last).count() == 16
    assert unit.contacts.count() == 11
    assert unit.platforms.running_on(last).count() == 4
    assert unit.participations.count() == 10
    entry = CreditEntry.objects.get(township=unit)
    assert (entry.amount, entry.heads) == (Decimal("1.00"), Decimal("1.00"))


def test_approved_report_went_through_every_step_with_three_different_people():
    unit = make.township()
    period = make.period(2014, 2)
    report = make.approved_report(period, unit, values={"A2": 2}, ticks={"A1": ["clerk_is_named"]}, returns=1)
    report = Report.objects.get(pk=report.pk)
    assert report.state == "approved"
    assert list(report.steps.order_by("pk").values_list("step", flat=True)) == [
        "ready", "submit", "return", "ready", "submit", "approve",
    ]  # fmt: skip
    assert len({report.checked_by_id, report.signed_by_id, report.sections.first().saved_by_id}) == 3
    assert report.lines.get(indicator__code="A2").value == 2
    assert report.lines.get(indicator__code="A1").ticks == ["clerk_is_named"]
