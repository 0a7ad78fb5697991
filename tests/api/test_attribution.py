"""The credit ledger and conflicts over REST: own rows of a unit, all for the office, names masked."""

import datetime as dt

import pytest

from assessments.services.attribution import open_conflict
from assessments.services.crediting import post_credits
from experts.models import Expert
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def contested():
    make.published_scheme()
    first, second = make.township(), make.township()
    person = make.landed_expert(first, name="演示甲甲", on=dt.date(2014, 5, 6))
    post_credits(Expert.objects.all(), by=None, at=make.AT)
    rival = make.placement(person, second, starts_on=dt.date(2014, 5, 7))
    open_conflict(person, placements=[person.placements.first(), rival], by=None, at=make.moment(dt.date(2014, 10, 9)))
    return first, second


def read(client, user, path):
    client.force_login(user)
    return client.get(f"/api/v1/{path}")


def test_the_ledger_adds_up_and_shows_no_name(client, contested):
    first, _second = contested
    rows = read(client, make.user(Role.AUDITOR), f"ledger/?township={first.code}&year=2014").json()["results"]
    assert [(row["cause"], row["amount"]) for row in rows] == [("landing", "1.00"), ("conflict", "-1.00")]
    assert {row["name"] for row in rows} == {"演***"}
    assert rows[1]["conflict"] is not None


def test_a_unit_reads_its_own_entries_and_cases(client, contested):
    first, second = contested
    clerk = make.staff(second)[Role.CLERK]
    assert read(client, clerk, f"ledger/?township={first.code}").json()["results"] == []
    (case,) = read(client, clerk, "conflicts/?undecided=true").json()["results"]
    assert sorted(case["townships"]) == sorted([first.code, second.code])
    stranger = make.staff(make.township())[Role.CLERK]
    assert read(client, stranger, "conflicts/").json()["results"] == []
    assert read(client, make.user(Role.API_CLIENT), "ledger/").status_code == 403
