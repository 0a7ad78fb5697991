"""The sentences of a report's pages: how it stands, what is left to do, by when, and by whom."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Report, ReportStep
from assessments.models.periods import start_of
from assessments.queries.reports import Sheet
from talentportal.core import formats

State = Report.State


def deadline(report: Report, at: dt.datetime) -> dt.date | None:
    """The day to keep to: the due day, after it the last day on which the report is still taken; None when closed."""
    if report.state in (State.SUBMITTED, State.APPROVED) or not report.is_open(at):
        return None
    if at < report.period.due_at:
        return report.period.due_on
    return (report.closes_at - dt.timedelta(days=1)).date()


def time_left(report: Report, at: dt.datetime) -> tuple[int, int] | None:
    """Days and hours until the deadline is over."""
    last = deadline(report, at)
    if last is None:
        return None
    left = start_of(last + dt.timedelta(days=1)) - at
    return left.days, left.seconds // 3600


def lede(sheet: Sheet, at: dt.datetime) -> str:
    """How the report stands, in a sentence or two."""
    report = sheet.report
    gap = " " if formats.in_english() else ""
    said = {
        State.READY: _("All sections are complete and checked. The report waits for signature."),
        State.SUBMITTED: _("Submitted on %(at)s; the district is reviewing it. Nothing can be changed meanwhile."),
        State.APPROVED: _("Approved on %(at)s. The figures count as they stand here."),
    }.get(State(report.state))
    if said is not None:
        moment = report.approved_at if report.state == State.APPROVED else report.submitted_at
        said = said % {"at": formats.moment(moment)}
        return said if report.state != State.READY else gap.join(filter(None, [said, _when(report, at)]))
    return gap.join(filter(None, [_done(sheet), _when(report, at)]))


def _done(sheet: Sheet) -> str:
    total = len(sheet.parts)
    done = sum(part.row.is_complete and not part.open_notes for part in sheet.parts)
    noted = sum(bool(part.open_notes) for part in sheet.parts)
    if noted:
        return _("%(done)d of %(total)d sections are complete, %(noted)d came back with notes.") % {
            "done": done,
            "total": total,
            "noted": noted,
        }
    if done == total:
        return _("All %(total)d sections are complete; the report can be checked.") % {"total": total}
    return _("%(done)d of %(total)d sections are complete.") % {"done": done, "total": total}


def _when(report: Report, at: dt.datetime) -> str:
    last = deadline(report, at)
    if last is None:
        if report.first_submitted_at is None and at >= report.closes_at:
            return _("The period is locked; no report was submitted.")
        return _("The period is locked; nothing can be changed any more.")
    days = (start_of(last + dt.timedelta(days=1)) - at).days
    words = {"day": formats.short_day(last), "weekday": formats.weekday(last), "n": days}
    if at >= report.period.due_at and not report.first_submitted_at:
        return _("The due day has passed; a late report is taken until %(day)s (%(weekday)s).") % words
    if not days:
        return _("Please submit it today, %(day)s (%(weekday)s).") % words
    return (
        ngettext(
            "Please submit it by %(day)s (%(weekday)s); %(n)d day is left.",
            "Please submit it by %(day)s (%(weekday)s); %(n)d days are left.",
            days,
        )
        % words
    )


def amendment(report: Report) -> ReportStep | None:
    """The last word on an amendment of an approved report: the unit's request, or the office's refusal of it."""
    said = report.steps.filter(step__in=("request", "decline", "approve")).select_related("by").order_by("-pk").first()
    return said if said and said.step != "approve" else None


def next_actor(report: Report, at: dt.datetime) -> str:
    """Who must act now."""
    if report.state in (State.DRAFT, State.RETURNED):
        if not report.is_open(at):
            return _("The period is locked. Ask the talent office if the report must be reopened.")
        return _("Next: a full-time deputy secretary who filled in no part checks it and sends it for signature.")
    return {
        State.READY: _("Next: the party secretary signs and submits it."),
        State.SUBMITTED: _("Next: the talent office reviews it."),
        State.APPROVED: _("The report is approved; nothing is left to do."),
    }[State(report.state)]
