"""The report's own sections in words: header, departures, written remarks, self-score."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.forms.own_sections import HEADER, TEXTS
from assessments.models import ReportSection
from assessments.queries.reports import Part, Sheet
from talentportal.core import formats


def rows_word(n: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", n) % {"n": n} if n else ""


def own_summary(
    sheet: Sheet, part: Part, address: str, was: Mapping[str, str], flags: Mapping[str, str], *, change: bool
) -> list[dict[str, Any]]:
    """Rows as `report_rows.summary` gives them: label, value, what it was before, what is wrong, the way to change."""

    def row(name: str, label: Any, value: Any, meta: str = "") -> dict[str, Any]:
        return {
            "label": label,
            "value": value,
            "meta": meta,
            "was": was.get(name),
            "flag": flags.get(name, ""),
            "href": f"{address}#id_{name}" if change else "",
        }

    if part.code == ReportSection.DEPARTURES:
        told = rows_word(len(part.rows.get("departure", ())))
        return [row("has_nothing", _("Departures and moves"), _("none") if part.row.has_nothing else told)]
    if part.code == ReportSection.SELF:
        return [
            row(f"{line.code}-self", line.indicator.name, formats.number(line.self_score), line.self_reason)
            for line in sheet.scored_by_unit
            if line.self_score is not None
        ]
    fields = HEADER if part.code == ReportSection.HEADER else TEXTS
    return [row(name, label, getattr(sheet.report, name)) for name, label, *_rest in fields]
