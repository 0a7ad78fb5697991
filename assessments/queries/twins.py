"""The same file behind several things: two figures or rows, an earlier quarter, another unit's figure, claim or
objection."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from assessments.models import Evidence, Indicator, ObjectionFile, Report
from assessments.registers import ROW_KINDS
from experts.models import ClaimFile
from talentportal.core import formats
from talentportal.core.bilingual import reads_english
from townships.models import TownshipName
from townships.models.ranges import covering


def used_elsewhere(report: Report, *, names_units: bool) -> dict[str, str]:
    """By hash, where else a file of this report stands: in the unit's other reports, or with another unit (whose name
    only the office learns). A claim or an objection of the unit itself may well rest on the same paper, so it is no
    such place."""
    mine = Evidence.objects.filter(report=report).values("sha256")
    found: dict[str, str] = {}
    claims = ClaimFile.objects.filter(sha256__in=mine).exclude(placement__township=report.township_id)
    objections = ObjectionFile.objects.filter(sha256__in=mine).exclude(objection__township=report.township_id)
    said = {"claim": _("a claim"), "objection": _("an objection")}
    both = _plain(claims, "placement__township_id", report, "claim").union(
        _plain(objections, "objection__township_id", report, "objection")
    )
    for sha256, unit, kind in sorted(both, reverse=True):
        found[sha256] = _of_unit(said[kind], unit, names_units)
    papers = Evidence.objects.filter(sha256__in=mine).exclude(report=report)
    papers = papers.select_related("report__period", "indicator")
    for row in _with_unit(papers, "report__township_id", report).order_by("-pk"):
        place = f"{formats.quarter(row.report.period.code)} · {row.indicator.name}"
        is_own = row.report.township_id == report.township_id
        found[row.sha256] = place if is_own else _of_unit(place, row.unit_name, names_units)
    return found


def _with_unit(rows: "QuerySet[Any]", path: str, report: Report) -> "QuerySet[Any]":
    names = TownshipName.objects.filter(covering(report.period.last_day), township=OuterRef(path))
    return rows.annotate(unit_name=Subquery(names.values("name_en" if reads_english() else "name_zh")[:1]))


def _plain(rows: "QuerySet[Any]", path: str, report: Report, kind: str) -> "QuerySet[Any]":
    named = _with_unit(rows, path, report).annotate(what=Value(kind)).order_by()
    return named.values_list("sha256", Coalesce("unit_name", Value("")), "what")


def _of_unit(place: str, unit: str, names_units: bool) -> str:
    about = {"place": place, "unit": unit if names_units else _("another unit")}
    return _("%(unit)s: %(place)s") % about


def marked(lines: Iterable[Any], elsewhere: dict[str, str]) -> None:
    """Each file of the lines with `twin`: where else it stands, within this report too."""
    _mark([(line.indicator, paper) for line in lines for paper in line.evidence], elsewhere)


def with_twin(paper: Evidence, *, names_units: bool) -> Evidence:
    """One file of a report with its `twin`."""
    same = Evidence.objects.filter(report=paper.report_id, sha256=paper.sha256).select_related("indicator", "row")
    in_sheet = same.order_by("indicator__group__position", "indicator__position", "pk")  # as `marked` reads them
    papers = [(row.indicator, paper if row.pk == paper.pk else row) for row in in_sheet]
    _mark(papers, used_elsewhere(paper.report, names_units=names_units))
    return paper


def _mark(papers: list[tuple[Indicator, Any]], elsewhere: dict[str, str]) -> None:
    first: dict[str, tuple[Indicator, Any]] = {}
    for indicator, paper in papers:
        other = first.setdefault(paper.sha256, (indicator, paper))
        paper.twin = _within(indicator, paper, *other) or elsewhere.get(paper.sha256, "")


def _within(indicator: Indicator, paper: Any, other: Indicator, twin: Any) -> str:
    """A figure may show again what one of its rows shows, and one list of vouchers several payments; nothing else."""
    if other.pk != indicator.pk:
        return str(other.name)
    rows = paper.row, twin.row
    if None in rows or paper.row_id == twin.row_id or ROW_KINDS[paper.row.kind].shares_paper:
        return ""
    return _("another row of “%(name)s”") % {"name": other.name}
