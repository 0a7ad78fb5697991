"""The ledger page of a unit: every entry that counts, its running sum, and the bonus that comes of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.services.crediting import post_credits
from assessments.services.scoring import score_period
from experts.models import Expert
from talentportal.core import clock
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    make.published_scheme()


@pytest.fixture
def unit():
    return make.township(name_zh="首南街道", tier="medium")


@pytest.fixture
def year(unit):
    return [make.period(2014, quarter) for quarter in (1, 2, 3)]


def page_of(client, unit, user=None, year=2014):
    client.force_login(user or make.approver())
    return client.get(reverse("unit-ledger", args=[unit.code, year]))


def landed(unit, *entries):
    for level, day in entries:
        make.landed_expert(unit, level=level, on=day)
    post_credits(Expert.objects.all(), by=None, at=make.moment(dt.date(2014, 10, 1)))


def test_entries_run_up_to_the_bonus_of_every_quarter(client, unit, year):
    landed(
        unit, ("municipal", dt.date(2014, 2, 10)), ("national", dt.date(2014, 5, 6)), ("national", dt.date(2014, 8, 6))
    )
    for period in year:
        score_period(period, at=make.AT)
    response = page_of(client, unit)
    assert [line["running"] for line in response.context["lines"]] == [
        Decimal("1.00"),
        Decimal("4.00"),
        Decimal("7.00"),
    ]
    told = [(q.raw, q.floored, q.bonus) for q in response.context["quarters"]]
    assert told == [(1, 1, 1), (4, 4, 4), (7, 7, 5)]
    assert all(quarter.agrees and not quarter.newer for quarter in response.context["quarters"])
    assert "7.00" in response.content.decode()


def test_it_says_when_the_run_is_older_than_an_entry(client, unit, year):
    landed(unit, ("municipal", dt.date(2014, 8, 6)))
    score_period(year[2], at=make.moment(dt.date(2014, 10, 2)))
    make.landed_expert(unit, level="provincial", on=dt.date(2014, 8, 7))
    post_credits(Expert.objects.all(), by=None, at=make.moment(dt.date(2014, 10, 3)))
    response = page_of(client, unit)
    third = response.context["quarters"][2]
    assert (third.bonus, third.score.bonus, third.newer) == (3, 1, 1)
    assert "有1笔晚于" in response.content.decode()


def test_a_sum_below_nothing_is_a_bonus_of_nothing(client, unit, year):
    make.credit(make.expert(), unit, amount="-3.00", on=dt.date(2014, 8, 6))
    make.credit(make.expert(), unit, amount="2.00", on=dt.date(2014, 8, 7))
    score_period(year[2], at=make.AT)
    third = page_of(client, unit).context["quarters"][2]
    assert (third.raw, third.floored, third.bonus, third.score.bonus) == (-1, 0, 0, 0)


def test_an_opening_balance_stands_there_with_nothing(client, unit, year):
    make.credit(make.expert(), unit, amount="0", cause="opening", on=dt.date(2013, 12, 31))
    response = page_of(client, unit)
    assert [(line["amount"], line["running"]) for line in response.context["lines"]] == [(0, 0)]
    assert "期初" in response.content.decode()


def test_an_entry_counts_in_the_year_in_which_it_counts(client, unit, year):
    make.credit(make.expert(), unit, amount="1.00", on=dt.date(2013, 8, 6), counts_on=dt.date(2014, 1, 1))
    response = page_of(client, unit)
    assert response.context["lines"][0]["is_carried"]
    assert response.context["quarters"][0].bonus == 1
    assert "2013年8月6日生效" in response.content.decode()


def test_who_may_read_it_and_how_names_are_shown(client, unit, year):
    landed(unit, ("municipal", dt.date(2014, 8, 6)))
    name = Expert.objects.get().name
    own, other = make.staff(unit)[Role.CLERK], make.staff(make.township())[Role.CLERK]
    assert name in page_of(client, unit, own).content.decode()
    assert page_of(client, unit, other).status_code == 404
    assert name in page_of(client, unit, make.user(Role.AUDITOR)).content.decode()
    assert name not in page_of(client, unit, make.user(Role.LEADER)).content.decode()
    assert page_of(client, unit, make.user(Role.API_CLIENT)).status_code == 403
    assert page_of(client, unit, own, year=1999).status_code == 404
