"""Approving several reports at once: those in which nothing is odd; the others are left out, each with its reason."""

import datetime as dt
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import workflow
from assessments.checks import findings, is_big_change
from assessments.models import Report, ReportStep
from assessments.models.reports import ReportQuerySet
from assessments.queries.line_reviews import unsettled
from assessments.queries.sheet import Line, Sheet
from assessments.registers import ROW_KINDS
from assessments.services.reports import StepRefused
from assessments.services.review import Overtaken, decide
from assessments.services.sheets import read_sheets

STEP = "approve"


class LeftOut(NamedTuple):
    """A report that was not approved, and why somebody should look at it himself."""

    report: Report
    reason: str


class Bulk(NamedTuple):
    approved: list[Report]
    left_out: list[LeftOut]


def approve_many(reports: ReportQuerySet, *, listed_at: dt.datetime, by: Any, at: dt.datetime) -> Bulk:
    """Each in its own transaction: one that is left out holds up no other. `listed_at` is when the list was read; a
    report that moved since is another than the one that was ticked."""
    rows = list(reports.select_related("period", "township").order_by("pk"))
    last = _last_steps(rows)
    reasons = _reasons(rows, last, listed_at, by, at)
    done = Bulk([], [])
    for report in rows:
        reason = reasons[report.pk]
        if not reason:
            try:
                done.approved.append(decide(STEP, report, seen=_pk(last.get(report.pk)), by=by, at=at))
                continue
            except Overtaken:
                reason = _moved()
            except StepRefused as refused:
                reason = "; ".join(refused.messages)
        done.left_out.append(LeftOut(report, reason))
    return done


def _pk(step: ReportStep | None) -> int:
    return step.pk if step else 0


def _last_steps(reports: list[Report]) -> dict[int, ReportStep]:
    steps = ReportStep.objects.filter(report__in=reports).order_by("report", "-pk").distinct("report")
    return {step.report_id: step for step in steps}


def _reasons(
    rows: list[Report], last: dict[int, ReportStep], listed_at: dt.datetime, by: Any, at: dt.datetime
) -> dict[int, str]:
    """Why each is left out; empty for those that can be approved unseen. A fixed number of queries per period."""
    standing = workflow.standings(rows, by, at)
    sheets = read_sheets(rows, at=at)
    doubts = unsettled(rows)
    found = {}
    for report in rows:
        step = last.get(report.pk)
        found[report.pk] = (
            workflow.STEPS[STEP].refusal(report, by, at, standing[report.pk])
            or (_moved() if step and step.at > listed_at else "")
            or _odd(sheets[report.pk], [each.code for each in doubts[report.pk]])
        )
    return found


def _moved() -> str:
    return _("It has changed since the list was opened.")


def _odd(sheet: Sheet, doubted: list[str]) -> str:
    """What a person should look at before approving."""
    if doubted:
        return _("Doubted or not yet confirmed: %(codes)s.") % {"codes": ", ".join(doubted)}
    if n := len(sheet.open_notes):
        return ngettext("%(n)d note is not dealt with.", "%(n)d notes are not dealt with.", n) % {"n": n}
    if kinds := _unseen_rows(sheet):
        return _("Rows are claimed or disputed: %(kinds)s.") % {"kinds": ", ".join(kinds)}
    if wrong := findings(sheet):
        return wrong[0].message
    codes = [line.code for line in sheet.lines if _deserves_a_look(line)]
    return _("Deserves a look: %(codes)s.") % {"codes": ", ".join(codes)} if codes else ""


def _unseen_rows(sheet: Sheet) -> list[str]:
    """Kinds with a claim that the approval would accept, or with a row that the unit disputes."""
    views = [view for part in sheet.parts for rows in part.rows.values() for view in rows]
    kinds = [view.kind for view in views if (view.is_entered and not view.outcome) or view.is_agreed is False]
    return [str(ROW_KINDS[kind].name) for kind in dict.fromkeys(kinds)]


def _deserves_a_look(line: Line) -> bool:
    return line.is_agreed is False or (line.is_self_reported and line.differs) or is_big_change(line)
