"""Filling in reports as the units' clerks would: register figures confirmed, own figures as the registers know them."""

import datetime as dt
from collections.abc import Callable, Iterable

from assessments.checks import line_findings
from assessments.models import Report, ReportLine, ReportRow, ReportSection
from assessments.queries.reports import Sheet
from assessments.registers import RowView
from assessments.services.sheets import read_sheets
from townships.models import Role, User

from .papers import load_papers
from .people import Staff
from .when import pick
from .writing import overwrite

REASONS = ("项目拨付集中在本季度。", "季度间工作安排不同，与计划一致。", "部分活动调整到本季度举行。")
TEXTS = {
    "highlights": (
        "领导小组每月调度，重点项目专人跟踪，新落户专家一周内入住人才公寓。",
        "依托产学研平台组织校企对接，企业技术需求当场签约。",
        "把引才指标分解到联村联企干部，走访中收集的诉求逐项办结。",
    ),
    "problems": ("高层次人才子女入学仍有缺口。", "小微企业引才意愿强、承载力不足。", "平台专业服务能力有待提高。"),
    "plans": (
        "组织企业参加市级洽谈会，推进在谈项目落户。",
        "完善专家联系制度，按月走访。",
        "新建校地合作平台。",
    ),
}

Days = Callable[[Report], dt.datetime]


def fill(reports: Iterable[Report], staff: Staff, when: Days, sections: Callable[[Report], Iterable[str]]) -> None:
    """Write the named sections of each report; `when` is the moment at which the clerk saved them."""
    reports = list(reports)
    if not reports:
        return
    sheets = read_sheets(reports, at=max(when(report) for report in reports))
    lines, rows, papers, said = [], [], [], []
    for report in reports:
        sheet, at = sheets[report.pk], when(report)
        clerk = staff.of(report.township.code, Role.CLERK)
        wanted = set(sections(report))
        for part in sheet.parts:
            if part.code in wanted:
                part.row.version, part.row.is_complete = 1, True
                part.row.saved_by, part.row.saved_at = clerk, at
                part.row.has_nothing = part.code == ReportSection.DEPARTURES
                rows.append(part.row)
                lines += [_answer(line) for line in part.lines]
                said += [_confirmed(report, view, clerk, at) for view in part.rows.get("expert", ()) if clerk]
        papers += [(report, line, clerk, at) for line in sheet.lines if line.value is not None]
        _write_words(report, wanted, clerk, at)
    _store(sheets, lines, rows)
    ReportRow.objects.bulk_create(said, ignore_conflicts=True)
    load_papers(papers)
    overwrite(reports, ["started_at", "contact_name", "contact_phone", *TEXTS])


def _answer(line):
    """What the clerk says of one line; a reason where the checks ask for one."""
    if line.shape == "confirm":
        line.is_agreed = True
    elif line.shape == "ticks":
        line.ticks = line.suggested_ticks
    elif line.is_self_reported:
        line.value = line.suggestion or 0
    if any(finding.part == "reason" for finding in line_findings(line)):
        line.reason = REASONS[pick(len(REASONS), line.code, line.value)]
    return line


def _confirmed(report: Report, view: RowView, clerk: User, at: dt.datetime) -> ReportRow:
    """A new expert whom the register knows, confirmed by the clerk."""
    about = {"report": report, "kind": view.kind, "row_id": view.row_id, "origin": ReportRow.Origin.KNOWN}
    return ReportRow(**about, is_agreed=True, said_by=clerk, said_at=at)


def _write_words(report: Report, wanted: set[str], clerk: User, at: dt.datetime) -> None:
    if wanted and report.started_at is None:
        report.started_at = at - dt.timedelta(hours=2)
    if ReportSection.HEADER in wanted and clerk:
        report.contact_name, report.contact_phone = clerk.name, clerk.phone
    if ReportSection.TEXTS in wanted:
        for name, choices in TEXTS.items():
            setattr(report, name, choices[pick(len(choices), report.township.code, report.period.code, name)])


def _store(sheets: dict[int, Sheet], lines: list, rows: list[ReportSection]) -> None:
    """Own figures and reasons row by row, confirmations all at once."""
    said = {(pk, line.indicator.pk): line for pk, sheet in sheets.items() for line in sheet.lines}
    answered = {id(line) for line in lines}
    changed, agreed = [], []
    for row in ReportLine.objects.filter(report__in=sheets):
        line = said.get((row.report_id, row.indicator_id))
        if line is None or id(line) not in answered:
            continue
        if line.is_self_reported or line.reason:
            row.value, row.ticks, row.reason, row.is_agreed = line.value, list(line.ticks), line.reason, line.is_agreed
            changed.append(row)
        else:
            agreed.append(row.pk)
    overwrite(changed, ["value", "ticks", "reason", "is_agreed"])
    ReportLine.objects.filter(pk__in=agreed).update(is_agreed=True)
    overwrite(rows, ["version", "is_complete", "has_nothing", "saved_by", "saved_at"])
