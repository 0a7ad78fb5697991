"""The published quarters of the demo: opened, filled in, signed, approved, scored and published in turn."""

import datetime as dt

from assessments.calendar import DAY, next_working_day
from assessments.models import Period, Report, ReportSection, ReviewNote, Scheme
from assessments.services.periods import create_period, open_period
from assessments.services.scoring import publish_run, score_period
from townships.models import User

from .endings import conclude
from .filling import fill
from .people import Staff
from .signing import HOUR, Desk
from .story import LATE, MISSING, RETURNED
from .when import first_day, moment, pick

PUBLISHED_AFTER = 3 * DAY


def open_quarter(code: str, scheme: Scheme, admin: User) -> Period:
    """Created by the administrator at the quarter's beginning, opened on its day."""
    period = create_period(int(code[:4]), int(code[5]), scheme, by=admin, at=moment(first_day(code), 9))
    return open_period(period, by=None, at=moment(period.opens_on, 0, 1))


def section_codes(scheme: Scheme) -> list[str]:
    return [*scheme.groups.order_by("position").values_list("code", flat=True), *ReportSection.OWN]


def run_quarter(period: Period, people: dict[str, User], staff: Staff) -> None:
    """Everything from the first report to the published table."""
    reports = Report.objects.for_period(period).select_related("period", "township").order_by("pk")
    filed = [report for report in reports if (report.township.code, period.code) not in MISSING]
    codes = section_codes(period.scheme)
    fill(filed, staff, _filled_at, lambda report: codes)
    desk = Desk(staff, people)
    for report in filed:
        _file(desk, report)
    desk.close()
    _write_notes(desk, period)
    Period.objects.filter(pk=period.pk).update(locked_at=period.locks_at)
    run = score_period(period, at=moment(period.review_until, 17))
    published_on = next_working_day(period.review_until + PUBLISHED_AFTER)
    conclude(publish_run(run, by=people["approver"], at=moment(published_on, 9)), people["approver"])


def _filled_at(report: Report) -> dt.datetime:
    return moment(report.period.after + 5 * DAY, 9 + pick(7, report.township.code, report.period.code), 20)


def _file(desk: Desk, report: Report) -> None:
    """Signed two days before the due day or on it, later where the story says so, approved before the review ends."""
    code, period = report.township.code, report.period
    day = period.due_on - pick(3, code, period.code) * DAY
    for _ in range(LATE.get((code, period.code), 0)):
        day = next_working_day(max(day, period.due_on) + DAY)
    signed = moment(day, 11 + pick(6, period.code, code), 5 * pick(12, code))
    desk.submit(report, signed)
    if (code, period.code) in RETURNED:
        desk.return_(report, signed + 20 * HOUR)
        desk.submit(report, signed + 26 * HOUR)
        signed += 26 * HOUR
    approved = signed + (24 + pick(60, code, period.code)) * HOUR
    desk.approve(report, min(approved, moment(period.review_until, 15)))


def _write_notes(desk: Desk, period: Period) -> None:
    """What the reviewer wrote on a returned report, and that it was dealt with."""
    indicator = period.scheme.indicators.get(code="G1")
    returned = Report.objects.for_period(period).filter(steps__step="return").select_related("township")
    for report in returned:
        at = report.steps.get(step="return").at
        deputy = desk.staff.of(report.township.code, "deputy")
        note = ReviewNote.objects.create(
            report=report,
            indicator=indicator,
            author=desk.reviewer(report),
            body="支出数与凭证合计不符，请核对。",
            written_at=at - HOUR,
            resolved_by=deputy,
            resolved_at=at + 5 * HOUR,
        )
        ReviewNote.objects.create(
            report=report,
            indicator=indicator,
            reply_to=note,
            author=deputy,
            body="已补传一张凭证，数字无误。",
            written_at=at + 4 * HOUR,
        )
