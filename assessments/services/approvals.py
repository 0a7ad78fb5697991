"""What stands approved: the figures of a report as the district accepted them, kept version by version.

A report that is reopened keeps the approved version standing until the next approval takes its place.
"""

import datetime as dt
from collections.abc import Collection

from django.db import connection

from assessments.models import ApprovedLine

_COPY = """
    INSERT INTO assessments_approvedline (report_id, indicator_id, amendment, value, ticks, approved_at)
    SELECT r.id, l.indicator_id, r.amendment, l.value, l.ticks, r.approved_at
    FROM assessments_report r JOIN assessments_reportline l ON l.report_id = r.id
    WHERE r.id = ANY(%s::bigint[]) AND r.state = 'approved' AND r.approved_at IS NOT NULL
    ORDER BY r.id, l.indicator_id
"""


def keep_approved(reports: Collection[int], *, at: dt.datetime) -> None:
    """The figures of these approved reports stand from now on instead of those approved before; two statements."""
    ApprovedLine.objects.standing().filter(report__in=reports).update(superseded_at=at)
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [list(reports)])
