"""Posting to the ledger through the real tables: idempotent, order-free, append-only, flat in queries."""

import datetime as dt
from decimal import Decimal
from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from assessments.services.crediting import post_credits
from experts.models import CreditEntry, Expert, Placement, Selection
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scheme(db):
    return make.published_scheme()


def post(*people):
    wanted = Expert.objects.filter(pk__in=[p.pk for p in people]) if people else Expert.objects.all()
    return post_credits(wanted, by=None, at=make.AT)


def rows(person):
    found = CreditEntry.objects.filter(expert=person).order_by("effective_on", "pk")
    return [(e.cause, e.township_id, str(e.amount), str(e.heads), str(e.effective_on)) for e in found]


def totals(unit, until):
    entries = CreditEntry.objects.filter(township=unit, effective_on__lt=until, effective_on__gte=f"{until[:4]}-01-01")
    found = entries.aggregate(amount=Sum("amount"), heads=Sum("heads"))
    return [f"{found[name] or 0:.2f}" for name in ("amount", "heads")]


def test_landing_is_posted_once_with_its_proof():
    unit = make.township(tier="medium")
    person = make.landed_expert(unit, on=dt.date(2014, 5, 6))
    assert len(post(person)) == 1
    assert post(person) == []
    entry = CreditEntry.objects.get()
    assert (entry.amount, entry.heads, entry.level) == (Decimal("1.00"), Decimal("1.00"), "municipal")
    assert entry.selection.expert == entry.placement.expert == person
    assert entry.posted_at == make.AT


def test_what_the_district_has_not_verified_does_not_count():
    unit = make.township()
    person = make.expert()
    make.selection(person, verified_at=None)
    placed = make.placement(person, unit)
    assert post(person) == []
    Selection.objects.update(verified_at=make.AT)
    Placement.objects.update(verified_at=None)
    assert post(person) == []
    Placement.objects.filter(pk=placed.pk).update(verified_at=make.AT)
    assert len(post(person)) == 1


def test_other_honours_earn_no_bonus():
    person = make.expert()
    make.selection(person, programme=make.programme(level="national", earns_bonus=False))
    make.placement(person, make.township())
    assert post(person) == []


def test_w09_two_upgrades_in_a_high_unit():
    unit = make.township(tier="high")
    person = make.landed_expert(unit, level="municipal", on=dt.date(2013, 5, 6))
    make.selection(person, level="provincial", selected_on=dt.date(2014, 5, 6))
    make.selection(person, level="national", selected_on=dt.date(2014, 11, 6))
    post(person)
    assert totals(unit, "2014-12-31") == ["2.00", "1.00"]
    assert [r[0] for r in rows(person)] == ["landing", "upgrade", "upgrade"]


def test_w15_quarter_by_quarter():
    unit = make.township(tier="medium")
    person = make.expert()
    make.selection(person, selected_on=dt.date(2014, 1, 3))
    placed = make.placement(person, unit, starts_on=dt.date(2014, 2, 10))
    post(person)
    placed.ends_on, placed.end_reason = dt.date(2014, 8, 3), "left"
    placed.save()
    post(person)
    assert [totals(unit, day) for day in ("2014-04-01", "2014-07-01", "2014-10-01", "2014-12-31")] == [
        ["1.00", "1.00"],
        ["1.00", "1.00"],
        ["0.00", "0.00"],
        ["0.00", "0.00"],
    ]
    landing, departure = CreditEntry.objects.order_by("pk")
    assert departure.reverses == landing


def test_w26_a_landing_inside_a_park_belongs_to_the_park():
    park, town = make.township(kind="park"), make.township()
    person = make.expert(category="entrepreneur")
    make.selection(person, level="provincial")
    make.placement(person, park, enterprise=make.enterprise(park), contract_from=None, contract_until=None)
    post()
    assert totals(park, "2014-12-31")[0] == "2.00"
    assert totals(town, "2014-12-31")[0] == "0.00"


def test_landing_and_departure_found_together_are_linked():
    person = make.expert()
    make.selection(person, selected_on=dt.date(2014, 1, 3))
    make.placement(person, make.township(), starts_on=dt.date(2014, 2, 10), ends_on=dt.date(2014, 8, 3))
    landing, departure = post(person)
    assert (departure.cause, departure.reverses_id) == ("departure", landing.pk)


