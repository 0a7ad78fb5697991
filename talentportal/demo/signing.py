"""The way of a report on paper: checked, signed, perhaps returned and signed again, approved.

The steps are written for many reports at once; they name the same people and leave the same traces as steps taken on
the pages, in the table of steps and in the audit log.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from assessments.models import Report, ReportStep
from assessments.services.approvals import keep_approved
from assessments.workflow import STEPS
from talentportal.core.models import AuditEntry
from townships.models import Role, User

from .people import Staff, reviewer_of
from .writing import overwrite

HOUR = dt.timedelta(hours=1)
State = Report.State
FIELDS = (
    "state", "started_at", "checked_by", "signed_by", "first_submitted_at", "submitted_at", "approved_at",
    "reopened_until", "is_truthful",
)  # fmt: skip
RETURN_NOTE = "请核对专项经费支出与凭证，补齐后重新报送。"


@dataclass
class Desk:
    """Collects steps and writes them together."""

    staff: Staff
    people: dict[str, User]
    steps: list[ReportStep] = field(default_factory=list)
    reports: dict[int, Report] = field(default_factory=dict)

    def submit(self, report: Report, at: dt.datetime) -> None:
        """Checked by the deputy an hour before the secretary signs."""
        code = report.township.code
        deputy, secretary = self.staff.of(code, Role.DEPUTY), self.staff.of(code, Role.SECRETARY)
        self._take(report, "ready", deputy, at - HOUR)
        report.checked_by, report.is_truthful = deputy, True
        self._take(report, "submit", secretary, at)
        report.signed_by, report.submitted_at = secretary, at
        report.first_submitted_at = report.first_submitted_at or at

    def return_(self, report: Report, at: dt.datetime, note: str = RETURN_NOTE) -> None:
        """Sent back for the unit's own error."""
        self._take(report, "return", self.reviewer(report), at, note=note, is_unit_error=True)
        report.checked_by = report.signed_by = None
        report.is_truthful = False
        report.reopened_until = report.period.review_until

    def approve(self, report: Report, at: dt.datetime) -> None:
        self._take(report, "approve", self.reviewer(report), at)
        report.approved_at = at

    def reviewer(self, report: Report) -> User:
        return self.people[reviewer_of(report.township.code)]

    def _take(self, report: Report, step: str, by: User, at: dt.datetime, **words) -> None:
        rule = STEPS[step]
        if report.state not in rule.sources:
            raise ValueError(f"{step} is not possible from {report.state}")
        row = ReportStep(report=report, step=step, from_state=report.state, to_state=rule.target, by=by, at=at, **words)
        self.steps.append(row)
        report.state = State(rule.target)
        self.reports[report.pk] = report

    def close(self) -> None:
        """Write everything that was collected."""
        overwrite(self.reports.values(), FIELDS)
        steps = sorted(self.steps, key=lambda step: step.at)
        ReportStep.objects.bulk_create(steps)
        if approved := [step for step in steps if step.step == "approve"]:
            keep_approved([step.report_id for step in approved], at=approved[-1].at)
        AuditEntry.objects.bulk_create(_log(steps))
        self.steps.clear()
        self.reports.clear()


def _log(steps: Iterable[ReportStep]) -> list[AuditEntry]:
    return [
        AuditEntry(
            at=step.at,
            actor=step.by,
            actor_name=step.by.name if step.by else "",
            action=STEPS[step.step].permission,
            object_type=Report._meta.label_lower,
            object_id=str(step.report_id),
            object_label=str(step.report),
            township_code=step.report.township.code,
            detail={"step": step.step, "to": step.to_state, "note": step.note, "is_unit_error": step.is_unit_error},
        )
        for step in steps
    ]
