"""What reviewers and joint-review departments said of single figures, and what is not settled by it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import F

from assessments.models import Indicator, IndicatorAssignment, LineReview, Report

CONFIRMED, DOUBTED = LineReview.Verdict.CONFIRMED, LineReview.Verdict.DOUBTED


class Unsettled(NamedTuple):
    """A figure that somebody doubts (who, and why), or that its department has not confirmed."""

    code: str
    name: str
    who: str = ""
    note: str = ""

    @property
    def is_doubted(self) -> bool:
        return bool(self.who)


def said_of(reports: Iterable[Report]) -> dict[int, list[LineReview]]:
    """The words on the submission that is being reviewed, by report; what was said of an earlier one has passed."""
    pks = [report.pk for report in reports]
    rows = LineReview.objects.filter(report__in=pks, submission=F("report__submitted_at"))
    found: dict[int, list[LineReview]] = {pk: [] for pk in pks}
    for row in rows.select_related("by", "indicator").order_by("indicator__position", "at", "pk"):
        found[row.report_id].append(row)
    return found


def unsettled(reports: Iterable[Report]) -> dict[int, list[Unsettled]]:
    """What an approval of each report passes over; three queries for any number of reports."""
    reports = list(reports)
    experts = _departments()
    joint = _joint_indicators({report.period.scheme_id for report in reports}, experts)
    found = {}
    for pk, said in said_of(reports).items():
        scheme = next(report.period.scheme_id for report in reports if report.pk == pk)
        doubted = [_doubt(row) for row in said if row.verdict == DOUBTED]
        known = {each.code for each in doubted} | _confirmed(said, experts)
        waiting = [Unsettled(i.code, i.name) for i in joint[scheme] if i.code not in known]
        found[pk] = doubted + waiting
    return found


def waiting_for(user: Any, reports: Iterable[Report]) -> dict[int, list[str]]:
    """The indicators of this department on which a submitted report waits for its word, by report."""
    reports = list(reports)
    experts = {code: users for code, users in _departments().items() if user.pk in users}
    joint = _joint_indicators({report.period.scheme_id for report in reports}, experts)
    said = said_of(reports)
    found = {}
    for report in reports:
        known = {row.indicator.code for row in said[report.pk] if row.by_id in experts.get(row.indicator.code, ())}
        open_codes = [i.code for i in joint[report.period.scheme_id] if i.code not in known]
        if open_codes:
            found[report.pk] = open_codes
    return found


def _departments() -> dict[str, set[int]]:
    """Who confirms an indicator, by its code."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = IndicatorAssignment.objects.filter(user__is_active=True)
    for code, user_id in rows.values_list("indicator_code", "user_id"):
        found[code].add(user_id)
    return found


def _joint_indicators(schemes: set[int], codes: Iterable[str]) -> dict[int, list[Indicator]]:
    """Those that departments confirm, by scheme; what the portal counts itself needs nobody's word."""
    found: dict[int, list[Indicator]] = {scheme: [] for scheme in schemes}
    rows = Indicator.objects.filter(scheme__in=schemes, code__in=list(codes))
    for indicator in rows.exclude(source=Indicator.Source.SYSTEM).order_by("position"):
        found[indicator.scheme_id].append(indicator)
    return found


def _doubt(row: LineReview) -> Unsettled:
    return Unsettled(row.indicator.code, row.indicator.name, row.by.name, row.note)


def _confirmed(said: Iterable[LineReview], experts: dict[str, set[int]]) -> set[str]:
    """The figures that somebody of their department confirmed."""
    return {
        row.indicator.code
        for row in said
        if row.verdict == CONFIRMED and row.by_id in experts.get(row.indicator.code, ())
    }
