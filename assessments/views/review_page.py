"""What the review page shows: one report beside register and last quarter, the queue, the decision, who did what."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import workflow
from assessments.forms.review import FORMS, DecisionForm
from assessments.models import DeductionCase, DeductionRule, Indicator, Report, ReportStep
from assessments.queries import progress
from assessments.queries.before import counts_before
from assessments.queries.history import changes_since_submission
from assessments.queries.reports import Sheet
from assessments.queries.twins import marked, used_elsewhere
from assessments.services import deductions
from assessments.services.notes import annotated_codes
from assessments.services.sheets import read_sheet
from talentportal.core import formats
from townships.models import Role

from .comparison import Compared, compared, threads
from .report_rows import was_before
from .review_cells import own_cells, places_of, returnable_claims, returnable_rows
from .review_claims_table import Claim, claims_of, withdrawn_rows
from .review_verdicts import unsettled_words, with_verdicts
from .row_tables import name_row_files

BUSY = dt.timedelta(minutes=30)  # a colleague's note this fresh means that he is at it


class Event(NamedTuple):
    at: dt.datetime
    what: str
    note: str
    kind: str = ""


def what_happened(step: ReportStep) -> str:
    """Who did what, as one sentence without the time."""
    words = {
        "ready": _("%(who)s checked the report and sent it for signature"),
        "recall": _("%(who)s took the report back for changes"),
        "submit": _("%(who)s signed and submitted the report"),
        "return": _("%(who)s returned the report"),
        "approve": _("%(who)s approved the report"),
        "reopen": _("%(who)s reopened the report"),
        "request": _("%(who)s asked for an amendment"),
        "decline": _("%(who)s declined the amendment"),
        "close": _("The reopening ended by itself; the approved figures stand again"),
    }
    text = words[step.step] % {"who": step.by.name if step.by else ""}
    return text + (_(" (the unit's own error)") if step.is_unit_error else "")


def overtaken_words(step: ReportStep | None) -> str:
    """For the page shown to whoever came second."""
    if step is None:
        return _("The report has changed since you opened it.")
    values = {"what": what_happened(step), "at": formats.short_moment(step.at)}
    return _("%(what)s on %(at)s, before your step, which was therefore not taken.") % values


def detail_context(
    request: HttpRequest, report: Report, at: dt.datetime, form: DecisionForm | None = None, **more: Any
) -> dict[str, Any]:
    """Everything for one report in a fixed number of queries; `form` is a decision that was refused."""
    user = request.user
    units = progress.board(report.period, user, at)
    sheet = read_sheet(report, at=report.registers_at(at))
    may_write = annotated_codes(user, report)
    groups, told = _table(sheet, user, may_write)
    lines = told["lines"]
    steps = list(report.steps.select_related("by").order_by("-pk"))
    standing = workflow.standings([report], user, at)[report.pk]
    queue = [unit for unit in progress.waiting_first(units) if unit.awaits_me]
    request.menu_counts = {"review-queue": len(queue)}  # type: ignore[attr-defined]
    allowed = workflow.steps_open_to(user, report, at, standing)
    forms = _forms(sheet, allowed, steps, form)
    return {
        "report": report,
        "period": report.period,
        "unit": next((unit for unit in units if unit.township_id == report.township_id), None),
        "queue": queue,
        "sheet": sheet,
        **told,
        **_returnable(sheet, groups, told["claims"], forms.get("return")),
        **_spoken(sheet, user, at),
        "may_write": may_write,
        "steps_allowed": allowed,
        "forms": forms,
        "form": form,
        "why_not": _why_not(report, user, at, standing, allowed),
        "error_costs": _error_costs(lines),
        **_deductions(report, user, at, standing),
        "history": _history(report, steps, sheet),
        "request_step": _request(report, steps),
        "has_next": any(unit.township_id != report.township_id for unit in queue),
        "at": at,
    } | more


def _returnable(sheet: Sheet, groups: dict[str, Any], claims: list[Claim], form: DecisionForm | None) -> dict[str, Any]:
    """Figures, rows and sections, each with its tick where the report can be returned."""
    return {
        "groups": [(part, returnable_rows(groups[part.code], form)) for part in sheet.parts if part.lines],
        "claims": returnable_claims(claims, form),
        "own_cells": own_cells(sheet, form),
    }


def _table(sheet: Sheet, user: Any, may_write: set[str] | None) -> tuple[dict[str, list[Compared]], dict[str, Any]]:
    """The lines of each section beside register, last quarter and last submission, and what is said above them."""
    report = sheet.report
    marked(sheet.lines, used_elsewhere(report, names_units=user.role != Role.CO_REVIEWER))
    name_row_files(sheet, user)
    groups = compared(sheet, counts_before(report.period, report.township, user))
    changes = changes_since_submission(report)
    was = was_before(sheet, changes)
    groups = {code: [replace(row, was=was.get(row.line.code, "")) for row in rows] for code, rows in groups.items()}
    groups, checked = with_verdicts(groups, report, user, may_write)
    lines = [line for rows in groups.values() for line in rows]
    told = {"lines": lines, "was": was, "since": changes.since, "unsettled": unsettled_words(report)}
    told |= {"claims": claims_of(sheet, user, changes.rows), "withdrawn": withdrawn_rows(sheet, changes.rows)}
    return groups, told | _counts(lines) | checked


def _spoken(sheet: Sheet, user: Any, at: dt.datetime) -> dict[str, Any]:
    """The notes, and who else is at it."""
    return {
        "general": threads(sheet.general_notes),
        "open_notes": len(sheet.open_notes),
        "busy": _busy(sheet, user, at),
    }


def _counts(lines: list[Any]) -> dict[str, int]:
    """How many lines need a look, and how many the unit changed."""
    return {
        "flagged": sum(bool(line.flags) for line in lines),
        "changed": sum(line.is_changed for line in lines),
        "differing": sum(bool(line.was) for line in lines),
    }


def _deductions(report: Report, user: Any, at: dt.datetime, standing: Any) -> dict[str, Any]:
    return {"cases": list(_cases(report)), "deduction_rules": _recordable(report, user, at, standing)}


def _request(report: Report, steps: list[ReportStep]) -> ReportStep | None:
    """The unit's request for an amendment, while it waits for an answer."""
    return next((step for step in steps if step.step == "request"), None) if report.amendment_asked_at else None


