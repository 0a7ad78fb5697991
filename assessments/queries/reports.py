"""Reading reports as sheets.

A sheet is read in a fixed number of queries, for one report or for many of one period. Figures of the registers are
handed in (`assessments.services.sheets` reads them); nothing here counts.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from assessments.models import (
    Evidence,
    Indicator,
    IndicatorGroup,
    Report,
    ReportLine,
    ReportSection,
    ReviewNote,
    Scheme,
)
from assessments.registers import rows_of_reports
from talentportal.core.queries import with_previews
from townships.models import LeadingGroupPost, Role, User

from .sheet import WAN_YUAN, Line, Part, Sheet

__all__ = ["WAN_YUAN", "Line", "Part", "Sheet", "sheets"]

Source = Indicator.Source
Post, Office = LeadingGroupPost.Post, LeadingGroupPost.Office

ARRIVALS = "heads"  # departures follow the section that tells of arrivals

# item of the checklist A1 -> the post, and the office its holder comes from (None: any)
POSTS_OF_ITEMS: dict[str, tuple[str, str | None]] = {
    "secretary_is_head": (Post.HEAD, Office.PARTY_SECRETARY),
    "deputy_is_deputy_head": (Post.DEPUTY_HEAD, Office.FULL_TIME_DEPUTY),
    "clerk_is_named": (Post.CLERK, None),
}


def sheets(
    reports: Iterable[Report], figures: Mapping[tuple[int, int], Any], *, at: dt.datetime | None = None
) -> list[Sheet]:
    """The sheets of reports of one period, in the order given; as many queries whatever their number. Rows as the
    district had verified them at that moment."""
    reports = list(reports)
    if not reports:
        return []
    groups = _groups(reports[0].period.scheme_id)
    by_report: dict[type, dict[int, list[Any]]] = {
        model: _by_report(model, reports, *related)
        for model, related in (
            (ReportSection, ("saved_by",)),
            (ReportLine, ()),
            (Evidence, ("uploaded_by", "row")),
            (ReviewNote, ("author", "resolved_by", "indicator")),
        )
    }
    earlier, posts, clerks = _earlier(reports), _posts(reports), _clerks(reports)
    found = [_sheet(report, groups, figures, by_report, earlier, posts) for report in reports]
    rows = rows_of_reports(reports, at)
    for sheet in found:
        sheet.contact = clerks.get(sheet.report.township_id, ("", ""))
        mine = rows.get(sheet.report.pk, {})
        for part in sheet.parts:
            part.rows = {kind.code: mine[kind.code] for kind in part.kinds if kind.code in mine}
            _put_files(part)
    return found


def _put_files(part: Part) -> None:
    """Each file of a row beside its row."""
    views = {(view.kind, view.row_id): view for views in part.rows.values() for view in views}
    for paper in (paper for line in part.lines for paper in line.evidence):
        view = views.get((paper.row.kind, paper.row.row_id)) if paper.row is not None else None
        if view is not None:
            view.files.append(paper)


def _groups(scheme: int | Scheme) -> list[IndicatorGroup]:
    groups = IndicatorGroup.objects.filter(scheme=scheme).order_by("position")
    return list(groups.prefetch_related("indicators__items"))


def _by_report(model: Any, reports: list[Report], *related: str) -> dict[int, list[Any]]:
    rows = model.objects.filter(report__in=reports).select_related(*related).order_by("pk")
    rows = with_previews(rows) if model is Evidence else rows
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.report_id].append(row)
    return found


def _earlier(reports: list[Report]) -> dict[tuple[int, str], list[tuple[int, int, Decimal]]]:
    """Approved figures of the year so far and of the quarter before, by unit and indicator code."""
    first = min(report.period.first_day for report in reports)
    before = first - dt.timedelta(days=1)
    rows = ReportLine.objects.filter(
        report__township__in={report.township_id for report in reports},
        report__state=Report.State.APPROVED,
        report__period__year__in={first.year, before.year},
        indicator__source=Source.SELF,
        value__isnull=False,
    )
    found: dict[tuple[int, str], list[tuple[int, int, Decimal]]] = defaultdict(list)
    names = ("report__township_id", "indicator__code", "report__period__year", "report__period__quarter", "value")
    for unit, code, year, quarter, value in rows.values_list(*names):
        found[unit, code].append((year, quarter, value))
    return found


def _posts(reports: list[Report]) -> dict[int, set[tuple[str, str]]]:
    """(post, office) held on the last day, by unit."""
    units = {report.township_id for report in reports}
    held = LeadingGroupPost.objects.verified().filter(township__in=units).held_on(reports[0].period.last_day)
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for unit, post, office in held.values_list("township_id", "post", "office"):
        found[unit].add((post, office))
    return found


def _clerks(reports: list[Report]) -> dict[int, tuple[str, str]]:
    """Name and phone of the clerk of each unit, from the account; of several the one who came last."""
    units = {report.township_id for report in reports}
    people = User.objects.filter(township__in=units, role=Role.CLERK, is_active=True).order_by("pk")
    return {unit: (name, phone) for unit, name, phone in people.values_list("township_id", "name", "phone")}


def _sheet(report: Report, groups: Any, figures: Any, by_report: Any, earlier: Any, posts: Any) -> Sheet:
    rows = {row.code: row for row in by_report[ReportSection][report.pk]}
    stored = {row.indicator_id: row for row in by_report[ReportLine][report.pk]}
    notes = by_report[ReviewNote][report.pk]
    parts: list[Part] = []

    def add(code: str, group: IndicatorGroup | None = None) -> Part:
        part = Part(code, group, len(parts), rows[code])
        parts.append(part)
        return part

    after = next((g.code for g in groups if any(i.measure == ARRIVALS for i in g.indicators.all())), groups[-1].code)
    own = [code for code in ReportSection.OWN if code in rows]
    if ReportSection.HEADER in own:
        add(ReportSection.HEADER)
    for group in groups:
        part = add(group.code, group)
        for indicator in sorted(group.indicators.all(), key=lambda i: i.position):
            line = _line(report, indicator, group.code, stored.get(indicator.pk), figures)
            line.evidence = [e for e in by_report[Evidence][report.pk] if e.indicator_id == indicator.pk]
            line.notes = [n for n in notes if n.indicator and n.indicator.code == indicator.code]
            line.suggested_ticks = _fulfilled(indicator, posts[report.township_id]) if line.shape == "ticks" else ()
            _look_back(line, report, earlier.get((report.township_id, indicator.code), ()))
            part.lines.append(line)
        if group.code == after and ReportSection.DEPARTURES in own:
            add(ReportSection.DEPARTURES)
    for code in own:
        if code in (ReportSection.TEXTS, ReportSection.SELF):
            add(code)
    if ReportSection.HEADER not in own:  # a report of earlier days: its sections are counted from one
        for part in parts:
            part.position += 1
    return Sheet(report, parts, notes)


def _line(report: Report, indicator: Indicator, section: str, row: ReportLine | None, figures: Any) -> Line:
    line = Line(indicator, section)
    if row is not None:
        line.value, line.ticks, line.is_agreed, line.reason = row.value, tuple(row.ticks), row.is_agreed, row.reason
        line.self_score, line.self_reason = row.self_score, row.self_reason
    figure = figures.get((report.township_id, indicator.pk))
    if figure is not None:
        line.counted, line.out_of, line.row_ids = figure.counted, figure.out_of, tuple(figure.row_ids or ())
    return line


def _fulfilled(indicator: Indicator, held: set[tuple[str, str]]) -> tuple[str, ...]:
    """Items of the checklist that the unit's posts fulfil."""

    def is_fulfilled(code: str) -> bool:
        wanted = POSTS_OF_ITEMS.get(code)
        return wanted is not None and any(p == wanted[0] and wanted[1] in (None, office) for p, office in held)

    items = sorted(indicator.items.all(), key=lambda item: item.position)
    return tuple(item.code for item in items if is_fulfilled(item.code))


def _look_back(line: Line, report: Report, known: Iterable[tuple[int, int, Decimal]]) -> None:
    period = report.period
    before = period.first_day - dt.timedelta(days=1)
    for year, quarter, value in known:
        if line.is_year_to_date and year == period.year and quarter < period.quarter:
            line.before += value
        if (year, quarter) == (before.year, (before.month + 2) // 3):
            line.last = value
