"""The end of a reopening: a report that was not handed in again by its last day stands approved as before.

The approved figures counted all the while; here the report itself goes back to them. Fields that carry no figure
(reasons, remarks, the header, the self-score) go back to what the log says they were when the report was reopened.
So do the unit's answers on rows of the registers; what it claimed meanwhile stays readable and counts for nothing,
except claims on persons, which have a verification of their own. Files that came meanwhile stay where they are, and the
log keeps every value that is put aside.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext

from assessments.models import ApprovedLine, Report, ReportLine, ReportRow, ReportSection, ReportStep
from assessments.models.periods import day_of
from assessments.registers import EXPERT
from assessments.services.evidence import put_back
from talentportal.core.models import AuditEntry
from talentportal.core.services.audit import record

STEP = "close"
WITH_UNIT = (Report.State.DRAFT, Report.State.READY, Report.State.RETURNED)
LINE_FIELDS = ("value", "ticks", "is_agreed", "reason", "self_score", "self_reason")
TEXTS = ("highlights", "problems", "plans", "contact_name", "contact_phone")
DECIMALS = ("value", "self_score")


@transaction.atomic
def close_expired(*, at: dt.datetime) -> list[Report]:
    """Every reopened report whose time is over; running it again finds none."""
    expired = _expired(at)
    for report in expired:
        _close(report, at)
    return expired


def _expired(at: dt.datetime) -> list[Report]:
    """Only what once was approved can be reopened; its approved figures still stand."""
    stands = ApprovedLine.objects.standing().filter(report=OuterRef("pk"))
    signed = ReportStep.objects.filter(report=OuterRef("pk"), step="submit")
    rows = Report.objects.filter(Exists(stands), Exists(signed), state__in=WITH_UNIT, reopened_until__lt=day_of(at))
    locked = rows.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    return [report for report in locked.select_related("period", "township") if report.closes_at <= at]


def _close(report: Report, at: dt.datetime) -> None:
    before, old = report.state, _values_when_reopened(report)
    changed = _restore_lines(report, old) | _restore_texts(report, old)
    _restore_sections(report, old)
    _restore_rows(report, at)
    _restore_files(report)
    _restore_signatures(report)
    report.save()
    ReportStep.objects.create(report=report, step=STEP, from_state=before, to_state=report.state, by=None, at=at)
    unit = report.township.code
    record("assessments.reopen_report", report, by=None, at=at, township_code=unit, step=STEP, changed=changed)


def _values_when_reopened(report: Report) -> dict[str, Any]:
    """The first value of each field that was changed since, from the log."""
    old: dict[str, Any] = {}
    for detail in _since_reopening(report):
        if "kind" not in detail:  # rows of a register are no fields of the report
            for name, (before, _after) in detail.get("changed", {}).items():
                old.setdefault(name, before)
    return old


def _since_reopening(report: Report) -> list[dict[str, Any]]:
    """What the log says was done with the report since it was reopened, oldest first."""
    entries, reopened = AuditEntry.objects.about(report).order_by("pk"), _reopened(report)
    return list(entries.filter(pk__gt=reopened.pk).values_list("detail", flat=True)) if reopened else []


def _reopened(report: Report) -> AuditEntry | None:
    entries = AuditEntry.objects.about(report).filter(action="assessments.reopen_report", detail__step="reopen")
    return entries.order_by("pk").last()


def _restore_files(report: Report) -> None:
    """The files that stood behind what was approved."""
    if reopened := _reopened(report):
        put_back(report, reopened.at, _since_reopening(report))


def _restore_rows(report: Report, at: dt.datetime) -> None:
    """The answers as they were approved; claims made or changed meanwhile are not accepted, with the reason."""
    answers: dict[tuple[str, int], dict[str, Any]] = {}
    for detail in _since_reopening(report):
        if "row" in detail:
            was = answers.setdefault((detail["kind"], detail["row"]), {})
            for name, (before, _after) in detail.get("changed", {}).items():
                was.setdefault(name, before)
    for word in report.rows.filter(origin=ReportRow.Origin.KNOWN):
        was = answers.get((word.kind, word.row_id), {})
        if "is_agreed" in was:
            word.is_agreed, word.reason, word.version = was["is_agreed"], was.get("reason", ""), word.version + 1
            word.save(update_fields=["is_agreed", "reason", "version"])
    open_claims = report.rows.filter(origin=ReportRow.Origin.ENTERED, outcome="").exclude(kind=EXPERT)
    reason = gettext("The reopening ended before the report was handed in again.")
    open_claims.update(outcome=ReportRow.Outcome.REFUSED, outcome_reason=reason, decided_at=at)


def _restore_lines(report: Report, old: dict[str, Any]) -> dict[str, Any]:
    """The approved figure, and the rest of the line as the log has it; answers what was put aside."""
    approved = {row.indicator_id: row for row in ApprovedLine.objects.standing().filter(report=report)}
    lines = list(ReportLine.objects.filter(report=report).select_related("indicator"))
    changed: dict[str, Any] = {}
    for line in lines:
        code, stood = line.indicator.code, approved.get(line.indicator_id)
        was = {name: _read(name, old[f"{code}-{name}"]) for name in LINE_FIELDS if f"{code}-{name}" in old}
        if stood is not None:
            was |= {"value": stood.value, "ticks": stood.ticks}
        for name, value in was.items():
            if getattr(line, name) != value:
                changed[f"{code}-{name}"] = [_plain(getattr(line, name)), _plain(value)]
                setattr(line, name, value)
    ReportLine.objects.bulk_update(lines, LINE_FIELDS)
    return changed


def _restore_texts(report: Report, old: dict[str, Any]) -> dict[str, Any]:
    changed = {}
    for name in TEXTS:
        if name in old and getattr(report, name) != old[name]:
            changed[name] = [getattr(report, name), old[name]]
            setattr(report, name, old[name])
    return changed


def _restore_sections(report: Report, old: dict[str, Any]) -> None:
    """Complete as they were approved; a page that is still open finds that it came too late."""
    sections = ReportSection.objects.filter(report=report)
    sections.update(is_complete=True, draft={}, version=F("version") + 1)
    if "has_nothing" in old:
        sections.filter(code=ReportSection.DEPARTURES).update(has_nothing=old["has_nothing"])


def _restore_signatures(report: Report) -> None:
    """Who checked and signed what was approved, and when."""
    stood = ApprovedLine.objects.standing().filter(report=report).latest("approved_at")
    steps = report.steps.order_by("-pk")
    approval = steps.filter(step="approve").first()
    then = steps.filter(pk__lt=approval.pk) if approval else steps
    checked, signed = then.filter(step="ready").first(), then.filter(step="submit").first()
    report.state, report.is_truthful, report.reopened_until = Report.State.APPROVED, True, None
    report.approved_at, report.amendment = stood.approved_at, stood.amendment
    report.checked_by = checked.by if checked else None
    if signed is not None:
        report.signed_by, report.submitted_at = signed.by, signed.at


def _read(name: str, value: Any) -> Any:
    """A value as the log kept it."""
    return Decimal(value) if name in DECIMALS and value is not None else value


def _plain(value: Any) -> Any:
    """As the log can keep it: numbers as text."""
    return str(value) if isinstance(value, Decimal) else value
