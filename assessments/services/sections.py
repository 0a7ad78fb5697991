"""Saving one section of a report: the whole section or nothing, and never over what somebody else has just saved.

Values come cleaned from `assessments.forms.sections`, by indicator code: `{"A2": {"value": 1, "reason": ""}}`; the
written remarks by their field names.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Report, ReportLine, ReportPreparer, ReportSection
from assessments.services.returns import open_cells
from assessments.workflow import EDITABLE, Standing, while_open
from talentportal.core.services.audit import record

REPORT_FIELDS = {  # sections whose answers stand on the report itself
    ReportSection.TEXTS: ("highlights", "problems", "plans"),
    ReportSection.HEADER: ("contact_name", "contact_phone"),
}
SELF_FIELDS = ("self_score", "self_reason")
LINE_FIELDS = ("value", "ticks", "is_agreed", "reason")
Values = dict[str, Any]


class SectionClosed(Exception):
    """The report takes no changes now; the message says why."""


class StaleSection(Exception):
    """Somebody saved the section after it was opened; `section` and `values` are what stands there now."""

    def __init__(self, section: ReportSection, values: Values) -> None:
        self.section, self.values = section, values
        super().__init__(f"section {section.code} is at version {section.version}")


def why_closed(report: Report, by: Any, at: dt.datetime) -> str | None:
    """Why this person cannot change the report now; None when he can."""
    if not by.has_perm("assessments.edit_report") or by.township_id != report.township_id:
        return _("Your account may read this report but not change it.")
    if report.state not in EDITABLE:
        return {
            Report.State.READY: _("The report waits for signature. To change it, take it back first."),
            Report.State.SUBMITTED: _("The district is reviewing the report. It can be changed once it is returned."),
            Report.State.APPROVED: _(
                "The report is approved and closed. Ask for an amendment: the director of the talent office can reopen "
                "it."
            ),
        }[Report.State(report.state)]
    return while_open(report, by, at, Standing())


@transaction.atomic
def lock_for_changes(report: Report, *, by: Any, at: dt.datetime, prepares: bool = True) -> Report:
    """The report, locked until the transaction ends; refuses when it takes no changes. Whoever gets it for a change is
    a preparer of the report from then on, also when somebody else saves over it (V25); not so whoever claims a person,
    for a claim has its own page, its own papers and its own verification."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("period", "township")
    locked = rows.get(pk=report.pk)
    reason = why_closed(locked, by, at)
    if reason:
        raise SectionClosed(reason)
    if prepares:
        ReportPreparer.objects.bulk_create([ReportPreparer(report=locked, user=by)], ignore_conflicts=True)
    return locked


@transaction.atomic
def save_section(
    report: Report, code: str, values: Values, *, version: int, by: Any, at: dt.datetime, is_complete: bool = True
) -> ReportSection:
    """Write a section if it is still at the version that was opened."""
    report = lock_for_changes(report, by=by, at=at)
    section = ReportSection.objects.select_related("saved_by").get(report=report, code=code)
    if section.version != version:
        raise StaleSection(section, stored_values(report, code))
    changed = write_values(report, section, values)
    check_open(report, code, changed)
    section.version, section.is_complete, section.draft = version + 1, is_complete, {}
    section.saved_by, section.saved_at = by, at
    section.save(update_fields=["version", "is_complete", "draft", "has_nothing", "saved_by", "saved_at"])
    Report.objects.filter(pk=report.pk, started_at__isnull=True).update(started_at=at)
    unit = report.township.code
    record("assessments.edit_report", report, by=by, at=at, township_code=unit, section=code, changed=changed)
    return section


def check_open(report: Report, code: str, names: Iterable[str]) -> None:
    """Refuse to change what a return did not name; called inside the transaction that would change it."""
    cells = open_cells(report)
    if not all(cells.allows_field(code, name) for name in names):
        raise SectionClosed(_("Only what the district returned is open; everything else stays as it was accepted."))


def stored_values(report: Report, code: str) -> Values:
    """What the section holds now, in the shape in which it is saved."""
    if code in REPORT_FIELDS:
        return Report.objects.filter(pk=report.pk).values(*REPORT_FIELDS[code]).get()
    if code == ReportSection.DEPARTURES:
        return dict(ReportSection.objects.filter(report=report, code=code).values("has_nothing").get())
    names = _line_fields(code)
    return {line.indicator.code: {name: getattr(line, name) for name in names} for line in _lines(report, code)}


def _lines(report: Report, code: str) -> list[ReportLine]:
    lines = ReportLine.objects.filter(report=report)
    if code != ReportSection.SELF:
        lines = lines.filter(indicator__group__code=code)
    return list(lines.select_related("indicator").order_by("indicator__position"))


def _line_fields(code: str) -> tuple[str, ...]:
    return SELF_FIELDS if code == ReportSection.SELF else LINE_FIELDS


def write_values(report: Report, section: ReportSection, values: Values) -> Values:
    """Write what differs; answers each changed field with what it was and what it is."""
    if section.code in REPORT_FIELDS:
        return _write_texts(report, REPORT_FIELDS[section.code], values)
    if section.code != ReportSection.DEPARTURES:
        return _write_lines(report, section.code, values)
    before, section.has_nothing = section.has_nothing, values.get("has_nothing", section.has_nothing)
    return {} if before == section.has_nothing else {"has_nothing": [before, section.has_nothing]}


def _write_texts(report: Report, names: tuple[str, ...], values: Values) -> Values:
    new = {name: values[name] for name in names if name in values}
    changed = {name: [getattr(report, name), text] for name, text in new.items() if getattr(report, name) != text}
    if changed:
        Report.objects.filter(pk=report.pk).update(**new)
    return changed


def _write_lines(report: Report, code: str, values: Values) -> Values:
    changed: Values = {}
    lines = _lines(report, code)
    for line in lines:
        for name, new in values.get(line.indicator.code, {}).items():
            old = getattr(line, name)
            if old != new:
                changed[f"{line.indicator.code}-{name}"] = [_plain(old), _plain(new)]
                setattr(line, name, new)
    ReportLine.objects.bulk_update(lines, _line_fields(code))
    return changed


def _plain(value: Any) -> Any:
    """As the audit log can keep it: numbers as text."""
    return value if value is None or isinstance(value, bool | str | list) else str(value)
