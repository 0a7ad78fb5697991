"""The tables of facts beside a section, in words: a caption, the heads of the columns, the rows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.models import Indicator, Report, ReportSection
from assessments.queries import section_facts
from assessments.queries.readers import CountedRow
from assessments.queries.reports import Part, Sheet
from talentportal.core import formats
from townships.models import LeadingGroupPost

from .report_page import unit_name

Post = LeadingGroupPost.Post


class FactTable(NamedTuple):
    """`numeric` are the positions of the columns that hold numbers, `days` of those that hold a day."""

    code: str
    title: str
    heads: list[str]
    rows: list[list[str]]
    numeric: tuple[int, ...] = ()
    note: str = ""
    days: tuple[int, ...] = ()

    @property
    def folds(self) -> bool:
        """Whether it is long enough to be opened only by who wants it."""
        return len(self.rows) >= FOLDED_FROM

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with the head of its column, as a telephone shows it."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


# measures whose rows are shown openly, for they are known to the register and have no list of their own in the report
READ_ONLY = ("responsibility_letter", "other_talent", "upgrades", "partnership")
FOLDED_FROM = 8  # rows


def fact_tables(
    sheet: Sheet, part: Part, at: dt.datetime, counted: Mapping[str, Sequence[CountedRow]]
) -> list[FactTable]:
    """What this section shows beside its figures; none where it has nothing to show. `counted`: the rows of the
    register behind each line, by its code."""
    report, measures = sheet.report, {line.indicator.measure for line in part.lines}
    found: list[FactTable | None] = [
        _counted(line.indicator, counted.get(line.code, ()))
        for line in part.lines
        if line.indicator.measure in READ_ONLY
    ]
    if part.code == ReportSection.HEADER:
        found.append(_head(report, at))
    if "upgrades" in measures:
        found.append(_hitech(report, at))
    if "active_platforms" in measures:
        found.append(_platforms(report, at))
    if "event_participations" in measures:
        found.append(_events(part))
    if "fund_paid" in measures:
        found.append(_fund(report, at))
    return [table for table in found if table is not None]


def _head(report: Report, at: dt.datetime) -> FactTable:
    """Unit, tier, version, due day, and who fills in, checks and signs (domain §4.1, section 0)."""
    held, none = section_facts.group_of(report, at), formats.NOTHING
    checked, signed = report.checked_by, report.signed_by
    rows = [
        [_("Unit"), unit_name(report)],
        [_("Tier"), section_facts.tier_of(report) or none],
        [_("Version"), str(report.amendment)],
        [_("Due"), formats.day(report.period.due_on)],
        [_("Filled in by"), report.contact_name or held.get(Post.CLERK, none)],
        [
            _("Checked by"),
            checked.name if checked else _("%(name)s (not yet)") % {"name": held.get(Post.DEPUTY_HEAD, none)},
        ],
        [_("Signed by"), signed.name if signed else _("%(name)s (not yet)") % {"name": held.get(Post.HEAD, none)}],
    ]
    return FactTable("head", _("The report"), [], rows)


def _counted(indicator: Indicator, rows: Sequence[CountedRow]) -> FactTable | None:
    """The register rows that one figure counts: the upgrades of the year, the partnerships that run."""
    told = [
        [row.label, formats.day(row.on) if row.on else formats.NOTHING, row.detail or formats.NOTHING] for row in rows
    ]
    heads = [_("Record"), _("Day"), _("What about it")]
    return FactTable(f"counted-{indicator.code}", indicator.name, heads, told, days=(1,)) if told else None


def _events(part: Part) -> FactTable | None:
    """Each event with how many enterprises took part, how many found somebody and with how many intents (section 6);
    the rows that the report claims are counted with those of the register."""
    by_event: dict[int, list[Any]] = {}
    for view in part.rows.get("participation", ()):
        if not view.is_refused:
            by_event.setdefault(view.row.event_id, []).append(view.row)
    told = [
        [
            rows[0].event.name,
            formats.day(rows[0].event.held_on),
            rows[0].event.place or formats.NOTHING,
            rows[0].event.get_level_display(),
            *_sums(rows),
        ]
        for rows in by_event.values()
    ]
    if len(told) > 1:
        told.append([_("All events"), "", "", "", *_sums([row for rows in by_event.values() for row in rows])])
    heads = [
        _("Event"),
        _("Day"),
        pgettext("of an event", "Place"),
        _("Organiser level"),
        _("Enterprises"),
        _("With a result"),
        _("Intents"),
    ]
    return (
        FactTable("events", _("Recruitment events of the quarter"), heads, told, (4, 5, 6), days=(1,)) if told else None
    )


def _sums(rows: Sequence[Any]) -> list[str]:
    """Participations, those with a result, intents."""
    return [str(len(rows)), str(sum(bool(row.intents) for row in rows)), str(sum(row.intents for row in rows))]


def _hitech(report: Report, at: dt.datetime) -> FactTable | None:
    firms = section_facts.hitech_enterprises(report, at)
    rows = [[firm.name, firm.industry or formats.NOTHING, formats.day(firm.registered_on)] for firm in firms]
    heads = [_("Enterprise"), _("Industry"), _("Registered on")]
    return FactTable("hitech", _("National hi-tech enterprises of the unit"), heads, rows) if rows else None


def _platforms(report: Report, at: dt.datetime) -> FactTable | None:
    rows = [
        [
            row.platform.name,
            f"{row.platform.get_level_display()} · {row.platform.get_kind_display()}",
            str(row.platform.host or row.platform.operator or formats.NOTHING),
            formats.number(row.platform.area_m2) if row.platform.area_m2 else formats.NOTHING,
            str(row.activities),
            formats.number(row.expert_days),
            _("active") if row.is_active else _("no activity in 12 months"),
        ]
        for row in section_facts.running_platforms(report, at)
    ]
    heads = [_("Platform"), _("Level and kind"), _("Host"), "m²", _("Activities"), _("Expert days"), _("State")]
    note = _("Activities and expert days of this quarter; enter missing ones below.")
    return FactTable("platforms", _("Running platforms"), heads, rows, (3, 4, 5), note) if rows else None


def _fund(report: Report, at: dt.datetime) -> FactTable:
    found = section_facts.fund(report, at)
    rows = [
        [_("Promised for the year"), formats.wan_yuan(found.promised)],
        [_("Paid since 1 January, verified"), formats.wan_yuan(found.paid)],
        *([purpose, formats.wan_yuan(amount)] for purpose, amount in found.by_purpose),
        [_("Paid in this quarter, all purposes"), formats.wan_yuan(sum(amount for _label, amount in found.by_purpose))],
    ]
    return FactTable("fund", _("The talent fund"), [], rows, (1,))
