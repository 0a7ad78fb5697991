"""Files behind a figure of a report: a row per report and indicator says who added which file."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.models import Evidence, Indicator, Report
from assessments.services.sections import check_open, lock_for_changes
from talentportal.core.services.audit import record
from talentportal.core.services.files import FileRefused, discard, store
from talentportal.core.services.previews import request_preview


def add_evidence(report: Report, indicator: Indicator, upload: Any, *, by: Any, at: dt.datetime) -> Evidence:
    """Put a file behind a self-reported figure while the report is open."""
    with transaction.atomic():
        report = lock_for_changes(report, by=by, at=at)
        check_open(report, indicator.group.code, [f"{indicator.code}-file"])
        file = store(upload)
        row = Evidence(report=report, indicator=indicator, uploaded_by=by, uploaded_at=at, **file._asdict())
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            twin = Evidence.objects.get(report=report, indicator=indicator, sha256=file.sha256)
            raise FileRefused(_("This file is already here, as “%(name)s”.") % {"name": twin.name}) from error
        request_preview(row, by=by, at=at)
        unit = report.township.code
        about = {"indicator": indicator.code, "file": file.name, "sha256": file.sha256}
        record("assessments.edit_report", report, by=by, at=at, township_code=unit, evidence="added", **about)
    return row


def place_evidence(evidence: Evidence, page: int | None, *, by: Any, at: dt.datetime) -> None:
    """Say which page of the file shows the figure, while the report is open."""
    with transaction.atomic():
        report = lock_for_changes(evidence.report, by=by, at=at)
        check_open(report, evidence.indicator.group.code, [f"{evidence.indicator.code}-file"])
        Evidence.objects.filter(pk=evidence.pk).update(page=page)
        about = {"indicator": evidence.indicator.code, "file": evidence.name, "sha256": evidence.sha256}
        unit, changed = report.township.code, {"page": [evidence.page, page]}
        record(
            "assessments.edit_report",
            report,
            by=by,
            at=at,
            township_code=unit,
            evidence="placed",
            changed=changed,
            **about,
        )


def remove_evidence(evidence: Evidence, *, by: Any, at: dt.datetime) -> None:
    """Take a file away from a figure while the report is open; the log keeps its name and hash."""
    with transaction.atomic():
        report = lock_for_changes(evidence.report, by=by, at=at)
        check_open(report, evidence.indicator.group.code, [f"{evidence.indicator.code}-file"])
        about = {"indicator": evidence.indicator.code, "file": evidence.name, "sha256": evidence.sha256}
        Evidence.objects.filter(pk=evidence.pk).delete()
        unit = report.township.code
        record("assessments.edit_report", report, by=by, at=at, township_code=unit, evidence="removed", **about)
        transaction.on_commit(lambda: discard(evidence.sha256))
