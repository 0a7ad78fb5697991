"""The report as the unit sees it: the list of sections, the check before signing, and the steps."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from assessments.checks import Finding, findings, hints
from assessments.models import Period, Report
from assessments.queries import history
from assessments.queries.reports import Sheet
from assessments.services.nothing import SomethingToReport, report_nothing, why_not_nothing
from assessments.services.presence import others_present
from assessments.services.reports import StepRefused, take_step
from assessments.services.sections import SectionClosed
from assessments.services.sheets import read_sheet
from assessments.workflow import STEPS, UNIT_STEPS, standings
from talentportal.core import clock
from talentportal.core.views.access import requires, signed_in

from . import report_rows
from .objection_links import open_objections
from .preview import preview_of
from .report_page import place, the_report
from .report_words import amendment, deadline, lede, next_actor, time_left
from .review_cells import named_cells
from .said_rows import said_rows
from .section_page import threads

DONE = {
    "request": _("The amendment is asked for. The talent office answers it; until then the approved report counts."),
    "ready": _("Checked. The report now waits for the signature of the party secretary."),
    "recall": _("The report is taken back; it can be changed again."),
    "submit": _("The report is signed and submitted. The district reviews it, usually within two working days."),
}


@requires("assessments.view_my_quarter")
@require_safe
def my_quarter(request: HttpRequest) -> HttpResponse:
    """The way to the unit's report of the latest opened period."""
    mine = Report.objects.visible_to(request.user).filter(period__in=Period.objects.opened())
    latest = mine.select_related("period", "township").order_by("-period__year", "-period__quarter").first()
    if latest is None:
        return render(request, "assessments/report_none.html")
    return redirect("report-detail", latest.period.code, latest.township.code)


