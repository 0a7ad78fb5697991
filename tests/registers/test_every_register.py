"""What every declared register does: claimed by a unit, verified by the office, read, taken away, taken back."""

import datetime as dt

import pytest
from django.test import Client

from assessments.models import ReportRow
from talentportal.core import clock
from talentportal.core.models import AuditEntry
from talentportal.core.registry import CATALOGUE
from tests import make
from townships.models import Role

from .rows import ROWS

OF_UNITS = sorted(code for code, register in CATALOGUE.items() if register.is_verified)


@pytest.fixture
def world(db, monkeypatch):
    """Two units, each with its clerk, and the office."""
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    monkeypatch.setattr(clock, "today", lambda: make.AT.date())
    units = [make.township(), make.township()]
    people = {"clerk": make.user(Role.CLERK, township=units[0]), "other": make.user(Role.CLERK, township=units[1])}
    people |= {"reviewer": make.user(Role.REVIEWER), "leader": make.user(Role.LEADER)}
    clients = {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name])
    return type("World", (), {"units": units, "people": people, **clients})


def test_there_is_a_row_to_try_each_register_with():
    assert ROWS.keys() == CATALOGUE.keys()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_row_is_listed_shown_and_taken_away_for_whoever_may_see_it(world, code):
    register, row = CATALOGUE[code], ROWS[code](world.units[0])
    for client, sees in ((world.clerk, True), (world.reviewer, True), (world.other, not register.is_verified)):
        page = client.get(register.link(row))
        assert page.status_code == (200 if sees else 404)
        listed = client.get(register.url()).content.decode()
        assert (f'href="{register.link(row)}"' in listed) is sees
        table = b"".join(client.get(register.url("export"))).decode()
        assert table.startswith("\ufeff")
        assert (len(table.splitlines()) > 1) is sees


@pytest.mark.parametrize("code", OF_UNITS)
def test_a_claim_is_verified_by_the_office_and_then_closed_to_the_unit(world, code):
    register, row = CATALOGUE[code], ROWS[code](world.units[0])
    assert world.clerk.post(register.url("verify", row.pk)).status_code == 403
    assert world.reviewer.post(register.url("verify", row.pk)).status_code == 302
    row.refresh_from_db()
    assert (row.verified_at, row.verified_by) == (make.AT, world.people["reviewer"])
    world.clerk.post(register.url("withdraw", row.pk))
    assert register.model._default_manager.filter(pk=row.pk).exists()
    said = AuditEntry.objects.get(object_type=row._meta.label_lower, object_id=str(row.pk))
    assert said.action == register.rights.verify


@pytest.mark.parametrize("code", OF_UNITS)
def test_a_unit_takes_its_own_claim_back_and_nobody_elses(world, code):
    register, row = CATALOGUE[code], ROWS[code](world.units[0])
    assert world.other.post(register.url("withdraw", row.pk)).status_code == 404
    world.clerk.post(register.url("withdraw", row.pk))
    assert not register.model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_the_form_brings_back_what_stands_there_and_changes_nothing_by_itself(world, code):
    """Opened and saved as it is, a row is the same row; the log tells of no change."""
    register, row = CATALOGUE[code], ROWS[code](world.units[0])
    client = world.clerk if register.is_verified else world.reviewer
    form = client.get(register.url("change", row.pk)).context["form"]
    typed = {name: _typed(form[name].value()) for name in form.fields}
    before = register.model._default_manager.filter(pk=row.pk).values().get()
    answer = client.post(register.url("change", row.pk), {**typed, "seen": _seen(client, register, row)})
    assert answer.status_code == 302, answer.context["form"].errors
    assert register.model._default_manager.filter(pk=row.pk).values().get() == before
    assert not AuditEntry.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk)).exists()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_nonsense_is_answered_with_the_form(world, code):
    register = CATALOGUE[code]
    for text in ("", "\0", "‮ﷺ" * 200, "9" * 400, "2014-02-30", "' OR 1=1 --", "#99999999999999999"):
        answer = world.reviewer.post(register.url("new"), dict.fromkeys(("township", *register.fields), text))
        assert answer.status_code in (302, 400, 422), text


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_the_same_fact_is_not_registered_twice(world, code):
    register, row = CATALOGUE[code], ROWS[code](world.units[0])
    if not register.same:
        return
    form = world.reviewer.get(register.url("change", row.pk)).context["form"]
    typed = {name: _typed(form[name].value()) for name in form.fields}
    answer = world.reviewer.post(register.url("new"), typed)
    assert answer.status_code == 422
    assert register.model._default_manager.count() >= 1


def _typed(value):
    if isinstance(value, bool):
        return "on" if value else ""
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)


