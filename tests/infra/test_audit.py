"""The audit log can be added to and never changed."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from talentportal.core import request_context
from talentportal.core.models import AuditEntry, Job
from talentportal.core.services.audit import record, record_many

AT = dt.datetime(2014, 10, 8, 9, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def make_job(key="period:1"):
    return Job.objects.create(kind="example", key=key, requested_at=AT)


def test_audit_entry_names_object_action_and_request():
    job = make_job()
    with request_context.bind(request_id="abc", ip="127.0.0.1"):
        record("core.request_job", job, by=None, at=AT, township_code="YZ-01", reason="演示")
    entry = AuditEntry.objects.about(job).get()
    assert (entry.action, entry.object_label, entry.township_code) == ("core.request_job", "example period:1", "YZ-01")
    assert (entry.detail, entry.request_id, entry.ip) == ({"reason": "演示"}, "abc", "127.0.0.1")


def test_audit_many_objects_are_one_statement(django_assert_num_queries):
    jobs = [make_job(f"period:{n}") for n in range(5)]
    with django_assert_num_queries(1):
        record_many("core.request_job", jobs, by=None, at=AT)
    assert AuditEntry.objects.count() == 5


@pytest.mark.parametrize("change", [lambda rows: rows.update(action="x"), lambda rows: rows.delete()])
def test_audit_entry_cannot_be_changed_or_deleted(change):
    record("core.request_job", make_job(), by=None, at=AT)
    with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
        change(AuditEntry.objects.all())
    assert AuditEntry.objects.get().action == "core.request_job"
