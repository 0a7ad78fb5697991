"""Workbooks that were brought, with mistakes in as many rows as asked for."""

from assessments.models import Report
from talentportal.core.models import Import
from tests import make
from townships.models import User

FILE = {"name": "示例.xlsx", "size": 1, "sha256": "0" * 64, "uploaded_at": make.AT}


def bring(rows: int, reviewer: User, approver: User) -> int:
    """One of the office with mistakes, and one more that waits."""
    said = {"kind": "expert", **FILE}
    batch, _is_new = Import.objects.get_or_create(**said, state="faulty", uploaded_by=reviewer)
    for number in range(rows):
        batch.rows.create(sheet="", number=10 * rows + number, change="faulty", faults=[["name", "示例"]])
    Import.objects.create(**said, state="ready", uploaded_by=approver)
    return batch.pk


def bring_report(rows: int, report: Report, clerk: User) -> int:
    """One of a report with mistakes."""
    said = {"kind": "report", "key": str(report.pk), "township_code": report.township.code, **FILE}
    batch, _is_new = Import.objects.get_or_create(**said, state="faulty", uploaded_by=clerk)
    wrong = {"sheet": "A", "change": "faulty", "values": {"A2-value": "?"}, "faults": [["A2-value", "示例"]]}
    for number in range(rows):
        batch.rows.create(number=10 * rows + number, **wrong)
    return batch.pk
