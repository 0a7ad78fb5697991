"""Accounts on their page: made, changed, assigned, closed; nobody gives himself a right."""

import pytest
from django.test import Client

from assessments.models import IndicatorAssignment
from talentportal.core.models import AuditEntry
from tests import make
from townships.models import Role, User

pytestmark = pytest.mark.django_db
PERSON = {"username": "li.clerk", "name": "演示辛", "role": "clerk", "email": "li@example.org", "is_active": "on"}


@pytest.fixture
def admin():
    return make.user(Role.ADMIN)


@pytest.fixture
def office(admin):
    client = Client()
    client.force_login(admin)
    return client


def test_a_first_password_is_shown_once_and_opens_the_portal(office, admin):
    unit = make.township()
    page = office.post("/accounts/new/", {**PERSON, "township": unit.pk})
    password = page.context["password"]
    person = User.objects.get(username="li.clerk")
    assert (person.township, person.email, person.role) == (unit, "li@example.org", "clerk")
    assert page.headers["Cache-Control"] == "no-store"
    signed_in = Client().post("/login/", {"username": "li.clerk", "password": password})
    assert signed_in.status_code == 302
    assert password not in office.get("/accounts/").content.decode()
    entry = AuditEntry.objects.get(action="townships.edit_user", object_id=str(person.pk))
    assert entry.actor == admin
    assert password not in str(entry.detail)


@pytest.mark.parametrize(
    "wrong",
    [
        {"township": ""},
        {"role": "reviewer"},
        {"role": "api_client"},
        {"role": "king"},
        {"username": "Li Clerk"},
        {"username": "ab"},
        {"email": "nowhere"},
        {"phone": "call me"},
        {"name": ""},
    ],
)
def test_what_cannot_be_is_refused_on_the_form(office, wrong):
    unit = make.township()
    assert office.post("/accounts/new/", {**PERSON, "township": unit.pk, **wrong}).status_code == 422
    assert not User.objects.filter(name="演示辛").exists()


def test_an_account_of_the_same_name_is_refused(office):
    make.user(Role.LEADER, username="li.clerk")
    assert office.post("/accounts/new/", {**PERSON, "township": make.township().pk}).status_code == 422


def test_a_reviewer_gets_units_and_loses_them_with_the_role(office):
    units = [make.township() for _ in range(3)]
    person = make.user(Role.REVIEWER, reviews=units[:1])
    said = {"name": person.name, "role": "reviewer", "is_active": "on", "units": [u.pk for u in units[1:]]}
    assert office.post(f"/accounts/{person.pk}/", said).status_code == 302
    assert set(person.assignments.values_list("township", flat=True)) == {u.pk for u in units[1:]}
    office.post(f"/accounts/{person.pk}/", {**said, "role": "leader"})
    assert not person.assignments.exists()


def test_a_department_gets_its_indicators(office):
    make.published_scheme()
    person = make.user(Role.CO_REVIEWER)
    said = {"name": person.name, "role": "co_reviewer", "is_active": "on", "indicators": ["A2", "E1"]}
    assert office.post(f"/accounts/{person.pk}/", said).status_code == 302
    found = IndicatorAssignment.objects.filter(user=person).values_list("indicator_code", flat=True)
    assert set(found) == {"A2", "E1"}
    assert office.post(f"/accounts/{person.pk}/", {**said, "indicators": ["Z9"]}).status_code == 422
    office.post(f"/accounts/{person.pk}/", {**said, "role": "leader"})
    assert not IndicatorAssignment.objects.filter(user=person).exists(), "nobody waits for a word of who is gone"


def test_nobody_changes_his_own_role_but_his_own_address(office, admin):
    said = {"name": admin.name, "role": "approver", "is_active": "on", "email": "a@example.org"}
    assert office.post(f"/accounts/{admin.pk}/", said).status_code == 422
    admin.refresh_from_db()
    assert admin.role == Role.ADMIN
    assert office.post("/preferences/contact/", {"email": "a@example.org", "phone": "13800000000"}).status_code == 302
    admin.refresh_from_db()
    assert (admin.email, admin.phone) == ("a@example.org", "13800000000")


def test_a_closed_account_opens_nothing_from_that_moment(office):
    person = make.user(Role.LEADER)
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get("/dashboard/").status_code == 200
    office.post(f"/accounts/{person.pk}/", {"name": person.name, "role": "leader"})
    assert theirs.get("/dashboard/").status_code == 302


def test_a_new_first_password_ends_the_old_one(office, admin):
    person = make.user(Role.LEADER)
    page = office.post(f"/accounts/{person.pk}/password/")
    person.refresh_from_db()
    assert person.check_password(page.context["password"])
    assert not person.check_password(make.PASSWORD)
    assert office.post(f"/accounts/{admin.pk}/password/").status_code == 302
