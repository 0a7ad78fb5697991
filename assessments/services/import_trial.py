"""A workbook tried before it is written: everything is applied, the checks are asked, and all of it is taken back."""

import contextlib
import datetime as dt
from typing import Any

from django.db import transaction

from assessments.checks import Finding, findings
from assessments.models import Report
from assessments.services.report_imports import Clean, ImportRefused, apply_import
from assessments.services.sections import SectionClosed
from assessments.services.sheets import read_sheet
from talentportal.core.models import Import


def findings_after(batch: Import, report: Report, clean: Clean, *, by: Any, at: dt.datetime) -> list[Finding]:
    """What would still be wrong with the report, its rows included. Where the import could not be written any more,
    what is wrong now; writing it will say why. Nothing of it is stored."""
    with transaction.atomic():
        with contextlib.suppress(ImportRefused, SectionClosed):
            apply_import(batch, report, clean, by=by, at=at)
        found = findings(read_sheet(report, at=at))
        transaction.set_rollback(True)
    return found
