"""A claim that stands in a report is changed there, where it is timed, returned and accepted."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from assessments.models import ReportRow
from talentportal.core import formats
from talentportal.core.registry import keeper

from .kinds import ROW_KINDS

CODES: dict[type[Model], str] = {kind.model: kind.code for kind in ROW_KINDS.values() if kind.can_enter}


@keeper
def stands_in_a_report(row: Any) -> str:
    """Which report holds this claim, if one does and has not been decided."""
    code = CODES.get(type(row))
    if code is None or getattr(row, "verified_at", None) is not None:
        return ""
    claims = ReportRow.objects.filter(kind=code, row_id=row.pk, origin=ReportRow.Origin.ENTERED)
    claim = claims.select_related("report__period").first()
    if claim is None:
        return ""
    quarter = formats.quarter(claim.report.period.code)
    return _("This row stands in the report of %(quarter)s; change it there.") % {"quarter": quarter}
