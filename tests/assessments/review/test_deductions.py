"""A false report is recorded on the review page, costs its points, and says who found it."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import DeductionCase, Score
from assessments.services.scoring import score_period
from tests import make
from townships.models import Role


@pytest.fixture
def case(db, monkeypatch):
    monkeypatch.setattr("talentportal.core.clock.now", lambda: make.AT)
    unit, period = make.township(), make.period(2014, 3)
    make.approved_report(period, unit)
    return unit, period, reverse("deduction-add", args=[period.code, unit.code])


def sent(user, address, **data):
    client = Client()
    client.force_login(user)
    return client.post(address, data)


def test_a_finding_costs_its_points_and_names_who_found_it(case):
    unit, period, address = case
    score_period(period, at=make.AT)
    before = Score.objects.get()
    reviewer = make.user(Role.REVIEWER, reviews=[unit])
    assert sent(reviewer, address, deduction="Y2", reason="合同系伪造，见调查记录").status_code == 302
    score_period(period, at=make.AT)
    after = Score.objects.get()
    assert after.deductions == before.deductions + Decimal("5.00")
    assert after.total == max(Decimal(0), before.base - after.deductions) + before.bonus
    client = Client()
    client.force_login(reviewer)
    page = client.get(reverse("review-detail", args=[period.code, unit.code])).content.decode()
    assert "合同系伪造，见调查记录" in page
    assert reviewer.name in page


@pytest.mark.parametrize(
    ("code", "reason"), [("Y2", "  "), ("Y1", "漏报"), ("ZZ", "不存在"), ("Y2", "长" * 301), ("", "无")]
)
def test_a_wrong_finding_is_refused_beside_its_field(case, code, reason):
    _unit, _period, address = case
    answer = sent(make.approver(), address, deduction=code, reason=reason)
    assert answer.status_code == 422
    assert 'aria-describedby="id_deduction_error"' in answer.content.decode()
    assert reason.strip() in answer.content.decode()
    assert not DeductionCase.objects.exists()


def test_only_those_in_charge_record(case):
    _unit, _period, address = case
    assert sent(make.user(Role.REVIEWER), address, deduction="Y2", reason="x").status_code == 422
    assert sent(make.user(Role.CO_REVIEWER), address, deduction="Y2", reason="x").status_code == 403
    assert not DeductionCase.objects.exists()
