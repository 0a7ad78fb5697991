"""Lines of a report in words: a figure with its unit, where it comes from, a task of the list, a row of the summary."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.checks import Finding, part_name
from assessments.measures import MEASURES
from assessments.models import Indicator, Report, ReportSection
from assessments.queries.history import Changes
from assessments.queries.readers import with_unit
from assessments.queries.reports import Line, Part, Sheet
from talentportal.core import formats

from .own_rows import own_summary, rows_word

NUMERALS = "一二三四五六七八九十"


def heading(part: Part) -> str:
    """二、人才引进 / 2. Recruitment."""
    name = part_name(part)
    if not part.position:
        return name
    return f"{part.position}. {name}" if formats.in_english() else f"{NUMERALS[part.position - 1]}、{name}"


def listed(words: Iterable[str]) -> str:
    return ("; " if formats.in_english() else "；").join(words)


def register_figure(line: Line) -> str:
    """What the register says: 3人, yes, or 11 of 16."""
    if line.counted is None:
        return formats.NOTHING
    if line.indicator.kind == Indicator.Kind.PENALTY:
        return _("minus %(n)s") % {"n": with_unit(line.counted, line.indicator)} if line.counted else _("nothing off")
    if line.indicator.kind == Indicator.Kind.YES_NO:
        return _("Yes") if line.counted else _("No")
    if line.out_of is not None:
        return _of(line.counted, line.out_of)
    return with_unit(line.counted, line.indicator)


def own_figure(line: Line) -> str:
    """What the unit says; of a confirmed line the register's figure."""
    if line.shape in ("confirm", "system"):
        return register_figure(line)
    if line.shape == "ticks":
        return _of(Decimal(len(line.ticks)), Decimal(len(line.indicator.items.all())))
    if line.value is None:
        return formats.NOTHING
    if line.shape == "yes_no":
        return _("Yes") if line.value else _("No")
    return (
        _of(line.value, line.out_of or Decimal(0)) if line.shape == "share" else with_unit(line.value, line.indicator)
    )


def _of(part: Decimal, whole: Decimal) -> str:
    if not whole:
        return _("not applicable: none on record")
    return _("%(part)s of %(whole)s") % {"part": formats.number(part), "whole": formats.number(whole)}


def provenance(line: Line, report: Report, rows: list[Any], at: dt.datetime) -> dict[str, Any]:
    """Where the register's figure comes from."""
    period = report.period
    first = period.year_start if line.indicator.basis == Indicator.Basis.YTD and not line.is_self_reported else None
    days = {"first": formats.day(first or period.first_day), "last": formats.day(period.last_day)}
    on_last_day = line.indicator.basis == Indicator.Basis.STOCK
    measure = MEASURES.get(line.indicator.measure)
    return {
        "summary": ngettext("%(n)s record", "%(n)s records", len(rows)) % {"n": len(rows)},
        "says": measure.says if measure else "",
        "when": _("on %(last)s") % days if on_last_day else _("%(first)s to %(last)s") % days,
        "at": at,
        "figure": register_figure(line),
        "claimed": with_unit(line.claimed, line.indicator) if line.claims_more else "",
        "rows": rows,
    }


# --- task list ---


def task(part: Part, report: Report, where: tuple[str, str]) -> dict[str, Any]:
    """One section as a task: done work is plain, only open work is coloured."""
    notes, row = part.open_notes, part.row
    item: dict[str, Any] = {
        "title": heading(part),
        "href": reverse("report-section", args=[*where, part.code]),
        "hint": hint(part, report),
        "id": f"state-{part.code}",
        "text": None,
        "code": part.code,
    }
    if notes:
        text = ngettext("%(n)d note to deal with", "%(n)d notes to deal with", len(notes)) % {"n": len(notes)}
        return item | {"state": "returned", "text": text}
    if row.is_complete:
        return item
    return item | {"state": "draft" if row.version else "not_started"}


