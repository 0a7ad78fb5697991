"""What the director should know before a run is published: what is still open, and what would change."""

from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Max, Q

from assessments.models import ScoreRun
from talentportal.core.bilingual import reads_english


class Waiting(NamedTuple):
    """A unit whose report is not approved; one that is reopened still counts by its approved version."""

    name: str
    state: str
    is_missing: bool
    stands: bool


class Difference(NamedTuple):
    """A unit that the version published before told otherwise."""

    name: str
    before: Decimal
    after: Decimal
    rank_before: int
    rank_after: int
    tier_rank_before: int
    tier_rank_after: int


class Outlook(NamedTuple):
    units: int
    missing: int
    best: Decimal | None
    waiting: list[Waiting]
    before: int | None  # version published before, if this one corrects it
    differences: list[Difference]

    @property
    def unsubmitted(self) -> int:
        return sum(row.is_missing for row in self.waiting)

    @property
    def uncounted(self) -> int:
        """Reports without any approved version."""
        return sum(not row.stands for row in self.waiting)

    @property
    def reopened(self) -> int:
        return sum(row.stands for row in self.waiting)


_WAITING = """
SELECT n.{name}, r.state, r.first_submitted_at IS NULL,
       EXISTS (SELECT FROM assessments_approvedline l WHERE l.report_id = r.id AND l.superseded_at IS NULL)
FROM assessments_report r
JOIN townships_township t ON t.id = r.township_id
JOIN townships_townshipname n ON n.township_id = t.id AND n.starts_on <= %(day)s
     AND (n.ends_on IS NULL OR n.ends_on > %(day)s)
WHERE r.period_id = %(period)s AND r.state <> 'approved'
ORDER BY t."order", t.code
"""

_DIFFERENCES = """
SELECT n.{name}, old.total, new.total, old.rank, new.rank, old.tier_rank, new.tier_rank
FROM assessments_score new
JOIN assessments_score old ON old.township_id = new.township_id AND old.run_id = %(before)s
JOIN townships_township t ON t.id = new.township_id
JOIN townships_townshipname n ON n.township_id = t.id AND n.starts_on <= %(day)s
     AND (n.ends_on IS NULL OR n.ends_on > %(day)s)
WHERE new.run_id = %(run)s AND (old.total, old.rank, old.tier_rank) <> (new.total, new.rank, new.tier_rank)
ORDER BY new.rank, t."order"
"""


def outlook(run: ScoreRun) -> Outlook:
    counts = run.scores.aggregate(units=Count("pk"), missing=Count("pk", filter=Q(is_missing=True)), best=Max("total"))
    before = run.period.runs.published().filter(version__lt=run.version).order_by("-version").first()
    values = {
        "period": run.period_id,
        "day": run.period.last_day,
        "run": run.pk,
        "before": before.pk if before else None,
    }
    return Outlook(
        **counts,
        waiting=[Waiting(*row) for row in _rows(_WAITING, values)],
        before=before.version if before else None,
        differences=[Difference(*row) for row in _rows(_DIFFERENCES, values)] if before else [],
    )


def _rows(statement: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(name="name_en" if reads_english() else "name_zh"), values)
        return cursor.fetchall()
