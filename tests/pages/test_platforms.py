"""The register of platforms and the page of one platform."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from platforms.queries import year_before
from talentportal.core import clock
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)


def names(client, user, **params):
    client.force_login(user)
    response = client.get(reverse("platform-list"), params)
    assert response.status_code == 200
    return [str(cells[0][0]) for cells in response.context["rows"]]


def test_unit_sees_its_own_platforms_only(client):
    own, other = make.township(), make.township()
    make.platform(own, name="示例平台甲")
    stranger = make.platform(other, name="示例平台乙")
    clerk = make.user(Role.CLERK, township=own)
    assert names(client, clerk) == ["示例平台甲"]
    response = client.get(reverse("platform-detail", args=[stranger.pk]))
    assert response.status_code == 404
    assert "示例平台乙" not in response.content.decode()
    assert names(client, make.user(Role.LEADER)) == ["示例平台甲", "示例平台乙"]


def test_facets_search_and_state(client):
    first, second = make.township(name_zh="潘火街道"), make.township(name_zh="首南街道")
    type(first).objects.filter(pk=first.pk).update(initials="phjd")
    make.platform(first, name="示例孵化器", kind="incubator", level="provincial", operator="示例运营")
    make.platform(second, name="示例工作站", kind="academician_workstation", ends_on=dt.date(2014, 1, 1))
    make.platform(second, name="示例待核", verified_at=None)
    user = make.user()
    assert names(client, user, state="running") == ["示例孵化器"]
    assert names(client, user, state="ended") == ["示例工作站"]
    assert names(client, user, state="claimed") == ["示例待核"]
    assert names(client, user, kind="academician_workstation") == ["示例工作站"]
    assert names(client, user, level="provincial") == ["示例孵化器"]
    assert names(client, user, unit=first.code) == ["示例孵化器"]
    assert names(client, user, q="phjd") == ["示例孵化器"]
    assert names(client, user, q="潘火 运营") == ["示例孵化器"]
    assert names(client, user, q="没有") == []


def test_page_shows_approval_activities_and_who_works_there(client):
    unit = make.township(name_zh="首南街道")
    platform = make.platform(
        unit,
        name="示例孵化器",
        document_no="示例〔2013〕5号",
        area_m2="3400.0",
        active_on=(dt.date(2013, 10, 9), dt.date(2013, 10, 8), dt.date(2014, 9, 1)),
    )
    person = make.expert(name="演密人")
    make.placement(person, unit, platform=platform)
    client.force_login(make.user())
    response = client.get(reverse("platform-detail", args=[platform.pk]))
    html = response.content.decode()
    for text in ("示例〔2013〕5号", "3,400 m²", "首南街道", "演密人", "2014年9月1日"):
        assert text in html
    assert [figure[1] for figure in response.context["figures"]] == [2, "0", 1]
    client.force_login(make.user(Role.LEADER))
    html = client.get(reverse("platform-detail", args=[platform.pk])).content.decode()
    assert "演**" in html
    assert "演密人" not in html


def test_twelve_months_end_on_the_day():
    assert year_before(dt.date(2014, 10, 8)) == dt.date(2013, 10, 9)
    assert year_before(dt.date(2014, 12, 31)) == dt.date(2014, 1, 1)
    assert year_before(dt.date(2012, 2, 28)) == dt.date(2011, 2, 28)


def test_cost_does_not_grow_with_the_rows(client):
    client.force_login(make.user())
    unit, costs = make.township(), []
    for _ in range(2):
        for _ in range(8):
            last = make.platform(unit, active_on=(dt.date(2014, 9, 1),))
            make.placement(make.expert(), unit, platform=last)
        for url in (reverse("platform-list"), reverse("platform-detail", args=[last.pk])):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            costs.append(len(captured))
    assert costs[:2] == costs[2:]
    assert costs[0] <= 9


@pytest.mark.parametrize("role", [Role.API_CLIENT, None])
def test_strangers_are_kept_out(client, role):
    platform = make.platform(make.township())
    if role:
        client.force_login(make.user(role))
    for url in (reverse("platform-list"), reverse("platform-detail", args=[platform.pk])):
        assert client.get(url).status_code == (403 if role else 302)
