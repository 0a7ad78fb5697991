"""The steps of a report in one table (domain §4.3, §5).

The table drives the buttons, the API's actions, the permissions, the audit log, the tests and the table in
docs/reports.md. A step is taken by `assessments.services.reports.take_step`; what stands here only says whether a
person may take it now. Late, missing and under review are facts about a report, not states.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talentportal.core import formats
from townships.models import Assignment, LeadingGroupPost, Role

from .checks import SUBMISSION_CHECKS, Check
from .models import Report, ReportPreparer, ReportSection
from .models.periods import day_of
from .queries.final_years import final_words, is_final

DRAFT, READY = Report.State.DRAFT, Report.State.READY
SUBMITTED, RETURNED, APPROVED = Report.State.SUBMITTED, Report.State.RETURNED, Report.State.APPROVED
EDITABLE = frozenset({DRAFT, RETURNED})


class Standing(NamedTuple):
    """How a person stands to a report, beyond role and unit."""

    preparers: frozenset[int] = frozenset()
    is_assigned: bool = False
    holds_post: bool = False


Guard = Callable[[Report, Any, dt.datetime, Standing], str | None]


# --- guards: each gives the reason why not, or None ---


def of_own_unit(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    return None if by.township_id == report.township_id else _("Only the unit itself may take this step.")


def while_open(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    """V01, with the exception a return or a reopening grants; says since when it is closed and who can open it."""
    if report.is_open(at):
        return None
    gap, is_closed = " " if formats.in_english() else "", _("This period is not open or already locked.")
    return f"{is_closed}{gap}{_who_can_open(report, at)}"


def _who_can_open(report: Report, at: dt.datetime) -> str:
    if report.period.opened_at is None or at < report.period.opened_at:
        return _("It opens on %(day)s.") % {"day": formats.day(report.period.opens_on)}
    words = {"at": formats.short_moment(report.closes_at)}
    if report.first_submitted_at:
        return _("It was locked on %(at)s; only the director of the talent office can give more time.") % words
    return _("It was locked on %(at)s without a report; only the administrator can set a later lock.") % words


def not_a_preparer(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    """V25: whoever filled in a part neither checks nor signs the whole."""
    if by.pk not in standing.preparers:
        return None
    return _("Preparer, checker and signer must be different people: you filled in a part of this report.")


def not_the_checker(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    """V25, the other half."""
    if by.pk != report.checked_by_id:
        return None
    return _("Preparer, checker and signer must be different people: you checked this report.")


def assigned(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    """A reviewer decides on the units assigned to him; the director on any."""
    if by.role != Role.REVIEWER or standing.is_assigned:
        return None
    return _("This unit is not assigned to you. Ask the reviewer in charge or the director.")


def before_the_final_year(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    """What is final stays; the way left is an entry of a later year."""
    return final_words(report.period.year) if is_final(report.period.year) else None


def not_asked_yet(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    if report.amendment_asked_at is None:
        return None
    return _("The amendment was asked for on %(at)s; the talent office answers it.") % {
        "at": formats.short_moment(report.amendment_asked_at)
    }


def asked_for(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    return _("The unit has not asked for an amendment.") if report.amendment_asked_at is None else None


def without_a_post_there(report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
    return _("You hold a post in this unit, so somebody else must decide.") if standing.holds_post else None


@dataclass(frozen=True)
class Step:
    """From which states to which, by whom (permission and guards), and what must be said with it.

    `permission` is also the action in the audit log.
    """

    label: Any
    sources: frozenset[str]
    target: str
    permission: str
    guards: tuple[Guard, ...]
    checks: tuple[Check, ...] = ()
    needs_note: bool = False
    needs_end: bool = False
    stands: bool = False  # the figures stand approved from this step on, and scores are asked for

    def refusal(self, report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
        """Why this person cannot take the step with this report now; None when he can."""
        if report.state not in self.sources:
            return wrong_state(self, report)
        return self.bars(report, by, at, standing)

    def bars(self, report: Report, by: Any, at: dt.datetime, standing: Standing) -> str | None:
        """Why this person may not take the step with this report, whatever its state."""
        return next(filter(None, (guard(report, by, at, standing) for guard in self.guards)), None)


OFFICE_GUARDS: tuple[Guard, ...] = (assigned, without_a_post_there)

STEPS: dict[str, Step] = {
    "ready": Step(
        gettext_lazy("Checked, send for signature"),
        EDITABLE,
        READY,
        "assessments.check_report",
        (of_own_unit, while_open, not_a_preparer),
        checks=SUBMISSION_CHECKS,
    ),
    "recall": Step(
        gettext_lazy("Take back for changes"),
        frozenset({READY}),
        DRAFT,
        "assessments.recall_report",
        (of_own_unit, while_open),
    ),
    "submit": Step(
        gettext_lazy("Sign and submit"),
        frozenset({READY}),
        SUBMITTED,
        "assessments.submit_report",
        (of_own_unit, while_open, not_a_preparer, not_the_checker),
        checks=SUBMISSION_CHECKS,
    ),
    "return": Step(
        gettext_lazy("Return"),
        frozenset({SUBMITTED}),
        RETURNED,
        "assessments.return_report",
        OFFICE_GUARDS,
        needs_note=True,
    ),
    "approve": Step(
        gettext_lazy("Approve"),
        frozenset({SUBMITTED}),
        APPROVED,
        "assessments.approve_report",
        OFFICE_GUARDS,
        stands=True,
    ),
    "request": Step(
        gettext_lazy("Ask for an amendment"),
        frozenset({APPROVED}),
        APPROVED,
        "assessments.request_amendment",
        (of_own_unit, before_the_final_year, not_asked_yet),
        needs_note=True,
    ),
    "decline": Step(
        gettext_lazy("Decline the amendment"),
        frozenset({APPROVED}),
        APPROVED,
        "assessments.decline_amendment",
        (*OFFICE_GUARDS, asked_for),
        needs_note=True,
    ),
    "reopen": Step(
        gettext_lazy("Reopen"),
        frozenset({APPROVED}),
        RETURNED,
        "assessments.reopen_report",
        (*OFFICE_GUARDS, before_the_final_year),
        needs_note=True,
        needs_end=True,
    ),
}
UNIT_STEPS = ("ready", "recall", "submit", "request")
OFFICE_STEPS = ("return", "approve", "reopen", "decline")


def wrong_state(step: Step, report: Report) -> str:
    """What a person should know who comes too late or too early."""
    if step.target == SUBMITTED and report.signed_by:
        who, when = report.signed_by.name, formats.moment(report.submitted_at)
        return _("This report is already signed, by %(who)s on %(when)s. One signature is enough.") % {
            "who": who,
            "when": when,
        }
    return _("This step is not possible now: the report is in the state “%(state)s”.") % {
        "state": report.get_state_display()
    }


def standings(reports: Iterable[Report], by: Any, at: dt.datetime) -> dict[int, Standing]:
    """How one person stands to each report: one query for people of a unit, two for the office."""
    reports = list(reports)
    if not by.acts_for_unit:
        units = {report.township_id for report in reports}
        mine = set(Assignment.objects.filter(reviewer=by, township__in=units).values_list("township_id", flat=True))
        posts = LeadingGroupPost.objects.filter(user=by, township__in=units).held_on(day_of(at))
        held = set(posts.values_list("township_id", flat=True))
        return {r.pk: Standing(frozenset(), r.township_id in mine, r.township_id in held) for r in reports}
    saved: dict[int, set[int]] = {report.pk: set() for report in reports}
    sections = ReportSection.objects.filter(report__in=saved, saved_by__isnull=False)
    kept = ReportPreparer.objects.filter(report__in=saved).values_list("report_id", "user_id")
    for report_id, user_id in kept.union(sections.values_list("report_id", "saved_by_id")):
        saved[report_id].add(user_id)
    return {pk: Standing(frozenset(users)) for pk, users in saved.items()}


def steps_open_to(user: Any, report: Report, at: dt.datetime, standing: Standing | None = None) -> list[str]:
    """The steps this person may take with this report now; what the content lacks is found when one is taken."""
    allowed = [n for n, step in STEPS.items() if report.state in step.sources and user.has_perm(step.permission)]
    if not allowed:
        return []
    standing = standing or standings([report], user, at)[report.pk]
    return [name for name in allowed if STEPS[name].refusal(report, user, at, standing) is None]
