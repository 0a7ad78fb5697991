"""Taking a step with reports: one or many, all of them or none."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from assessments import workflow
from assessments.checks import Finding, findings
from assessments.models import Period, Report, ReportStep
from assessments.models.periods import day_of
from assessments.models.reports import ReportQuerySet
from assessments.queries.line_reviews import unsettled
from assessments.services.acceptance import accept_rows
from assessments.services.approvals import keep_approved
from assessments.services.reminders import remind
from assessments.services.returns import Cell, name_cells
from assessments.services.rows import RowRefused
from assessments.services.scoring import request_scores_from
from assessments.services.sheets import read_sheets
from assessments.workflow import STEPS, Step
from talentportal.core.services.audit import record_many

NOTE_LENGTH = 500
RETURN_GRACE = dt.timedelta(days=5)  # a return after the review days still leaves time to correct


class Refusal(NamedTuple):
    """Why a step was not taken; `report` is None when the reason is not a report's own."""

    report: Report | None
    finding: Finding

    @property
    def message(self) -> str:
        return self.finding.message


class StepRefused(Exception):
    """The step was taken with none of the reports; `refusals` say why."""

    def __init__(self, refusals: list[Refusal]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(self.messages))

    @property
    def messages(self) -> list[str]:
        """With the unit's code in front where several reports were asked for."""
        many = len({refusal.report.pk for refusal in self.refusals if refusal.report}) > 1
        return [f"{r.report.township.code}: {r.message}" if many and r.report else r.message for r in self.refusals]

    @property
    def findings(self) -> list[Finding]:
        return [refusal.finding for refusal in self.refusals]


@transaction.atomic
def take_step(
    step: str,
    reports: ReportQuerySet,
    *,
    by: Any,
    at: dt.datetime,
    note: str = "",
    is_unit_error: bool = False,
    until: dt.date | None = None,
    is_truthful: bool = False,
    cells: Sequence[Cell] = (),
) -> list[Report]:
    """Lock in pk order, check everything, then write everything: reports, steps, audit log, the request to score.

    `is_truthful` is the truth statement given with the step: who checks and who signs each say it for themselves.
    `cells` are what a return names; only they are open then.
    """
    rule, note = STEPS[step], note.strip()
    if not by.has_perm(rule.permission):
        raise StepRefused([_refuse("right", _("Your role may not take this step."))])
    locked = Report.objects.filter(pk__in=reports.order_by().values("pk")).order_by("pk")
    rows = list(locked.select_for_update(of=("self",)).select_related("period", "township"))
    if rule.checks:
        for report in rows:
            report.is_truthful = is_truthful
    refusals = _about_the_request(rule, note, until, at) + _about_the_reports(rule, rows, by, at)
    if rule.target == workflow.APPROVED and rule.stands and not (note or refusals):
        refusals = _passed_over(rows)
    if refusals:
        raise StepRefused(refusals)
    if rows:
        _write(step, rows, by=by, at=at, note=note, is_unit_error=is_unit_error, until=until, cells=cells)
    return rows


def _refuse(rule: str, message: str, part: str = "") -> Refusal:
    return Refusal(None, Finding(rule, message, part=part))


def _about_the_request(rule: Step, note: str, until: dt.date | None, at: dt.datetime) -> list[Refusal]:
    refusals = []
    if rule.needs_note and not note:
        refusals.append(_refuse("note", _("Write which figure, what is missing and what to do."), "note"))
    if len(note) > NOTE_LENGTH:
        refusals.append(_refuse("note", _("Write no more than %(n)s characters.") % {"n": NOTE_LENGTH}, "note"))
    if rule.needs_end and until is None:
        refusals.append(_refuse("until", _("Name the last day on which the unit may correct it."), "until"))
    if until is not None and until < day_of(at):
        refusals.append(_refuse("until", _("The last day for corrections lies in the past."), "until"))
    return refusals


def _about_the_reports(rule: Step, rows: list[Report], by: Any, at: dt.datetime) -> list[Refusal]:
    standing = workflow.standings(rows, by, at)
    refusals = []
    for report in rows:
        message = rule.refusal(report, by, at, standing[report.pk])
        if message:
            refusals.append(Refusal(report, Finding("step", message)))
    if refusals or not rule.checks:
        return refusals
    sheets = read_sheets(rows, at=at)
    return [Refusal(r, finding) for r in rows for finding in findings(sheets[r.pk], rule.checks)]


