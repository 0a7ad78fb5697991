"""Shares by agreement, moves to another unit and conversions to full-time, entered and agreed through the pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.services.crediting import post_credits
from experts.models import CreditEntry, Expert, Placement, ShareAgreement
from talentportal.core import clock
from talentportal.core.models import AuditEntry
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    make.published_scheme()


@pytest.fixture
def units():
    found = [make.township(name_zh=name, tier="medium") for name in ("首南街道", "潘火街道", "五乡镇")]
    make.period(2014, 3)
    return found


@pytest.fixture
def person(units):
    made = make.landed_expert(units[0], on=dt.date(2014, 8, 6))
    post_credits(Expert.objects.all(), by=None, at=make.moment(dt.date(2014, 9, 1)))
    return made


def send(client, user, page, *args, **values):
    client.force_login(user)
    return client.post(reverse(page, args=args), values)


def proposed(units, shares, **change):
    values = {"document_no": "示例共享〔2014〕1号", "signed_on": "2014-08-01", "starts_on": "2014-08-01"}
    for number, (unit, share) in enumerate(zip(units, shares, strict=True), start=1):
        values |= {f"unit_{number}": unit.pk, f"share_{number}": share}
    return {**values, **change}


def amounts():
    found: dict = {}
    for entry in CreditEntry.objects.all():
        found[entry.township_id] = found.get(entry.township_id, Decimal(0)) + entry.amount
    return {pk: amount for pk, amount in found.items() if amount}


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (("0.50", "0.40"), "归属比例合计应为100%"),
        (("0.95", "0.05"), "最低为0.10"),
        (("1.00",), "至少需要两个单位"),
    ],
)
def test_shares_that_do_not_fit_are_refused_with_words(client, person, units, shares, words):
    values = proposed(units[: len(shares)], shares)
    response = send(client, make.staff(units[0])[Role.DEPUTY], "share-new", person.pk, **values)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ShareAgreement.objects.exists()


def test_half_typed_lines_are_named(client, person, units):
    values = proposed(units[:2], ("0.50", "0.50"), share_2="", unit_3=units[0].pk, share_3="0.50")
    response = send(client, make.staff(units[0])[Role.DEPUTY], "share-new", person.pk, **values)
    assert {"share_2", "unit_3"} <= set(response.context["form"].errors)


def test_an_agreement_counts_once_every_unit_has_agreed(client, person, units):
    first, second, third = units
    values = proposed([first, second], ("0.60", "0.40"))
    response = send(client, make.staff(first)[Role.SECRETARY], "share-new", person.pk, **values)
    agreement = ShareAgreement.objects.get()
    assert response.url == reverse("share-detail", args=[agreement.pk])
    assert agreement.agreed_at is None
    assert amounts() == {first.pk: Decimal("1.00")}
    assert send(client, make.staff(first)[Role.DEPUTY], "share-agree", agreement.pk).status_code == 409
    assert send(client, make.staff(third)[Role.DEPUTY], "share-agree", agreement.pk).status_code == 404
    assert send(client, make.staff(second)[Role.CLERK], "share-agree", agreement.pk).status_code == 403
    client.force_login(make.staff(second)[Role.SECRETARY])
    assert "代表本单位同意" in client.get(reverse("share-detail", args=[agreement.pk])).content.decode()
    assert send(client, make.staff(second)[Role.SECRETARY], "share-agree", agreement.pk).status_code == 302
    agreement.refresh_from_db()
    assert agreement.agreed_at == make.AT
    assert amounts() == {first.pk: Decimal("0.60"), second.pk: Decimal("0.40")}
    assert AuditEntry.objects.filter(action="experts.agree_share").count() == 1


def test_a_refused_proposal_is_gone_and_the_log_keeps_it(client, person, units):
    first, second, _third = units
    send(client, make.user(Role.REVIEWER), "share-new", person.pk, **proposed([first, second], ("0.50", "0.50")))
    agreement = ShareAgreement.objects.get()
    assert not agreement.shares.filter(agreed_at__isnull=False).exists(), "the office agrees for nobody"
    assert send(client, make.staff(second)[Role.DEPUTY], "share-refuse", agreement.pk).status_code == 302
    assert not ShareAgreement.objects.exists()
    assert AuditEntry.objects.get(action="experts.agree_share").detail["refused"] is True
    assert amounts() == {first.pk: Decimal("1.00")}


def test_a_later_agreement_ends_the_one_before(client, person, units):
    first, second, third = units
    for partner, day in ((second, "2014-08-01"), (third, "2014-09-01")):
        values = proposed([first, partner], ("0.50", "0.50"), starts_on=day)
        send(client, make.staff(first)[Role.DEPUTY], "share-new", person.pk, **values)
        agreement = ShareAgreement.objects.order_by("-pk").first()
        assert send(client, make.staff(partner)[Role.DEPUTY], "share-agree", agreement.pk).status_code == 302
    old = ShareAgreement.objects.order_by("pk").first()
    assert old.ends_on == dt.date(2014, 9, 1)


def landing(unit, **change):
    values = {
        "township": unit.pk,
        "engagement": "full_time",
        "starts_on": "2014-09-10",
        "contract_from": "2014-09-10",
        "contract_until": "2018-09-10",
        "has_social_insurance": "on",
    }
    return {**values, **change}


def test_a_move_ends_here_and_starts_there_the_same_day(client, units):
    first, second, _third = units
    person = make.landed_expert(first, on=dt.date(2014, 5, 6))
    post_credits(Expert.objects.all(), by=None, at=make.moment(dt.date(2014, 9, 1)))
    placed = person.placements.get()
    reviewer = make.user(Role.REVIEWER)
    assert send(client, reviewer, "expert-move", person.pk, placed.pk, **landing(first)).status_code == 422
    early = landing(second, starts_on="2014-05-06", reason="补登")
    assert send(client, reviewer, "expert-move", person.pk, placed.pk, **early).status_code == 422
    assert send(client, reviewer, "expert-move", person.pk, placed.pk, **landing(second)).status_code == 302
    placed.refresh_from_db()
    fresh = Placement.objects.get(township=second)
    assert (placed.ends_on, placed.end_reason) == (dt.date(2014, 9, 10), "moved")
    assert fresh.starts_on == placed.ends_on
    assert amounts() == {second.pk: Decimal("1.00")}, "before twelve months everything goes along"
    assert not person.conflicts.exists()
    page = client.get(reverse("expert-detail", args=[person.pk])).content.decode()
    assert "调动到潘火街道" in page
    assert "-1.00 / +1.00" in page
    assert send(client, reviewer, "expert-move", person.pk, placed.pk, **landing(second)).status_code == 404


def test_flexible_becomes_full_time_and_earns_the_rest(client, units):
    unit = units[0]
    person = make.expert()
    make.selection(person, selected_on=dt.date(2014, 7, 1))
    placed = make.placement(person, unit, starts_on=dt.date(2014, 7, 10), engagement="flexible", months_a_year=3)
    post_credits(Expert.objects.all(), by=None, at=make.moment(dt.date(2014, 9, 1)))
    assert amounts() == {unit.pk: Decimal("0.50")}
    values = {name: value for name, value in landing(unit).items() if name not in ("township", "engagement")}
    reviewer = make.user(Role.REVIEWER)
    early = {**values, "starts_on": "2014-07-10"}
    assert send(client, reviewer, "expert-full-time", person.pk, placed.pk, **early).status_code == 422
    assert send(client, reviewer, "expert-full-time", person.pk, placed.pk, **values).status_code == 302
    assert amounts() == {unit.pk: Decimal("1.00")}
    page = client.get(reverse("expert-detail", args=[person.pk])).content.decode()
    assert "在首南街道转为全职" in page
    fresh = person.placements.get(ends_on=None)
    assert send(client, reviewer, "expert-full-time", person.pk, fresh.pk, **values).status_code == 422


def test_the_director_ends_an_agreement_and_later_credit_is_whole_again(client, units, person):
    first, second, _third = units
    for unit in (first, second):
        make.staff(unit)
    agreement = make.agreement(person, {first: Decimal("0.50"), second: Decimal("0.50")}, starts_on=dt.date(2014, 8, 1))
    director = make.approver()
    refused = send(client, director, "share-end", agreement.pk, ends_on="2014-07-01", reason="")
    assert refused.status_code == 422
    too_early = send(client, director, "share-end", agreement.pk, ends_on="2014-07-01", reason="协议解除")
    assert too_early.status_code == 409
    assert send(client, director, "share-end", agreement.pk, ends_on="2014-08-07", reason="协议解除").status_code == 302
    make.selection(person, level="national", selected_on=dt.date(2014, 9, 1))
    post_credits(Expert.objects.all(), by=None, at=make.AT)
    late = CreditEntry.objects.filter(effective_on=dt.date(2014, 9, 1))
    assert {row.township_id for row in late} == {first.pk}
    assert CreditEntry.objects.filter(township=second, effective_on=dt.date(2014, 8, 6)).exists()
    told = AuditEntry.objects.get(action="experts.end_share")
    assert told.detail["reason"] == "协议解除"
    assert send(client, director, "share-end", agreement.pk, ends_on="2014-09-07", reason="再次").status_code == 409
    for outsider in (make.staff(first)[Role.SECRETARY], make.user(Role.REVIEWER)):
        assert send(client, outsider, "share-end", agreement.pk, ends_on="2014-09-07", reason="x").status_code == 403
