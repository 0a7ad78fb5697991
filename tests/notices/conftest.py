"""A unit with its people and a reviewer, mail addresses for all, and the report of 2014Q3, due on 10 October."""

import datetime as dt

import pytest
from django.utils import translation

from assessments.models import Report
from assessments.services.reminders import remind
from talentportal.core.models.notices import Delivery, Notice
from tests import make
from townships.models import User


@pytest.fixture(autouse=True)
def in_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def unit(db):
    return make.township(name_zh="示例街道", name_en="Sample Subdistrict")


@pytest.fixture
def period(unit):
    return make.period(2014, 3)


@pytest.fixture
def people(unit):
    found = make.staff(unit) | {"reviewer": make.user("reviewer", reviews=[unit])}
    for role, person in found.items():
        User.objects.filter(pk=person.pk).update(email=f"{role}@example.org")
    return found


@pytest.fixture
def report(period, unit, people):
    return make.report(period, unit)


@pytest.fixture
def sweep(report):
    """The reminders of a day at an hour of October 2014 (11: of November)."""

    def run(day, hour=9, month=10):
        return remind(at=make.moment(dt.date(2014, month, day), hour))

    return run


@pytest.fixture
def open_now():
    """What is open: to whom (by role) and the kind with its mark."""

    def read():
        rows = Notice.objects.filter(stopped_at=None).select_related("user")
        return {(row.user.role, row.kind, row.args.get("n")) for row in rows}

    return read


@pytest.fixture
def waiting():
    def read():
        return list(Delivery.objects.filter(state="waiting").order_by("pk"))

    return read


@pytest.fixture
def becomes(report):
    """The report in another state, as its steps would leave it."""

    def write(**values):
        Report.objects.filter(pk=report.pk).update(**values)
        report.refresh_from_db()
        return report

    return write
