"""A small district with a published and an open quarter, and clients with tokens."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import Client
from knox.models import AuthToken

from assessments.services.crediting import post_credits
from assessments.services.scoring import publish_run, score_period
from experts.models import Expert
from tests import make
from townships.models import Role


class Rest(Client):
    """A client that signs in with a token, as programs do."""

    def __init__(self, user, **kwargs):
        _row, token = AuthToken.objects.create(user)
        super().__init__(headers={"Authorization": f"Token {token}", "Accept-Language": "en"}, **kwargs)


@pytest.fixture
def rest():
    return Rest


@pytest.fixture
def district(db):
    """2014Q2 published for two units, 2014Q3 open; one landed expert and one platform in the first."""
    first = make.township(code="330212006", name_zh="首南街道", name_en="Shounan Subdistrict", tier="high", order=1)
    second = make.township(code="330212008", name_zh="姜山镇", name_en="Jiangshan Town", tier="medium", order=2)
    second_quarter, third_quarter = make.period(2014, 2), make.period(2014, 3)
    expert = make.expert(name="演示甲")
    make.selection(expert, level="national", selected_on=dt.date(2014, 4, 10))
    make.placement(expert, first, starts_on=dt.date(2014, 5, 1))
    make.platform(first, level="municipal", approved_on=dt.date(2014, 5, 2), active_on=[dt.date(2014, 6, 1)])
    make.approved_report(second_quarter, first, values={"A2": 1, "F1": 1, "F2": 1, "G1": 25}, ticks={"A1": ["head"]})
    make.approved_report(second_quarter, second, values={"A2": 2, "F1": 0, "F2": 0, "G1": 10})
    post_credits(Expert.objects.all(), by=make.approver(), at=make.AT)
    run = score_period(second_quarter, at=make.AT)
    run = publish_run(run, by=make.approver(), at=make.AT)
    return SimpleNamespace(
        first=first, second=second, published=second_quarter, open=third_quarter, expert=expert, run=run
    )


@pytest.fixture
def client_user(db):
    return make.user(Role.API_CLIENT)