@requires("assessments.view_report")
@require_safe
def report_detail(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """The task list of a report."""
    at = clock.now()
    report = the_report(request, period, code)
    sheet = read_sheet(report, at=report.registers_at(at))
    context = place(request, report, at)
    tasks = [(part, report_rows.task(part, report, context["where"])) for part in sheet.parts]
    if context["is_own"] and context["is_editable"]:
        open_parts = sum(not part.row.is_complete or bool(part.open_notes) for part in sheet.parts)
        request.menu_counts = {"my-quarter": open_parts}  # type: ignore[attr-defined]
    quarters = [_past(row, code) for row in history.earlier_quarters(report.township_id, report.period)]
    context |= {
        "sheet": sheet,
        "lede": lede(sheet, at),
        "confirm_tasks": [item for part, item in tasks if part.is_confirmation],
        "fill_tasks": [item for part, item in tasks if not part.is_confirmation],
        "last_step": report.steps.select_related("by").order_by("-pk").first(),
        "saved_at": max((p.row.saved_at for p in sheet.parts if p.row.saved_at), default=None),
        "deadline": deadline(report, at),
        "left": time_left(report, at),
        "quarters": quarters,
        "published": next((row for row in quarters if row["total"] is not None), None),
        "totals": [row["total"] for row in reversed(quarters)],
        "general_threads": threads(sheet.general_notes),
        "reviewers": history.reviewers_of(report.township_id),
        "objections": open_objections(request.user, report.township_id, at),
        "named_cells": named_cells(sheet, context["where"], request.user),
        "may_report_nothing": context["is_editable"] and not sheet.is_nil and why_not_nothing(sheet) is None,
        "present": _present(sheet, request.user, at) if context["is_own"] else [],
    }
    return render(request, "assessments/report_detail.html", context)


def _present(sheet: Sheet, user: Any, at: dt.datetime) -> list[tuple[str, str]]:
    """Who else is filling which section now."""
    names = {part.code: report_rows.heading(part) for part in sheet.parts}
    return [(name, names.get(code, code)) for name, code in others_present(sheet.report, by=user, at=at)]


def _past(row: history.Quarter, code: str) -> dict[str, Any]:
    """A row of the earlier reports with its addresses; a report never filed is missing by now."""
    address = {"report_url": reverse("report-detail", args=[row.period, code])}
    if row.total is not None:
        address["score_url"] = reverse("score-detail", args=[row.period, code])
    shown = row.state if row.submitted_at or row.state in ("submitted", "approved") else "missing"
    return row._asdict() | address | {"shown": shown}


@requires("assessments.edit_report")
@require_POST
def nothing_to_report(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """The whole quarter answered with nothing; it still has to be checked and signed."""
    report = the_report(request, period, code)
    try:
        report_nothing(report, by=request.user, at=clock.now())
    except (SomethingToReport, SectionClosed) as refused:
        messages.error(request, str(refused))
        return redirect("report-detail", period, code)
    messages.success(request, _("The report says that nothing happened this quarter. It still has to be signed."))
    return redirect("report-check", period, code)


@requires("assessments.view_report")
@require_safe
def report_check(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """Check the answers, then send for signature or sign."""
    return _check_page(request, the_report(request, period, code), clock.now())


def _check_page(
    request: HttpRequest, report: Report, at: dt.datetime, refused: StepRefused | None = None, note: str = ""
) -> HttpResponse:
    sheet = read_sheet(report, at=report.registers_at(at))
    context = place(request, report, at)
    steps = _steps(request, report, at)
    open_points = [finding for finding in findings(sheet, at=at) if finding.part != "truth"]
    parts = _summaries(sheet, context, open_points, request.user)
    context |= {
        "sheet": sheet,
        "parts": parts,
        "open_points": [(finding, finding_address(context["where"], finding)) for finding in open_points],
        "changed": sum(part["n_changed"] for part in parts),
        "refusals": [(message, f.part if f.part in ("truth", "note") else "") for message, f in _pairs(refused)],
        "note_missing": next((message for message, f in _pairs(refused) if f.part == "note"), ""),
        "truth_missing": next((message for message, f in _pairs(refused) if f.part == "truth"), ""),
        "has_errors": refused is not None,
        "steps": steps,
        "can_finish": any(step["needs_truth"] and not step["why_not"] for step in steps),
        "next_actor": next_actor(report, at),
        "deadline": deadline(report, at),
        "amendment": amendment(report) if report.state == Report.State.APPROVED else None,
        "note": note,
        "preview": preview_of(report, at),
        "hints": _hints(sheet, context),
    }
    return render(request, "assessments/report_check.html", context, status=_status(refused))


def _hints(sheet: Sheet, context: dict[str, Any]) -> list[tuple[str, str]]:
    """What is unusual for the unit, with the way to its field; only to who can still change it."""
    if not context["is_editable"]:
        return []
    return [(finding.message, finding_address(context["where"], finding)) for finding in hints(sheet)]


def _status(refused: StepRefused | None) -> int:
    """422 for what can be put right in the report, 409 for a step that came too early or too late."""
    if refused is None:
        return 200
    return 409 if any(finding.rule in ("step", "right") for finding in refused.findings) else 422


def _pairs(refused: StepRefused | None) -> list[tuple[str, Finding]]:
    return list(zip(refused.messages, refused.findings, strict=True)) if refused else []


def _summaries(sheet: Sheet, context: dict[str, Any], points: list[Finding], user: Any) -> list[dict[str, Any]]:
    """Each section with its answers and its rows, and how many of them changed since the last submission."""
    found, changes = [], history.changes_since_submission(sheet.report)
    was = report_rows.was_before(sheet, changes)
    for part in sheet.parts:
        mine = [finding for finding in points if finding.section == part.code]
        rows = report_rows.summary(sheet, part, context["where"], mine, was, change=context["is_editable"])
        tables = said_rows(part, changes.rows, user)
        n_changed = sum(bool(row["was"]) for row in rows) + sum(table.n_changed for table in tables)
        said = {"code": part.code, "title": report_rows.heading(part), "rows": rows, "row": part.row}
        found.append(said | {"tables": tables, "n_changed": n_changed})
    return found


def finding_address(where: tuple[str, str], finding: Finding) -> str:
    """Where a finding is put right."""
    if not finding.section:
        return reverse("report-detail", args=where)
    anchor = f"#{finding.anchor}" if finding.anchor else ""
    return reverse("report-section", args=[*where, finding.section]) + anchor


def _steps(request: HttpRequest, report: Report, at: dt.datetime) -> list[dict[str, Any]]:
    """The unit's steps from this state that fit this person's role: open, or closed with the reason."""
    names = [n for n in UNIT_STEPS if report.state in STEPS[n].sources and request.user.has_perm(STEPS[n].permission)]
    if not names or not request.user.acts_for_unit:
        return []
    standing = standings([report], request.user, at)[report.pk]
    return [
        {
            "name": name,
            "label": STEPS[name].label,
            "needs_truth": bool(STEPS[name].checks),
            "needs_note": STEPS[name].needs_note,
            "why_not": STEPS[name].refusal(report, request.user, at, standing),
        }
        for name in names
    ]


@signed_in
@require_POST
def report_step(request: HttpRequest, period: str, code: str, step: str) -> HttpResponse:
    """One of the unit's steps; the office's steps are taken on the review pages."""
    if step not in UNIT_STEPS:
        raise Http404
    if not request.user.has_perm(STEPS[step].permission):
        raise PermissionDenied
    at = clock.now()
    report = the_report(request, period, code)
    stated, note = bool(request.POST.get("is_truthful")), request.POST.get("note", "").replace("\x00", "")
    try:
        mine = Report.objects.visible_to(request.user).filter(pk=report.pk)
        take_step(step, mine, by=request.user, at=at, is_truthful=stated, note=note)
    except StepRefused as refused:
        return _check_page(request, the_report(request, period, code), at, refused, note)
    messages.success(request, DONE[step])
    return HttpResponseRedirect(reverse("report-detail", args=[period, code]))