def _passed_over(rows: list[Report]) -> list[Refusal]:
    """Over a figure that is doubted, or not confirmed by its department, a report is approved with a reason only."""
    said = _("Not everything is confirmed (%(codes)s): write why it is approved all the same.")
    codes = {pk: ", ".join(each.code for each in open_figures) for pk, open_figures in unsettled(rows).items()}
    return [
        Refusal(report, Finding("unsettled", said % {"codes": codes[report.pk]}, part="note"))
        for report in rows
        if codes[report.pk]
    ]


def _changes(step: str, by: Any, at: dt.datetime) -> dict[str, Any]:
    """What the step writes besides the state. What comes back to the unit loses the signatures and the truth
    statement, never a figure."""
    unsigned = {"checked_by": None, "signed_by": None, "is_truthful": False}
    return {
        "ready": {"checked_by": by, "is_truthful": True},
        "recall": unsigned,
        "submit": {
            "signed_by": by,
            "is_truthful": True,
            "submitted_at": at,
            "first_submitted_at": Coalesce(F("first_submitted_at"), at),
        },
        "return": unsigned,
        "approve": {"approved_at": at},
        "reopen": unsigned | {"amendment": F("amendment") + 1, "approved_at": None, "amendment_asked_at": None},
        "request": {"amendment_asked_at": at},
        "decline": {"amendment_asked_at": None},
    }[step]


def _ends(rule: Step, rows: list[Report], until: dt.date | None, at: dt.datetime) -> dict[dt.date | None, list[int]]:
    """Until when the unit may correct what comes back to it; None for the other steps. A return does not shorten
    what a reopening granted."""
    ends: dict[dt.date | None, list[int]] = {}
    for report in rows:
        grace = max(report.period.review_until, day_of(at) + RETURN_GRACE)
        if report.reopened_until:
            grace = max(grace, report.reopened_until)
        ends.setdefault((until or grace) if rule.target == workflow.RETURNED else None, []).append(report.pk)
    return ends


def _write(step: str, rows: list[Report], *, by: Any, at: dt.datetime, **said: Any) -> None:
    rule = STEPS[step]
    words = {"note": said["note"], "is_unit_error": said["is_unit_error"] and step == "return"}
    taken = [
        ReportStep(report=r, step=step, from_state=r.state, to_state=rule.target, by=by, at=at, **words) for r in rows
    ]
    for end, pks in _ends(rule, rows, said["until"], at).items():
        changes = _changes(step, by, at) | ({"reopened_until": end} if end else {})
        Report.objects.filter(pk__in=pks).update(state=rule.target, **changes)
    for written in ReportStep.objects.bulk_create(taken):
        if step == "return" and said["cells"]:
            name_cells(written, said["cells"])
    if rule.target == workflow.APPROVED:
        _accept_rows(rows, by=by, at=at)
    if rule.stands:
        keep_approved([r.pk for r in rows], at=at)
    _refresh(rows)
    told: dict[str, Any] = {"step": step, "to": rule.target, **words}
    if step == "return" and said["cells"]:
        told["cells"] = [cell._asdict() for cell in said["cells"]]
    record_many(rule.permission, rows, by=by, at=at, **told)
    if rule.stands:
        _ask_for_scores(rows, by=by, at=at)
    remind(at=at, reports=[r.pk for r in rows])


def _accept_rows(rows: list[Report], *, by: Any, at: dt.datetime) -> None:
    try:
        accept_rows(rows, by=by, at=at)
    except RowRefused as refused:
        raise StepRefused([_refuse("rows", str(refused), "rows")]) from refused


def _refresh(rows: list[Report]) -> None:
    """Give the caller's rows what was written, keeping the related objects already read."""
    names = [field.attname for field in Report._meta.concrete_fields]
    fresh = {row["id"]: row for row in Report.objects.filter(pk__in=[r.pk for r in rows]).values(*names)}
    for report in rows:
        for name in names:
            setattr(report, name, fresh[report.pk][name])
        report.audit_township_code = report.township.code  # type: ignore[attr-defined]


def _ask_for_scores(rows: list[Report], *, by: Any, at: dt.datetime) -> None:
    """The quarter itself, and every later opened quarter of its year, for they sum its figures up."""
    units: dict[Period, set[int]] = {}
    for report in rows:
        units.setdefault(report.period, set()).add(report.township_id)
    request_scores_from(units, by=by, at=at)
