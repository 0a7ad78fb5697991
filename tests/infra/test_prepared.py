"""Prepared statements give what the plain ones give, on every connection, however many there are."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from talentportal.core import prepared

pytestmark = pytest.mark.django_db

NAMED = "SELECT %(day)s::date, %(n)s::int + 1, 7 %% 4, %(n)s::int WHERE %(unit)s = ANY(%(units)s::bigint[])"
VALUES = {"day": dt.date(2014, 6, 30), "n": 4, "unit": 3, "units": [3, 5]}
ROW = (dt.date(2014, 6, 30), 5, 3, 4)


def names_on_the_server():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize("is_on", [True, False])
def test_values_reach_their_marks_prepared_or_not(settings, is_on):
    settings.PREPARED_STATEMENTS = is_on
    assert prepared.fetch("named", NAMED, VALUES) == [ROW]
    assert prepared.fetch("named", NAMED, {**VALUES, "units": []}) == []
    assert prepared.fetch("plain", "SELECT %s::numeric, %s::text", [Decimal("1.50"), "甲'"]) == [
        (Decimal("1.50"), "甲'")
    ]
    assert prepared.fetch("bare", "SELECT 1") == [(1,)]


def test_a_shape_is_prepared_once_and_named_after_its_use():
    before = names_on_the_server()
    for n in range(8):
        assert prepared.fetch("counting", "SELECT %s::int", [n]) == [(n,)]
    new = set(names_on_the_server()) - set(before)
    assert len(new) == 1
    assert new.pop().startswith("counting_")


def test_beyond_the_limit_a_statement_is_sent_as_it_is(monkeypatch):
    prepared.fetch("known", "SELECT 1")
    monkeypatch.setattr(prepared, "AT_MOST", 1)
    before = names_on_the_server()
    assert prepared.fetch("new", "SELECT %s::int + 40", [2]) == [(42,)]
    assert names_on_the_server() == before


def test_a_wrong_statement_is_a_database_error_each_time():
    for _ in range(2):
        with pytest.raises(DatabaseError), transaction.atomic():
            prepared.fetch("wrong", "SELECT nothing FROM nowhere")


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_prepares_anew():
    assert prepared.fetch("again", "SELECT %s::int", [1]) == [(1,)]
    connection.close()
    assert prepared.fetch("again", "SELECT %s::int", [2]) == [(2,)]


@pytest.mark.django_db(transaction=True)
def test_a_table_that_changes_is_planned_again():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE passing (n int)")
        try:
            cursor.execute("INSERT INTO passing VALUES (1), (2)")
            assert prepared.fetch("passing", "SELECT n FROM passing ORDER BY n") == [(1,), (2,)]
            cursor.execute("CREATE INDEX ON passing (n)")
            cursor.execute("ALTER TABLE passing ADD more text")
            assert prepared.fetch("passing", "SELECT n FROM passing ORDER BY n") == [(1,), (2,)]
        finally:
            cursor.execute("DROP TABLE passing")
