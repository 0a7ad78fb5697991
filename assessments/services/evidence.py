"""Files behind a figure of a report, or behind one of its rows: a row each says who added which file."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.models import ApprovedLine, Evidence, Indicator, Report, ReportRow
from assessments.services.returns import open_cells
from assessments.services.sections import SectionClosed, check_open, lock_for_changes
from talentportal.core.services.audit import record
from talentportal.core.services.files import FileRefused, discard, store
from talentportal.core.services.previews import request_preview

KEPT_IN_LOG = ("page", "reuse_reason", "size", "content_type", "uploaded_by_id")


def add_evidence(
    report: Report, indicator: Indicator, upload: Any, *, row: ReportRow | None = None, by: Any, at: dt.datetime
) -> Evidence:
    """Put a file behind a self-reported figure, or behind one row of those it counts, while the report is open."""
    with transaction.atomic():
        report = _lock(report, indicator, row, by=by, at=at)
        file = store(upload)
        paper = Evidence(report=report, indicator=indicator, row=row, uploaded_by=by, uploaded_at=at, **file._asdict())
        try:
            with transaction.atomic():
                paper.save(force_insert=True)
        except IntegrityError as error:
            twin = Evidence.objects.get(report=report, indicator=indicator, row=row, sha256=file.sha256)
            raise FileRefused(_("This file is already here, as “%(name)s”.") % {"name": twin.name}) from error
        request_preview(paper, by=by, at=at)
        _told(paper, "added", by=by, at=at)
    return paper


def place_evidence(evidence: Evidence, page: int | None, *, by: Any, at: dt.datetime) -> None:
    """Say which page of the file shows the figure, while the report is open."""
    with transaction.atomic():
        _lock(evidence.report, evidence.indicator, evidence.row, by=by, at=at)
        Evidence.objects.filter(pk=evidence.pk).update(page=page)
        _told(evidence, "placed", by=by, at=at, changed={"page": [evidence.page, page]})


def explain_evidence(evidence: Evidence, reason: str, *, by: Any, at: dt.datetime) -> None:
    """Say why a file stands here though it stands elsewhere too (V24), while the report is open."""
    reason = reason.strip()
    with transaction.atomic():
        _lock(evidence.report, evidence.indicator, evidence.row, by=by, at=at)
        Evidence.objects.filter(pk=evidence.pk).update(reuse_reason=reason)
        changed = {"reuse_reason": [evidence.reuse_reason, reason]}
        _told(evidence, "explained", by=by, at=at, changed=changed)


def remove_evidence(evidence: Evidence, *, by: Any, at: dt.datetime) -> None:
    """Take a file away from a figure while the report is open; the log keeps what it was. The content stays where an
    approval may rest on it: a reopening that ends unused puts it back."""
    with transaction.atomic():
        _lock(evidence.report, evidence.indicator, evidence.row, by=by, at=at)
        Evidence.objects.filter(pk=evidence.pk).delete()
        was = {name: getattr(evidence, name) for name in KEPT_IN_LOG}
        _told(evidence, "removed", by=by, at=at, was=was | {"uploaded_at": evidence.uploaded_at.isoformat()})
        if not ApprovedLine.objects.filter(report=evidence.report_id).exists():
            transaction.on_commit(lambda: discard(evidence.sha256))


def put_back(report: Report, since: dt.datetime, details: Iterable[Mapping[str, Any]]) -> None:
    """The files of a report as they stood at that moment, of which `details` are the log's entries since: what was
    added goes, what was taken away comes back."""
    Evidence.objects.filter(report=report, uploaded_at__gte=since).delete()
    indicators = {one.code: one for one in Indicator.objects.filter(scheme=report.period.scheme_id)}
    words = {(word.kind, word.row_id): word for word in report.rows.all()}
    for detail in details:
        was = detail.get("was") if detail.get("evidence") == "removed" else None
        if was is None or dt.datetime.fromisoformat(was["uploaded_at"]) >= since:
            continue
        word = words.get((detail["kind"], detail["row"])) if "kind" in detail else None
        if word is None and "kind" in detail:
            continue
        named = {"report": report, "indicator": indicators[detail["indicator"]], "row": word}
        Evidence.objects.get_or_create(**named, sha256=detail["sha256"], defaults=was | {"name": detail["file"]})


def _lock(report: Report, indicator: Indicator, row: ReportRow | None, *, by: Any, at: dt.datetime) -> Report:
    """The report, locked, if the figure or the row is open to the unit."""
    report = lock_for_changes(report, by=by, at=at)
    section = indicator.group.code
    if row is None:
        check_open(report, section, [f"{indicator.code}-file"])
    elif not open_cells(report).allows_row(section, row.kind, row.row_id):
        raise SectionClosed(_("Only what the district returned is open; everything else stays as it was accepted."))
    return report


def _told(evidence: Evidence, what: str, *, by: Any, at: dt.datetime, **more: Any) -> None:
    about = {"indicator": evidence.indicator.code, "file": evidence.name, "sha256": evidence.sha256, **more}
    if evidence.row is not None:
        about |= {"kind": evidence.row.kind, "row": evidence.row.row_id}
    unit = evidence.report.township.code
    record("assessments.edit_report", evidence.report, by=by, at=at, township_code=unit, evidence=what, **about)