def test_a_corrected_fact_is_adjusted_and_nothing_is_rewritten():
    unit = make.township(tier="medium")
    person = make.landed_expert(unit, on=dt.date(2014, 5, 6))
    post(person)
    Placement.objects.update(engagement="flexible")
    (half,) = post(person)
    first = CreditEntry.objects.order_by("pk").first()
    assert (half.cause, half.amount, half.heads, half.reverses) == (
        "adjustment",
        Decimal("-0.50"),
        Decimal("-0.50"),
        first,
    )
    Placement.objects.update(starts_on=dt.date(2014, 6, 1))
    post(person)
    assert totals(unit, "2014-06-01") == ["0.00", "0.00"]
    assert totals(unit, "2014-07-01") == ["0.50", "0.50"]
    assert post(person) == []


def test_a_withdrawn_verification_takes_everything_back():
    unit = make.township()
    person = make.landed_expert(unit)
    post(person)
    Selection.objects.update(verified_at=None)
    (entry,) = post(person)
    assert (entry.cause, entry.reverses.cause) == ("adjustment", "landing")
    assert totals(unit, "2014-12-31") == ["0.00", "0.00"]


def test_the_offices_own_adjustment_stays():
    unit = make.township()
    person = make.landed_expert(unit)
    make.credit(person, unit, amount="-0.30")
    post(person)
    assert totals(unit, "2014-12-31")[0] == "0.70"
    assert post(person) == []


def test_opening_balance_lets_only_later_upgrades_count():
    unit = make.township(tier="medium")
    person = make.landed_expert(unit, level="municipal", on=dt.date(2011, 3, 1))
    make.credit(person, unit, amount=0, on=dt.date(2012, 1, 1), cause="opening", level="municipal")
    assert post(person) == []
    make.selection(person, level="provincial", selected_on=dt.date(2014, 4, 1))
    (entry,) = post(person)
    assert (entry.cause, entry.amount, entry.heads) == ("upgrade", Decimal("1.00"), Decimal("0.00"))


def test_the_order_of_recording_does_not_matter():
    """Every order of four facts, posting after each, ends in the same sums as posting once."""
    unit, other = make.township(tier="medium"), make.township(tier="high")

    def steps(person):
        return [
            lambda: make.selection(person, level="municipal", selected_on=dt.date(2013, 3, 1)),
            lambda: make.selection(person, level="national", selected_on=dt.date(2014, 6, 1)),
            lambda: make.placement(
                person, unit, starts_on=dt.date(2013, 2, 1), ends_on=dt.date(2014, 5, 1), end_reason="moved"
            ),
            lambda: make.placement(person, other, starts_on=dt.date(2014, 5, 1)),
        ]

    def sums(person):
        by_key = (
            CreditEntry.objects.filter(expert=person)
            .values_list("township_id", "effective_on")
            .annotate(amount=Sum("amount"), heads=Sum("heads"))
            .order_by("township_id", "effective_on")
        )
        return [row for row in by_key if row[2] or row[3]]

    results = []
    for order in permutations(range(4)):
        person = make.expert()
        facts = steps(person)
        for index in order:
            facts[index]()
            post(person)
        results.append(sums(person))
    at_once = make.expert()
    for fact in steps(at_once):
        fact()
    post(at_once)
    expected = sums(at_once)
    assert expected == [
        (unit.pk, dt.date(2013, 3, 1), Decimal("1.00"), Decimal("1.00")),
        (other.pk, dt.date(2014, 6, 1), Decimal("2.00"), Decimal("0.00")),
    ]
    assert results == [expected] * 24


def test_many_persons_take_as_many_queries_as_one():
    unit = make.township()

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            post()
        return len(captured)

    make.landed_expert(unit)
    few = queries()
    for _ in range(30):
        make.landed_expert(unit)
    assert queries() == few
    assert CreditEntry.objects.count() == 31


@pytest.mark.parametrize("sql", ["UPDATE experts_creditentry SET amount = 5", "DELETE FROM experts_creditentry"])
def test_the_database_refuses_to_change_the_ledger(sql):
    post(make.landed_expert(make.township()))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert CreditEntry.objects.get().amount == Decimal("1.00")
