"""Entering and verifying persons through the pages: what is saved, what is refused and why, what follows."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.services.crediting import post_credits
from experts.models import CreditEntry, Expert, Placement, Selection
from experts.services import identity
from experts.services.people import landing_faults
from talentportal.core import clock
from talentportal.core.models import AuditEntry, Job
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db

NUMBER = "110101199003071233"  # invented, with a right check digit


@pytest.fixture(autouse=True)
def autumn(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    make.published_scheme()


@pytest.fixture
def unit():
    return make.township(name_zh="首南街道", tier="medium")


@pytest.fixture
def third_quarter(unit):
    return make.period(2014, 3)


def filled(unit, **change):
    plan = make.programme(level="municipal")
    values = {
        "name": "演示新人",
        "category": "innovator",
        "identity": NUMBER,
        "phone": "138 0000 8000",
        "township": unit.pk,
        "engagement": "full_time",
        "starts_on": "2014-08-06",
        "contract_from": "2014-08-06",
        "contract_until": "2017-08-05",
        "has_social_insurance": "on",
        "programme": plan.pk,
        "selected_on": "2014-07-01",
        "document_no": "示例〔2014〕9号",
        "document_on": "2014-07-02",
    }
    return {name: value for name, value in {**values, **change}.items() if value is not None}


def send(client, user, values, page="expert-register", args=()):
    client.force_login(user)
    return client.post(reverse(page, args=args), values)


def errors(response):
    assert response.status_code == 422
    return {name: [str(m) for m in messages] for name, messages in response.context["form"].errors.items()}


def test_reviewer_registers_a_person_who_counts_at_once(client, unit, third_quarter):
    reviewer = make.user(Role.REVIEWER)
    response = send(client, reviewer, filled(unit))
    expert = Expert.objects.get()
    assert response.url == reverse("expert-detail", args=[expert.pk])
    assert (expert.sort_key, expert.initials) == ("yan3 shi4 xin1 ren2", "ysxr")
    assert (expert.identity_last4, expert.phone) == ("1233", "13800008000")
    assert NUMBER not in str(Expert.objects.values().get())
    entry = CreditEntry.objects.get()
    assert (entry.township, entry.amount, entry.effective_on) == (unit, Decimal("1.00"), dt.date(2014, 8, 6))
    assert Job.objects.get(kind="score_period").args == {"period": third_quarter.pk, "townships": [unit.pk]}
    actions = AuditEntry.objects.filter(actor=reviewer).values_list("action", "object_type")
    assert sorted(actions) == [
        ("experts.register_expert", "experts.expert"),
        ("experts.register_expert", "experts.placement"),
        ("experts.register_expert", "experts.selection"),
    ]


def test_a_units_claim_counts_once_a_reviewer_verified_it(client, unit, third_quarter):
    clerk = make.user(Role.CLERK, township=unit)
    other = make.township()
    response = send(client, clerk, filled(unit, township=other.pk), page="expert-claim")
    assert response.status_code == 302
    expert = Expert.objects.get()
    placed = Placement.objects.get()
    assert placed.township == unit, "a unit claims for itself whatever it sends"
    assert not placed.is_verified
    assert not CreditEntry.objects.exists()
    assert not Job.objects.exists()
    reviewer = make.user(Role.REVIEWER)
    client.force_login(reviewer)
    page = client.get(reverse("expert-verify", args=[expert.pk])).content.decode()
    assert "示例〔2014〕9号" in page
    chosen = {"placements": placed.pk, "selections": Selection.objects.get().pk}
    response = send(client, reviewer, chosen, page="expert-verify", args=[expert.pk])
    assert response.status_code == 302
    assert CreditEntry.objects.get().amount == Decimal("1.00")
    assert Placement.objects.get().verified_by == reviewer
    assert AuditEntry.objects.filter(action="experts.verify_expert").count() == 2
    assert Job.objects.count() == 1
    send(client, reviewer, chosen, page="expert-verify", args=[expert.pk])
    assert CreditEntry.objects.count() == 1
    assert AuditEntry.objects.filter(action="experts.verify_expert").count() == 2


def test_verify_refuses_nothing_ticked_and_rows_of_others(client, unit):
    person, other = make.expert(), make.expert()
    make.selection(person, verified_at=None)
    foreign = make.selection(other, verified_at=None)
    reviewer = make.user(Role.REVIEWER)
    assert send(client, reviewer, {}, "expert-verify", [person.pk]).status_code == 422
    assert send(client, reviewer, {"selections": "x"}, "expert-verify", [person.pk]).status_code == 422
    send(client, reviewer, {"selections": foreign.pk}, "expert-verify", [person.pk])
    assert not Selection.objects.verified().exists()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": " "}, "name", "请填写姓名"),
        ({"category": None}, "category", "请选择类型"),
        ({"starts_on": "2014-06-30"}, "reason", "落户日期不在本季度内，请说明原因"),
        ({"starts_on": "昨天"}, "starts_on", "2014-10-31"),
        ({"starts_on": "2014-10-09"}, "starts_on", "尚未到"),
        ({"document_no": ""}, "document_no", "请填写入选文件文号和日期"),
        ({"document_on": ""}, "document_on", "请填写入选文件文号和日期"),
        ({"contract_until": "2017-08-04"}, "contract_until", "合同期限不足3年，不能认定为落户"),
        ({"contract_until": "2014-08-06"}, "contract_until", "合同截止日早于起始日"),
        ({"contract_from": ""}, "contract_from", "合同"),
        ({"engagement": "flexible", "months_a_year": "1.5"}, "months_a_year", "柔性引进每年在岗不足2个月"),
        ({"engagement": "flexible"}, "months_a_year", "每年在岗"),
        ({"months_a_year": "13"}, "months_a_year", "12"),
        ({"months_a_year": "很多"}, "months_a_year", "12.50"),
        ({"identity": "110101199003071234"}, "identity", "证件号有误"),
        ({"identity": "110101199013071230"}, "identity", "证件号有误"),
        ({"phone": "打电话"}, "phone", "数字"),
        ({"birth_year": "99999"}, "birth_year", "2100"),
        ({"township": ""}, "township", "请选择单位"),
        ({"programme": "999999"}, "programme", ""),
    ],
)
def test_wrong_values_get_a_message_next_to_their_field(client, unit, third_quarter, change, field, words):
    response = send(client, make.user(Role.REVIEWER), filled(unit, **change), page="expert-register")
    found = errors(response)
    assert set(found) == {field}
    assert words in found[field][0]
    html = response.content.decode()
    assert f'id="id_{field}-error"' in html
    if field != "name":
        assert "演示新人" in html, "nothing typed is lost"
    assert not Expert.objects.exists(), "nothing is half-saved"


@pytest.mark.parametrize(
    "change",
    [
        {"starts_on": "２０１４年８月６日".translate(str.maketrans("０１２３４５６７８９", "0123456789"))},
        {"starts_on": "2014/8/6"},
        {"starts_on": "2014-06-30", "reason": "上季度漏报"},
        {"engagement": "flexible", "months_a_year": "２"},
        {"identity": "E1234567"},
        {"identity": ""},
        {"programme": "", "document_no": "", "document_on": "", "selected_on": ""},
    ],
)
def test_what_people_usually_type_is_taken(client, unit, third_quarter, change):
    assert send(client, make.user(Role.REVIEWER), filled(unit, **change)).status_code == 302
    if "reason" in change:
        details = AuditEntry.objects.filter(object_type="experts.placement").values_list("detail", flat=True)
        assert [detail["reason"] for detail in details] == ["上季度漏报"]


def test_an_entrepreneur_lands_with_the_enterprise(client, unit, third_quarter):
    firm = make.enterprise(unit)
    own = {"category": "entrepreneur", "enterprise": firm.pk, "contract_from": "", "contract_until": ""}
    assert send(client, make.user(Role.REVIEWER), filled(unit, **own)).status_code == 302
    assert CreditEntry.objects.count() == 1


def test_an_innovator_lands_with_a_contract_and_an_employer_alone_is_not_enough(client, unit, third_quarter):
    firm = make.enterprise(unit)
    bare = {"enterprise": firm.pk, "contract_from": "", "contract_until": ""}
    found = errors(send(client, make.user(Role.REVIEWER), filled(unit, **bare)))
    assert found == {"contract_from": ["创新人才须与用人单位签订不少于3年的合同。"]}
    person = make.expert()
    spot = make.placement(person, unit, enterprise=firm, contract_from=None, contract_until=None)
    assert landing_faults(spot, person) != []
    assert landing_faults(make.placement(person, unit), person) == []


def test_an_employer_of_another_unit_is_refused(client, unit, third_quarter):
    firm = make.enterprise(make.township())
    found = errors(send(client, make.user(Role.REVIEWER), filled(unit, enterprise=firm.pk)))
    assert set(found) == {"enterprise"}
    clerk = make.user(Role.CLERK, township=unit)
    found = errors(send(client, clerk, filled(unit, enterprise=firm.pk), page="expert-claim"))
    assert set(found) == {"enterprise"}


def test_the_same_identity_points_at_the_person_who_has_it(client, unit, third_quarter):
    known = make.landed_expert(unit, name="演示旧人", **identity.kept(NUMBER))
    twice = filled(unit, identity=" 110101-19900307-1233 ")
    (message,) = errors(send(client, make.user(Role.REVIEWER), twice))["identity"]
    assert reverse("expert-detail", args=[known.pk]) in message
    assert "演示旧人" in message
    assert Expert.objects.count() == 1


def test_upgrade_and_departure_move_the_ledger(client, unit, third_quarter):
    reviewer = make.user(Role.REVIEWER)
    person = make.landed_expert(unit, level="municipal", on=dt.date(2014, 2, 10))
    post_credits(Expert.objects.all(), by=None, at=make.AT)
    chosen = {
        "programme": make.programme(level="national").pk,
        "selected_on": "2014-05-06",
        "document_no": "示例〔2014〕7号",
        "document_on": "2014-05-07",
    }
    assert send(client, reviewer, chosen, "expert-add-selection", [person.pk]).status_code == 302
    assert [e.amount for e in CreditEntry.objects.order_by("pk")] == [Decimal(1), Decimal(2)]
    again = send(client, reviewer, chosen, "expert-add-selection", [person.pk])
    assert set(errors(again)) == {"programme"}
    placed = person.placements.get()
    leave = {"ends_on": "2014-02-10", "end_reason": "left", "reported_on": "2014-08-05"}
    found = errors(send(client, reviewer, leave, "expert-end-placement", [person.pk, placed.pk]))
    assert found == {"ends_on": ["离开日期早于落户日期"]}
    leave["ends_on"] = "2014-08-03"
    assert send(client, reviewer, leave, "expert-end-placement", [person.pk, placed.pk]).status_code == 302
    assert sum(e.amount for e in CreditEntry.objects.all()) == 0
    assert send(client, reviewer, leave, "expert-end-placement", [person.pk, placed.pk]).status_code == 404


def test_a_landing_after_a_departure_is_a_second_one(client, unit, third_quarter):
    person = make.expert()
    make.selection(person, selected_on=dt.date(2014, 2, 10))
    make.placement(person, unit, starts_on=dt.date(2014, 2, 10), ends_on=dt.date(2014, 8, 6))
    values = {k: v for k, v in filled(make.township()).items() if k not in ("name", "category", "identity", "phone")}
    assert send(client, make.user(Role.REVIEWER), values, "expert-add-placement", [person.pk]).status_code == 302
    assert person.placements.verified().count() == 2
    assert not person.conflicts.exists()


PAGES = ("expert-register", "expert-claim", "expert-add-selection", "expert-add-placement", "expert-verify")
ALLOWED = {
    Role.ADMIN: {"expert-register", "expert-add-selection", "expert-add-placement"},
    Role.REVIEWER: {"expert-register", "expert-add-selection", "expert-add-placement", "expert-verify"},
    Role.CLERK: {"expert-claim"},
    Role.DEPUTY: {"expert-claim"},
}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_enter_and_verify(client, unit, role):
    person = make.landed_expert(unit)
    client.force_login(make.user(role, township=unit if role in ("secretary", "deputy", "clerk") else None))
    for page in PAGES:
        args = [] if page in ("expert-register", "expert-claim") else [person.pk]
        wanted = 200 if page in ALLOWED.get(role, ()) else 403
        assert client.get(reverse(page, args=args)).status_code == wanted, page


def test_the_same_number_makes_the_same_digest_and_nothing_gives_it_back(settings):
    assert identity.digest("110101 19900307 123３".replace("３", "3")) == identity.digest(NUMBER)
    settings.IDENTITY_KEY = "another"
    other = identity.digest(NUMBER)
    settings.IDENTITY_KEY = ""
    assert identity.digest(NUMBER) != other
    assert identity.kept("") == {"identity_digest": None}
    assert identity.is_valid("11010519491231002X")
    assert not identity.is_valid("11010519491231002")
