"""Files behind single rows of a report: the minutes of a session, the contract of an expert, the vouchers of a payment.

A row that only the register knows gets its word in the report with its first file; that word is no answer yet.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Evidence, Indicator, Report, ReportRow
from assessments.registers import RowKind
from assessments.services.evidence import add_evidence
from assessments.services.rows import RowRefused, change_row, enter_row, view_of


def indicator_of(report: Report, kind: RowKind) -> Indicator | None:
    """The figure that counts rows of this kind under the scheme of the report."""
    counted = report.period.scheme.indicators.filter(measure=kind.measure)
    return counted.select_related("group").order_by("pk").first() if kind.measure else None


@transaction.atomic
def add_row_file(report: Report, kind: RowKind, row_id: int, upload: Any, *, by: Any, at: dt.datetime) -> Evidence:
    """Put a file behind a row of this report. The minutes of a claim tick it as one with minutes."""
    view, indicator = view_of(report, kind, row_id, at=at), indicator_of(report, kind)
    if view is None or indicator is None or not kind.paper:
        raise RowRefused(_("The register holds no such row of this quarter."))
    named = {"report": report, "kind": kind.code, "row_id": row_id}
    said = {"origin": ReportRow.Origin.KNOWN, "said_by": by, "said_at": at}
    word, _made = ReportRow.objects.get_or_create(**named, defaults=said)
    paper = add_evidence(report, indicator, upload, row=word, by=by, at=at)
    if kind.has_minutes and view.is_entered and not view.row.is_verified and not view.row.has_minutes:
        fields = {name: getattr(view.row, name) for name in kind.fields} | {"has_minutes": True}
        change_row(report, kind, row_id, fields, by=by, at=at)
    return paper


@transaction.atomic
def enter_row_with_file(
    report: Report, kind: RowKind, cleaned: Mapping[str, Any], upload: Any, *, by: Any, at: dt.datetime
) -> ReportRow:
    """Claim a fact together with what proves it, or neither."""
    entered = enter_row(report, kind, cleaned, by=by, at=at)
    if upload:
        add_row_file(report, kind, entered.row_id, upload, by=by, at=at)
    return entered
