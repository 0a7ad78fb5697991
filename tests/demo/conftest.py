"""The demo, loaded once for all tests of this folder; each test takes back what it changes."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction

from talentportal.demo.when import NOW


class Undo(Exception):
    """Takes the demo back at the end."""


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """What the command said while it loaded."""
    out = io.StringIO()
    with django_db_blocker.unblock(), pytest.raises(Undo), transaction.atomic():
        call_command("load_demo", stdout=out)
        yield out.getvalue()
        raise Undo


@pytest.fixture
def loaded(demo, db):
    """The demo inside a test of its own."""
    return demo


@pytest.fixture
def now():
    return NOW