def _seen(client, register, row):
    return client.get(register.url("change", row.pk)).context["seen"]


def test_whoever_saves_over_a_change_of_somebody_else_is_told(world):
    register, row = CATALOGUE["session"], ROWS["session"](world.units[0])
    stale = _seen(world.clerk, register, row)
    typed = {"held_on": "2014-07-08", "topic": "甲", "attendees": "3"}
    assert world.clerk.post(register.url("change", row.pk), {**typed, "seen": stale}).status_code == 302
    answer = world.clerk.post(register.url("change", row.pk), {**typed, "topic": "乙", "seen": stale})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.topic == "甲"


def test_a_claim_in_a_report_is_changed_in_the_report(world):
    period = make.period(2014, 3)
    report, clerk = make.report(period, world.units[0]), world.people["clerk"]
    row = make.claimed_session(report, by=clerk)
    register = CATALOGUE["session"]
    page = world.clerk.get(register.link(row))
    assert not page.context["may_edit"]
    assert page.context["kept"]
    world.clerk.post(register.url("withdraw", row.pk))
    assert ReportRow.objects.filter(row_id=row.pk, kind="session").exists()
    row.refresh_from_db()


def test_a_name_that_several_bear_is_answered_with_the_candidates(world):
    unit = world.units[0]
    twins = [make.landed_expert(unit, name="演示甲") for _ in range(2)]
    typed = {"kind": "policy", "subject": "示例", "received_on": "2014-09-01", "due_on": "2014-09-10"}
    answer = world.clerk.post("/requests/new/", {**typed, "expert": "演示甲"})
    assert answer.status_code == 422
    told = str(answer.context["form"].errors["expert"])
    assert all(f"#{person.pk}" in told for person in twins)
    assert world.clerk.post("/requests/new/", {**typed, "expert": f"演示甲 #{twins[1].pk}"}).status_code == 302
    assert twins[1].requests.get().township == unit


def test_a_unit_cannot_choose_somebody_elses_person(world):
    stranger = make.landed_expert(world.units[1])
    typed = {"kind": "policy", "subject": "示例", "received_on": "2014-09-01", "due_on": "2014-09-10"}
    answer = world.clerk.post("/requests/new/", {**typed, "expert": f"#{stranger.pk}"})
    assert answer.status_code == 422
    assert stranger.name not in answer.content.decode()
    assert stranger.name not in world.clerk.get("/pick/expert/", {"expert": stranger.name}).content.decode()


def test_names_are_masked_for_readers_without_the_right(world):
    row = ROWS["contact"](world.units[0])
    assert row.expert.name not in world.leader.get("/contacts/").content.decode()
    assert row.expert.name not in b"".join(world.leader.get("/contacts/export.csv")).decode()
    assert row.expert.name in world.reviewer.get("/contacts/").content.decode()


def test_a_need_told_becomes_a_request_with_one_press(world):
    row = ROWS["contact"](world.units[0])
    link = next(a.href for a in world.clerk.get(f"/contacts/{row.pk}/").context["actions"])
    form = world.clerk.get(link).context["form"]
    assert form["subject"].value() == "子女入学"
    assert form["expert"].value().endswith(f"#{row.expert_id}")


def test_a_client_reads_registers_by_scope(world, client):
    row = ROWS["patent"](world.units[0])
    program = make.user(Role.API_CLIENT)
    client.force_login(program)
    assert client.get("/api/v1/registers/patents/").json()["results"] == []
    program.scopes = ["registers"]
    program.save()
    found = client.get("/api/v1/registers/patents/").json()["results"]
    assert [(r["id"], r["township"], r["verified_at"]) for r in found] == [(row.pk, world.units[0].code, None)]
    assert client.get("/api/v1/registers/patents/", {"verified": "true"}).json()["results"] == []


def test_a_search_does_not_tell_what_a_mask_hides(world):
    row = ROWS["contact"](world.units[0])
    here = f'href="/contacts/{row.pk}/"'
    assert here in world.reviewer.get("/contacts/", {"q": row.expert.name}).content.decode()
    assert here not in world.leader.get("/contacts/", {"q": row.expert.name}).content.decode()


def test_an_order_means_the_same_whichever_columns_are_shown(world):
    for day in (3, 1, 2):
        row = ROWS["session"](world.units[0])
        type(row).objects.filter(pk=row.pk).update(held_on=dt.date(2014, 7, day), topic=f"议题{day}")
    page = world.reviewer.get("/sessions/", {"col": "1", "order": "1"})
    told = [cells[0][0] for cells in page.context["rows"]]
    assert told == ["议题1", "议题2", "议题3"]
    head = page.context["heads"][1]
    assert head["sort"] == "ascending"
    assert "col=1" in head["href"]
