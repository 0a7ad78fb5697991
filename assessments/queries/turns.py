"""Whose move a report is: the facts from which the reminders follow, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Exists, Max, OuterRef, Q

from assessments.models import Report, ReportPreparer, ReportSection
from assessments.models.periods import day_of
from townships.models import Assignment, Role, Township, User

State = Report.State
EDITORS, CHECKERS = (Role.CLERK,), (Role.DEPUTY,)


class Turn(NamedTuple):
    """A report that waits, for whom, and since which of its steps."""

    report: Report
    users: tuple[int, ...]
    step: int  # pk of the last step, 0 before any


def turns(reports: list[int] | None, at: dt.datetime) -> list[Turn]:
    """All reports that wait for somebody; those of `reports` only where they are named. A report that nobody may
    touch any more waits for nobody."""
    waiting = Report.objects.filter(period__opened_at__lte=at).filter(
        ~Q(state=State.APPROVED) | Q(amendment_asked_at__isnull=False)
    )
    if reports is not None:
        waiting = waiting.filter(pk__in=reports)
    rows = list(
        waiting.select_related("period")
        .annotate(last_step=Max("steps__pk"), all_complete=_all_complete())
        .order_by("pk")
    )
    named = Township.objects.as_of(day_of(at)).in_bulk({report.township_id for report in rows})
    for report in rows:
        report.township = named[report.township_id]
    units = {report.township_id for report in rows}
    people = _people(units)
    reviewers = _reviewers(units)
    prepared: dict[int, set[int]] = defaultdict(set)
    kept = ReportPreparer.objects.filter(report__in=[r.pk for r in rows if r.state == State.READY])
    for report_id, user_id in kept.values_list("report_id", "user_id"):
        prepared[report_id].add(user_id)
    found = []
    for report in rows:
        if report.state in (State.SUBMITTED, State.APPROVED):
            users = reviewers[report.township_id]
        elif not report.is_open(at):
            continue
        elif report.state == State.READY:
            done = prepared[report.pk] | {report.checked_by_id}
            users = [pk for pk in people[report.township_id, "sign"] if pk not in done]
        elif report.state == State.DRAFT and report.all_complete:  # filled in: the deputy checks it
            checkers = people[report.township_id, "check"]
            users = checkers or people[report.township_id, "edit"] or people[report.township_id, "sign"]
        else:  # without a clerk the leaders fill it in themselves
            users = people[report.township_id, "edit"] or people[report.township_id, "sign"]
        found.append(Turn(report, tuple(users), report.last_step or 0))
    return found


def _all_complete() -> Any:
    """Every section is marked as complete; whoever may check it is asked from then on."""
    return ~Exists(ReportSection.objects.filter(report=OuterRef("pk"), is_complete=False))


def _people(units: set[int]) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    rows = User.objects.filter(township__in=units, is_active=True).order_by("pk")
    for pk, unit, role in rows.values_list("pk", "township_id", "role"):
        found[unit, "edit" if role in EDITORS else "sign"].append(pk)
        if role in CHECKERS:
            found[unit, "check"].append(pk)
    return found


def _reviewers(units: set[int]) -> dict[int, list[int]]:
    """Those assigned; the directors where nobody is."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Assignment.objects.filter(township__in=units, reviewer__is_active=True, reviewer__role=Role.REVIEWER)
    for unit, pk in rows.order_by("reviewer").values_list("township_id", "reviewer_id"):
        found[unit].append(pk)
    missing = units - found.keys()
    directors = list(
        User.objects.filter(role=Role.APPROVER, is_active=True).order_by("pk").values_list("pk", flat=True)
    )
    return found | dict.fromkeys(missing, directors)
