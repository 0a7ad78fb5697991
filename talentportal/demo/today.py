"""The third quarter of 2014 on the morning of 8 October: some approved, some in review, some returned, some to do."""

import datetime as dt

from assessments.models import Period, Report, ReviewNote
from assessments.services.scoring import score_period
from assessments.services.sheets import read_sheet
from townships.models import Role, User

from .filling import fill
from .papers import load_papers
from .people import Staff
from .quarters import section_codes
from .signing import HOUR, Desk
from .story import APPROVED_NOW, IN_REVIEW_NOW, PLAYED_UNIT, RETURNED_NOW, SECTIONS_DONE_NOW
from .when import NOW, moment, pick

SIGNED_ON = (dt.date(2014, 9, 30), dt.date(2014, 9, 30), dt.date(2014, 10, 6), dt.date(2014, 10, 7))
LEFT_TO_PLAY = "F"  # the section that a newcomer fills in
RETURN_NOTE = "走访次数与记录不符，专项经费缺少凭证。其余部分无需改动。"
NOTES = {
    "330212110": (("F1", "报表填报的走访人数请与走访记录核对。"), ("G1", "请补传9月份的拨付凭证。")),
    "P-TC": (("A2", "9月的会议没有纪要，请补传。"),),
}


def run_today(period: Period, people: dict[str, User], staff: Staff) -> None:
    """The open quarter as far as it has come, with provisional scores of what is approved."""
    rows = Report.objects.for_period(period).select_related("period", "township").order_by("pk")
    reports = {report.township.code: report for report in rows}
    codes = section_codes(period.scheme)
    sent = [*APPROVED_NOW, *IN_REVIEW_NOW, *RETURNED_NOW]
    started = [reports[code] for code in [*sent, *SECTIONS_DONE_NOW]]
    fill(started, staff, _saved_at, lambda report: _sections(report.township.code, codes))
    _lay_ready(reports[PLAYED_UNIT], staff)
    desk = Desk(staff, people)
    for code in sent:
        _move(desk, reports[code])
    desk.close()
    _write_notes(desk, period, reports)
    score_period(period, at=NOW - HOUR / 6)


def _sections(code: str, codes: list[str]) -> list[str]:
    """The sections that are done; of the played unit all but one."""
    if code == PLAYED_UNIT:
        return [section for section in codes if section != LEFT_TO_PLAY]
    return codes[: SECTIONS_DONE_NOW.get(code, len(codes))]


def _lay_ready(report: Report, staff: Staff) -> None:
    """The papers of the section that is left, so that a newcomer needs no file of his own."""
    clerk, at = staff.of(report.township.code, Role.CLERK), _saved_at(report)
    lines = [line for line in read_sheet(report, at=at).lines if line.section == LEFT_TO_PLAY]
    for line in lines:
        line.value = line.suggestion
    load_papers((report, line, clerk, at) for line in lines)


def _saved_at(report: Report) -> dt.datetime:
    return _signed_at(report) - (3 + pick(3, report.township.code)) * HOUR


def _signed_at(report: Report) -> dt.datetime:
    code = report.township.code
    return moment(SIGNED_ON[pick(len(SIGNED_ON), code, "signed")], 15, 5 * pick(12, code, "minute"))


def _move(desk: Desk, report: Report) -> None:
    code, signed = report.township.code, _signed_at(report)
    desk.submit(report, signed)
    if code in APPROVED_NOW:
        desk.approve(report, min(signed + 26 * HOUR, NOW - HOUR / 2 + dt.timedelta(minutes=pick(15, code))))
    elif code in RETURNED_NOW:
        desk.return_(report, max(signed + HOUR, moment(dt.date(2014, 10, 7), 16, 10)), RETURN_NOTE)


def _write_notes(desk: Desk, period: Period, reports: dict[str, Report]) -> None:
    indicators = {row.code: row for row in period.scheme.indicators.all()}
    ReviewNote.objects.bulk_create(
        ReviewNote(
            report=reports[unit],
            indicator=indicators[code],
            author=desk.reviewer(reports[unit]),
            body=body,
            written_at=moment(dt.date(2014, 10, 7), 16, 5),
        )
        for unit, notes in NOTES.items()
        for code, body in notes
    )