def hint(part: Part, report: Report) -> str:
    """The first figures of the section, as a reminder of what is in it."""
    if part.code == ReportSection.TEXTS:
        filled = [str(label) for name, label in text_fields() if getattr(report, name)]
        return (_("filled in: %(names)s") % {"names": listed(filled)}) if filled else ""
    if part.code == ReportSection.HEADER:
        return listed(filter(None, (report.contact_name, report.contact_phone)))
    if part.code == ReportSection.DEPARTURES:
        told = rows_word(len(part.rows.get("departure", ())))
        return _("no change this quarter") if part.row.has_nothing else told
    words = [
        f"{line.indicator.name} {own_figure(line)}"
        for line in part.lines
        if line.shape != "system" and (part.row.version or line.shape == "confirm")
    ]
    return listed(words[:3])


def text_fields() -> Iterable[tuple[str, str]]:
    return [("highlights", _("Highlights")), ("problems", _("Problems")), ("plans", _("Plans for the next quarter"))]


# --- summary ---


def summary(
    sheet: Sheet,
    part: Part,
    where: tuple[str, str],
    findings: Iterable[Finding],
    was: Mapping[str, str],
    *,
    change: bool,
) -> list[dict[str, Any]]:
    """Rows of check-answers: label, value, remarks, what it was before, what is still wrong, the way to change it."""
    address = reverse("report-section", args=[*where, part.code])
    by_line: dict[str, list[str]] = {}
    findings = list(findings)
    for finding in findings:
        by_line.setdefault(finding.indicator, []).append(finding.message)
    if part.group is None:
        flags = {f.part if f.part != "nothing" else "has_nothing": f.message for f in findings}
        return own_summary(sheet, part, address, was, flags, change=change)
    return [
        {
            "label": line.indicator.name,
            "value": own_figure(line) if part.row.version or line.shape in ("confirm", "system") else "",
            "meta": listed(remarks(line)),
            "was": was.get(line.code),
            "flag": " ".join(by_line.get(line.code, [])),
            "href": f"{address}#line-{line.code}" if change and line.shape != "system" else "",
        }
        for line in part.lines
    ]


def remarks(line: Line) -> list[str]:
    """What a reader should know beside the figure."""
    words = []
    if line.shape == "system":
        words.append(_("counted by the portal"))
    elif line.shape == "confirm":
        words.append({True: _("confirmed"), False: _("disputed"), None: _("not yet confirmed")}[line.is_agreed])
    elif line.is_year_to_date and line.value is not None:
        words.append(_("year to date %(n)s") % {"n": with_unit(line.year_to_date, line.indicator)})
    if line.claims_more and line.claimed is not None:
        words.append(_("with the rows claimed here: %(n)s") % {"n": with_unit(line.claimed, line.indicator)})
    if line.is_self_reported and line.differs:
        figure = _of_items(line) if line.shape == "ticks" else register_figure(line)
        words.append(_("register: %(n)s") % {"n": figure})
    if line.evidence:
        n = len(line.evidence)
        words.append(ngettext("%(n)d file", "%(n)d files", n) % {"n": n})
    if line.reason:
        words.append(_("reason: %(text)s") % {"text": line.reason})
    return words


def was_before(sheet: Sheet, changes: Changes) -> dict[str, str]:
    """What lines, texts and header said when the report was last submitted, where that differs from now."""
    words, old = {}, changes.old
    for name in (*dict(text_fields()), "contact_name", "contact_phone"):
        if name in old and old[name] != getattr(sheet.report, name):
            words[name] = old[name] or formats.NOTHING
    for line in sheet.lines:
        now = {"value": line.value, "ticks": list(line.ticks), "is_agreed": line.is_agreed, "reason": line.reason}
        changed = {name: old[f"{line.code}-{name}"] for name in now if f"{line.code}-{name}" in old}
        before = replace(line, **{name: _read(name, value) for name, value in changed.items()})
        if own_figure(before) != own_figure(line) or before.is_agreed != line.is_agreed:
            words[line.code] = own_figure(before) if before.shape != "confirm" else listed(remarks(before)[:1])
        elif before.reason != line.reason:
            words[line.code] = _("reason: %(text)s") % {"text": before.reason or formats.NOTHING}
        elif line.code in changes.files:
            words[line.code] = _("the same, with other evidence")
    return words


def _read(name: str, value: Any) -> Any:
    """A value as the log kept it."""
    if name == "value" and value is not None:
        return Decimal(value)
    return tuple(value) if name == "ticks" else value


def _of_items(line: Line) -> str:
    return _of(Decimal(len(line.suggested_ticks)), Decimal(len(line.indicator.items.all())))
