"""A claim on a person stands in the report of its unit: one row of the register, and the word of the report about it.

Claiming, its papers and its withdrawal have their own pages; here the claim enters the report, leaves it, and is
explained where a rule asks for a reason (V03, V08).
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Report, ReportRow
from assessments.registers import EXPERT, ROW_KINDS
from assessments.services.evidence import remove_evidence
from assessments.services.returns import open_cells
from assessments.services.rows import RowRefused, expect_version, say, section_of
from assessments.services.sections import SectionClosed, lock_for_changes, why_closed
from assessments.workflow import EDITABLE
from experts.models import Placement
from talentportal.core.services.audit import record

REASON_LENGTH = 300
LOGGED = ("starts_on", "engagement", "contract_from", "contract_until")  # what the log keeps: no personal data


def enter_claim(placement: Placement, *, reason: str, by: Any, at: dt.datetime) -> ReportRow | None:
    """Put a claim into the unit's report: of the quarter of its landing, or else of the newest that takes changes.
    None where no report does; the claim then waits for the office alone."""
    report = _report_of(placement, by, at)
    if report is None:
        return None
    report = lock_for_changes(report, by=by, at=at, prepares=False)
    said = {"is_agreed": True, "reason": reason.strip()[:REASON_LENGTH], "said_by": by, "said_at": at}
    named = {"report": report, "kind": EXPERT, "row_id": placement.pk, "origin": ReportRow.Origin.ENTERED}
    word = ReportRow.objects.create(**named, **said)
    _told(report, placement.pk, {name: ["", value] for name, value in _facts(placement)}, by, at)
    return word


def take_claim_out(placement: Placement, *, by: Any, at: dt.datetime) -> None:
    """A claim that its unit withdrew leaves the report with its files, while the report takes changes; afterwards it
    is shown no more all the same."""
    mine = ReportRow.objects.filter(kind=EXPERT, row_id=placement.pk, origin=ReportRow.Origin.ENTERED)
    for word in mine.select_related("report__period", "report__township"):
        try:
            report = lock_for_changes(word.report, by=by, at=at, prepares=False)
            with transaction.atomic():
                for paper in word.evidence.select_related("indicator__group", "report", "row"):
                    remove_evidence(paper, by=by, at=at)
        except SectionClosed:
            continue
        word.delete()
        _told(report, placement.pk, {name: [value, ""] for name, value in _facts(placement)}, by, at)


@transaction.atomic
def explain_row(report: Report, row_id: int, *, reason: str, version: int | None, by: Any, at: dt.datetime) -> None:
    """Why a claim is right although a rule asks: a landing outside the quarter, another unit's claim."""
    kind, reason = ROW_KINDS[EXPERT], reason.strip()[:REASON_LENGTH]
    report = lock_for_changes(report, by=by, at=at)
    if not open_cells(report).allows_row(section_of(report, kind), EXPERT, row_id):
        raise SectionClosed(_("Only what the district returned is open; everything else stays as it was accepted."))
    word = expect_version(report, kind, row_id, version)
    if word is None or word.origin != ReportRow.Origin.ENTERED:
        raise RowRefused(_("Only a row entered in this report and not yet accepted can be changed."))
    before, word.reason = word.reason, reason
    say(word, by=by, at=at)
    _told(report, row_id, {"reason": [before, reason]}, by, at)


def _report_of(placement: Placement, by: Any, at: dt.datetime) -> Report | None:
    mine = Report.objects.filter(township=placement.township_id, state__in=EDITABLE, period__opened_at__isnull=False)
    rows = mine.select_related("period", "township").order_by("-period__year", "-period__quarter")
    section = ROW_KINDS[EXPERT]
    takes = [
        report
        for report in rows
        if why_closed(report, by, at) is None and open_cells(report).allows_row(section_of(report, section), EXPERT)
    ]
    day = placement.starts_on
    of_the_day = (report for report in takes if report.period.first_day <= day < report.period.after)
    return next(of_the_day, takes[0] if takes else None)


def _facts(placement: Placement) -> list[tuple[str, str]]:
    values = ((name, getattr(placement, name)) for name in LOGGED)
    return [(name, str(value)) for name, value in values if value is not None]


def _told(report: Report, row_id: int, changed: dict[str, Any], by: Any, at: dt.datetime) -> None:
    Report.objects.filter(pk=report.pk, started_at__isnull=True).update(started_at=at)
    about = {"section": section_of(report, ROW_KINDS[EXPERT]), "kind": EXPERT, "row": row_id, "changed": changed}
    record("assessments.edit_report", report, by=by, at=at, township_code=report.township.code, **about)
