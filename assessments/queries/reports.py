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
from townships.models import LeadingGroupPost

from .sheet import WAN_YUAN, Line, Part, Sheet

__all__ = ["WAN_YUAN", "Line", "Part", "Sheet", "sheets"]

Source = Indicator.Source
Post, Office = LeadingGroupPost.Post, LeadingGroupPost.Office

# item of the checklist A1 -> the post, and the office its holder comes from (None: any)
POSTS_OF_ITEMS: dict[str, tuple[str, str | None]] = {
    "secretary_is_head": (Post.HEAD, Office.PARTY_SECRETARY),
    "deputy_is_deputy_head": (Post.DEPUTY_HEAD, Office.FULL_TIME_DEPUTY),
    "clerk_is_named": (Post.CLERK, None),
}


def sheets(reports: Iterable[Report], figures: Mapping[tuple[int, int], Any]) -> list[Sheet]:
    """The sheets of reports of one scheme, in the order given; eight queries whatever their number."""
    reports = list(reports)
    if not reports:
        return []
    groups = _groups(reports[0].period.scheme_id)
    by_report: dict[type, dict[int, list[Any]]] = {
        model: _by_report(model, reports, *related)
        for model, related in (
            (ReportSection, ("saved_by",)),
            (ReportLine, ()),
            (Evidence, ("uploaded_by",)),
            (ReviewNote, ("author", "resolved_by", "indicator")),
        )
    }
    earlier, posts = _earlier(reports), _posts(reports)
    return [_sheet(report, groups, figures, by_report, earlier, posts) for report in reports]


def _groups(scheme: int | Scheme) -> list[IndicatorGroup]:
    groups = IndicatorGroup.objects.filter(scheme=scheme).order_by("position")
    return list(groups.prefetch_related("indicators__items"))


def _by_report(model: Any, reports: list[Report], *related: str) -> dict[int, list[Any]]:
    rows = model.objects.filter(report__in=reports).select_related(*related).order_by("pk")
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


def _sheet(report: Report, groups: Any, figures: Any, by_report: Any, earlier: Any, posts: Any) -> Sheet:
    rows = {row.code: row for row in by_report[ReportSection][report.pk]}
    stored = {row.indicator_id: row for row in by_report[ReportLine][report.pk]}
    notes = by_report[ReviewNote][report.pk]
    parts: list[Part] = []
    for group in groups:
        part = Part(group.code, group, len(parts) + 1, rows[group.code])
        for indicator in sorted(group.indicators.all(), key=lambda i: i.position):
            line = _line(report, indicator, group.code, stored.get(indicator.pk), figures)
            line.evidence = [e for e in by_report[Evidence][report.pk] if e.indicator_id == indicator.pk]
            line.notes = [n for n in notes if n.indicator and n.indicator.code == indicator.code]
            line.suggested_ticks = _fulfilled(indicator, posts[report.township_id]) if line.shape == "ticks" else ()
            _look_back(line, report, earlier.get((report.township_id, indicator.code), ()))
            part.lines.append(line)
        parts.append(part)
    parts.append(Part(ReportSection.TEXTS, None, len(parts) + 1, rows[ReportSection.TEXTS]))
    return Sheet(report, parts, notes)


def _line(report: Report, indicator: Indicator, section: str, row: ReportLine | None, figures: Any) -> Line:
    line = Line(indicator, section)
    if row is not None:
        line.value, line.ticks, line.is_agreed, line.reason = row.value, tuple(row.ticks), row.is_agreed, row.reason
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
