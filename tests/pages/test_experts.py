"""The register of experts and the page of one person: who sees whom, how much of him, and at what cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.services.crediting import post_credits
from experts.models import Expert, LeaderContact, ServiceRequest
from talentportal.core import clock
from talentportal.core.models import AuditEntry
from tests import make
from townships.models import LeadingGroupPost, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn(settings, monkeypatch):
    """The day of the demo: 8 October 2014."""
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    make.published_scheme()


def shown(client, user, url, **params):
    client.force_login(user)
    response = client.get(url, params)
    return response, response.content.decode()


def names(client, user, **params):
    response, _html = shown(client, user, reverse("expert-list"), **params)
    assert response.status_code == 200
    return [str(cells[0][0]) for cells in response.context["rows"]]


def page(client, user, person, **params):
    return shown(client, user, reverse("expert-detail", args=[person.pk]), **params)


def test_unit_sees_its_own_persons_only(client):
    own, other = make.township(), make.township()
    make.landed_expert(own, name="演示甲")
    stranger = make.landed_expert(other, name="演密人")
    clerk = make.user(Role.CLERK, township=own)
    assert names(client, clerk) == ["演示甲"]
    response, html = page(client, clerk, stranger)
    assert response.status_code == 404
    assert "演密人" not in html
    assert names(client, make.user(Role.ADMIN)) == ["演密人", "演示甲"]


@pytest.mark.parametrize("role", [Role.LEADER, Role.CO_REVIEWER])
def test_roles_without_the_full_record_see_masked_names(client, role):
    person = make.landed_expert(make.township(), name="演密人", phone="13800008000", identity_last4="123X")
    user = make.user(role)
    assert names(client, user) == ["演**"]
    _response, html = page(client, user, person, contact="1")
    assert "演**" in html
    for secret in ("演密人", "13800008000", "123X"):
        assert secret not in html
    assert not AuditEntry.objects.filter(action="experts.view_full_expert").exists()


def test_each_full_look_is_recorded(client):
    person = make.landed_expert(make.township(), name="演示甲", phone="13800008000", identity_last4="123X")
    auditor = make.user(Role.AUDITOR)
    _response, html = page(client, auditor, person)
    assert "演示甲" in html
    assert "138****8000" in html
    assert "13800008000" not in html
    assert "**************123X" in html
    _response, html = page(client, auditor, person, contact="1")
    assert "13800008000" in html
    looks = AuditEntry.objects.about(person).filter(action="experts.view_full_expert", actor=auditor).order_by("pk")
    assert [look.detail["contact"] for look in looks] == [False, True]


def test_api_client_and_stranger_are_kept_out(client):
    person = make.landed_expert(make.township())
    for url in (reverse("expert-list"), reverse("expert-detail", args=[person.pk])):
        client.logout()
        assert client.get(url).status_code == 302
        client.force_login(make.user(Role.API_CLIENT))
        assert client.get(url).status_code == 403


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("示甲", ["演示甲"]),
        ("yanshijia", ["演示甲"]),
        ("yan shi jia", ["演示甲"]),
        ("YSJ", ["演示甲"]),
        ("ys", ["单演示", "演示甲"]),
        ("shan", ["单演示"]),
        ("snjd", ["单演示"]),
        ("首南", ["单演示"]),
        ("首南 ys", ["单演示"]),
        ("首南 ysj", []),
        ("甲示", []),
        ("%", []),
        ("' OR 1=1", []),
    ],
)
def test_search_by_characters_pinyin_initials_and_unit(client, text, expected):
    first, second = make.township(name_zh="首南街道", name_en="Shounan"), make.township(name_zh="五乡镇")
    type(first).objects.filter(pk=first.pk).update(initials="snjd")
    make.landed_expert(first, name="单演示")
    make.landed_expert(second, name="演示甲")
    assert names(client, make.user(), q=text) == expected


def test_facets_narrow_and_count(client):
    unit = make.township()
    make.landed_expert(unit, name="演示甲", level="national")
    make.landed_expert(unit, name="演示乙", level="municipal", category="entrepreneur")
    gone = make.expert(name="演示丙")
    make.selection(gone, level="municipal")
    make.placement(gone, unit, starts_on=dt.date(2013, 1, 1), ends_on=dt.date(2014, 3, 1))
    claimed = make.expert(name="演示丁")
    make.placement(claimed, unit, verified_at=None)
    user = make.user()
    assert sorted(names(client, user, state="active")) == ["演示乙", "演示甲"]
    assert names(client, user, state="left") == ["演示丙"]
    assert names(client, user, state="claimed") == ["演示丁"]
    assert names(client, user, level="municipal", state="active") == ["演示乙"]
    assert names(client, user, category="entrepreneur") == ["演示乙"]
    assert names(client, user, programme="national-plan") == ["演示甲"]
    assert len(names(client, user, unit=unit.code)) == 4
    assert len(names(client, user, level="nonsense")) == 4
    response, _html = shown(client, user, reverse("expert-list"))
    counts = {g["facet"].name: {o["value"]: o["n"] for o in g["options"]} for g in response.context["groups"]}
    assert counts["state"] == {"active": 2, "left": 1, "claimed": 1}
    assert counts["level"] == {"national": 1, "municipal": 2}
    assert counts["unit"] == {unit.code: 4}


def test_list_is_sorted_by_pinyin_and_by_its_heads(client):
    unit = make.township()
    for name, level in (("曾演示", "national"), ("单演示", "district"), ("仇演示", "municipal")):
        make.landed_expert(unit, name=name, level=level)
    user = make.user()
    assert names(client, user) == ["仇演示", "单演示", "曾演示"]
    assert names(client, user, order="1") == ["曾演示", "仇演示", "单演示"]


def test_list_shows_last_visit_and_open_requests_of_the_readers_units(client):
    own, other = make.township(), make.township()
    person = make.landed_expert(own, name="演示甲", on=dt.date(2014, 1, 6))
    for unit, day in ((own, dt.date(2014, 9, 24)), (other, dt.date(2014, 10, 1))):
        post = LeadingGroupPost.objects.create(
            township=unit, post="head", office="party_secretary", holder_name="演示书记", starts_on=make.EARLY
        )
        LeaderContact.objects.create(
            township=unit, expert=person, post=post, contacted_on=day, way="visit", **make.verified()
        )
        ServiceRequest.objects.create(
            township=unit, expert=person, kind="housing", subject="示例", received_on=day, due_on=day
        )
    client.force_login(make.user(Role.CLERK, township=own))
    (row,) = client.get(reverse("expert-list")).context["rows"]
    assert [str(cell[0]) for cell in row[-2:]] == ["14天", "1"]
    client.force_login(make.user())
    (row,) = client.get(reverse("expert-list")).context["rows"]
    assert [str(cell[0]) for cell in row[-2:]] == ["7天", "2"]


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_list_costs_the_same_at_30_and_300_rows(client):
    units = [make.township() for _ in range(3)]
    person = make.expert()
    plan = make.programme()

    def fill(count):
        people = Expert.objects.bulk_create(
            Expert(name="演示甲", category="innovator", sort_key="yan3", grams=person.grams, created_at=make.AT)
            for _ in range(count)
        )
        for i, one in enumerate(people):
            one.placements.create(
                township=units[i % 3], starts_on=dt.date(2014, 1, 1), engagement="full_time", **make.verified()
            )
            one.selections.create(programme=plan, selected_on=dt.date(2014, 1, 1), **make.verified())

    client.force_login(make.user())
    fill(30)
    few = queries_of(client, reverse("expert-list"))
    fill(270)
    assert queries_of(client, reverse("expert-list")) == few
    assert few <= 14


def test_life_shows_documents_placements_and_points(client):
    unit = make.township(name_zh="首南街道")
    person = make.landed_expert(unit, name="演示甲", level="provincial", on=dt.date(2014, 5, 6))
    post_credits(Expert.objects.all(), by=None, at=make.AT)
    user = make.user()
    before = None
    for batch in range(2):
        client.force_login(user)
        queries = queries_of(client, reverse("expert-detail", args=[person.pk]))
        assert before in (None, queries)
        before = queries
        for i in range(5):
            make.selection(person, programme=make.programme(level="district", code=f"extra-{batch}-{i}"))
    _response, html = page(client, user, person)
    assert person.selections.first().document_no in html
    assert "首南街道" in html
    assert "2014年二季度" in html
    assert "+2.00" in html
    assert 'class="band-a"' in html


def test_htmx_request_gets_the_results_only(client):
    make.landed_expert(make.township(), name="演示甲")
    client.force_login(make.user())
    html = client.get(
        reverse("expert-list"), {"q": "ysj"}, headers={"HX-Request": "true", "HX-Target": "results"}
    ).content.decode()
    assert "<html" not in html
    assert "演示甲" in html
    assert "data-announce" in html
