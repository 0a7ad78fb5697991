"""The demo, loaded once for all mechanisms; each test takes back what it changes."""

import time

import pytest

from talentportal.demo.when import NOW
from tests.demo.conftest import demo, loaded  # noqa: F401 - the fixtures of the demo
from townships.models import User


@pytest.fixture(autouse=True)
def today(settings):
    """The day of the demo, whatever the day of the test."""
    settings.CLOCK_OFFSET = round(NOW.timestamp() - time.time()) + 60


@pytest.fixture
def reviewer(loaded, client):  # noqa: F811
    """A page and REST client of the office."""
    client.force_login(User.objects.get(username="reviewer"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    return client


@pytest.fixture
def shounan(loaded, client):  # noqa: F811
    client.force_login(User.objects.get(username="shounan-clerk"))
    return client