def _forms(
    sheet: Sheet, allowed: list[str], steps: list[ReportStep], refused: DecisionForm | None
) -> dict[str, DecisionForm]:
    seen = steps[0].pk if steps else 0
    places = places_of(sheet) if "return" in allowed else None
    blank = {
        step: FORMS[step](initial={"seen": seen}, auto_id=f"id_{step}_%s", places=places)
        for step in allowed
        if step in FORMS
    }
    return blank | ({refused.step: refused} if refused is not None else {})  # type: ignore[attr-defined]


def _recordable(report: Report, user: Any, at: dt.datetime, standing: Any) -> list[DeductionRule]:
    """The deductions that this person may record about the unit."""
    return [] if deductions.why_not(report, user, at, standing) else deductions.recordable(report.period)


def _cases(report: Report) -> "QuerySet[DeductionCase]":
    """What was found about the unit in this quarter."""
    found = DeductionCase.objects.filter(period=report.period_id, township=report.township_id, lifted_at=None)
    return found.select_related("found_by").order_by("found_at", "pk")


def _why_not(report: Report, user: Any, at: dt.datetime, standing: Any, allowed: list[str]) -> str:
    """Why this person cannot decide on a report that waits for a decision."""
    if report.state != Report.State.SUBMITTED or "approve" in allowed:
        return ""
    if not user.has_perm("assessments.approve_report"):
        return _("You may write notes on the indicators of your department; the talent office decides on the report.")
    return workflow.STEPS["approve"].refusal(report, user, at, standing) or ""


def _busy(sheet: Sheet, user: Any, at: dt.datetime) -> str:
    """A colleague who wrote a note on this submission a short while ago."""
    since = max(at - BUSY, sheet.report.submitted_at or at)
    fresh = [n for n in sheet.notes if n.author_id != user.pk and n.written_at >= since and not n.author.acts_for_unit]
    if not fresh or sheet.report.state != Report.State.SUBMITTED:
        return ""
    last = max(fresh, key=lambda note: note.written_at)
    values = {"who": last.author.name, "at": formats.clock_time(last.written_at)}
    return _("%(who)s is reviewing this report too: the last note was written at %(at)s.") % values


def _error_costs(lines: list[Compared]) -> Decimal | None:
    """What a return for the unit's own error takes off G2, from the scheme itself."""
    penalty = next((row.line for row in lines if row.line.indicator.kind == Indicator.Kind.PENALTY), None)
    items = penalty.indicator.items.all() if penalty else ()
    return next((item.value for item in items if item.code == "each_return"), None)


def _history(report: Report, steps: list[ReportStep], sheet: Sheet) -> list[Event]:
    events = [Event(step.at, what_happened(step), step.note, "programme") for step in steps]
    for note in sheet.notes:
        values = {"who": note.author.name, "about": note.indicator.code if note.indicator else ""}
        if note.reply_to_id:
            text = _("%(who)s answered a note on %(about)s") if note.indicator else _("%(who)s answered a note")
        else:
            text = _("%(who)s wrote a note on %(about)s") if note.indicator else _("%(who)s wrote a note")
        events.append(Event(note.written_at, text % values, ""))
    if report.period.opened_at:
        events.append(Event(report.period.opened_at, _("The quarter was opened and the report prepared"), ""))
    return sorted(events, key=lambda event: event.at, reverse=True)


def address(report: Report) -> str:
    return reverse("review-detail", args=[report.period.code, report.township.code])


def next_in_queue(report: Report, user: Any, at: dt.datetime) -> str:
    """The address of the report that waits longest for this person, or of the queue when none does."""
    units = progress.waiting_first(progress.board(report.period, user, at))
    waiting = [unit for unit in units if unit.awaits_me and unit.township_id != report.township_id]
    if waiting:
        return reverse("review-detail", args=[report.period.code, waiting[0].code])
    return f"{reverse('review-queue')}?period={report.period.code}"
