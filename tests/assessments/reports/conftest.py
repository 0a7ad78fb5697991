"""One unit with its three people and its report of 2014Q3, on 8 October 2014 at 09:00."""

import time

import pytest
from django.urls import reverse
from django.utils import translation

from tests import make


@pytest.fixture(autouse=True)
def clock(settings):
    """The portal's clock, whatever the day of the test."""
    settings.CLOCK_OFFSET = round(make.AT.timestamp() - time.time()) + 5  # just after what the factories verified


@pytest.fixture(autouse=True)
def in_chinese():
    """Whatever language the last page of an earlier test was in."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def period(db):
    return make.period(2014, 3)


@pytest.fixture
def unit(period):
    return make.township(code="SN", name_zh="示例街道", name_en="Sample Subdistrict")


@pytest.fixture
def people(unit):
    return make.staff(unit) | {"reviewer": make.user("reviewer", reviews=[unit]), "approver": make.approver()}


@pytest.fixture
def report(period, unit, people):
    return make.report(period, unit)


@pytest.fixture
def as_user(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def clerk(as_user, report, people):
    return as_user(people["clerk"])


@pytest.fixture
def address():
    """Where a page of the report is: address("report-section", "A")."""

    def of(name, *rest, code="SN"):
        return reverse(name, args=["2014Q3", code, *rest])

    return of
