"""Keeping a section while it is typed: single fields, without asking whether the section is complete.

Values come cleaned, in the shape of `save_section`; what is no value yet comes as typed and is kept beside the lines
until it becomes one. A section with such a remainder is not complete, so that it cannot be submitted.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from assessments.models import Report, ReportSection
from talentportal.core.services.audit import record

from .sections import StaleSection, Values, check_open, lock_for_changes, stored_values, write_values

Draft = dict[str, str | list[str]]


@transaction.atomic
def autosave(
    report: Report, code: str, values: Values, draft: Draft, *, version: int, by: Any, at: dt.datetime
) -> ReportSection:
    """Write these fields on the version that they were compared with; `draft` is all that is no value afterwards.
    Refuses a newer version with StaleSection: the caller compares again."""
    report = lock_for_changes(report, by=by, at=at)
    section = ReportSection.objects.select_related("saved_by").get(report=report, code=code)
    if section.version != version:
        raise StaleSection(section, stored_values(report, code))
    changed = write_values(report, section, values)
    drafted = {
        f"{name} (draft)": [section.draft.get(name), draft.get(name)]
        for name in sorted({*section.draft, *draft})
        if section.draft.get(name) != draft.get(name)
    }
    check_open(report, code, [*changed, *drafted])
    if not changed and not drafted:
        return section
    section.version, section.draft = version + 1, draft
    section.is_complete = section.is_complete and not draft
    section.saved_by, section.saved_at = by, at
    section.save(update_fields=["version", "draft", "is_complete", "has_nothing", "saved_by", "saved_at"])
    Report.objects.filter(pk=report.pk, started_at__isnull=True).update(started_at=at)
    unit, fields = report.township.code, changed | drafted
    record("assessments.edit_report", report, by=by, at=at, township_code=unit, section=code, changed=fields)
    return section
