"""Ten thousand rows are read, checked, compared, applied and taken back in seconds, by a fixed number of statements."""

import time
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experts.models import Expert
from platforms.models import Enterprise
from tests import make

from .books import book, credit_code, identity

ROWS = 10_000
SECONDS = {"read": 12, "apply": 12, "undo": 12}  # on two shared cores; a row at a time takes minutes


def enterprises(count):
    return book(
        "enterprise",
        [
            {
                "township": "首南街道", "name": f"演示企业{n}有限公司", "credit_code": credit_code(n),
                "is_hitech": "否", "registered_on": "2013-05-06",
            }
            for n in range(count)
        ],
    )  # fmt: skip


def persons(count):
    return book(
        "expert",
        [{"name": make.invented_name(n + 1), "identity": identity(n), "category": "创新人才"} for n in range(count)],
    )


@pytest.fixture
def timed(desk):
    """How long each step of an import takes."""

    def run(kind, content):
        marks = [time.monotonic()]
        batch = desk.bring(kind, content)
        marks.append(time.monotonic())
        assert batch.state == "ready", batch.message
        assert desk.apply(batch).state == "applied", batch.message
        marks.append(time.monotonic())
        took = dict(zip(("read", "apply"), (after - before for before, after in pairwise(marks)), strict=True))
        return batch, took

    return run


def test_ten_thousand_rows_in_seconds(desk, timed):
    batch, took = timed("enterprise", enterprises(ROWS))
    assert Enterprise.objects.count() == ROWS
    started = time.monotonic()
    assert desk.undo(batch).state == "undone"
    took["undo"] = time.monotonic() - started
    assert Enterprise.objects.count() == 0
    assert {step: seconds for step, seconds in took.items() if seconds > SECONDS[step]} == {}


@pytest.mark.parametrize(
    ("kind", "make_book", "model"), [("enterprise", enterprises, Enterprise), ("expert", persons, Expert)]
)
def test_the_number_of_statements_does_not_follow_the_rows(desk, kind, make_book, model):
    def statements(count):
        with CaptureQueriesContext(connection) as sent:
            desk.apply(desk.bring(kind, make_book(count)))
        model.objects.all().delete()
        return len(sent)

    assert statements(20) == statements(200)
