"""The same file behind several things: two figures, an earlier quarter, another unit's figure or claim."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from assessments.models import Evidence, Report
from experts.models import ClaimFile
from talentportal.core import formats
from talentportal.core.bilingual import reads_english
from townships.models import TownshipName
from townships.models.ranges import covering


def used_elsewhere(report: Report, *, names_units: bool) -> dict[str, str]:
    """By hash, where else a file of this report stands: in the unit's other reports, or with another unit (whose name
    only the office learns). A claim of the unit itself may well rest on the same contract, so it is no such place."""
    mine = Evidence.objects.filter(report=report).values("sha256")
    found: dict[str, str] = {}
    claims = ClaimFile.objects.filter(sha256__in=mine).exclude(placement__township=report.township_id)
    for paper in _with_unit(claims, "placement__township_id", report).order_by("-pk"):
        found[paper.sha256] = _of_unit(_("a claim"), paper.unit_name, names_units)
    others = Evidence.objects.filter(sha256__in=mine).exclude(report=report)
    others = others.select_related("report__period", "indicator")
    for row in _with_unit(others, "report__township_id", report).order_by("-pk"):
        place = f"{formats.quarter(row.report.period.code)} · {row.indicator.name}"
        is_own = row.report.township_id == report.township_id
        found[row.sha256] = place if is_own else _of_unit(place, row.unit_name, names_units)
    return found


def _with_unit(rows: "QuerySet[Any]", path: str, report: Report) -> "QuerySet[Any]":
    names = TownshipName.objects.filter(covering(report.period.last_day), township=OuterRef(path))
    return rows.annotate(unit_name=Subquery(names.values("name_en" if reads_english() else "name_zh")[:1]))


def _of_unit(place: str, unit: str, names_units: bool) -> str:
    about = {"place": place, "unit": unit if names_units else _("another unit")}
    return _("%(unit)s: %(place)s") % about


def marked(lines: Iterable[Any], elsewhere: dict[str, str]) -> None:
    """Each file of the lines with `twin`: where else it stands, within this report too."""
    first: dict[str, Any] = {}
    for line in lines:
        for paper in line.evidence:
            other = first.setdefault(paper.sha256, line)
            within = "" if other is line else other.indicator.name
            paper.twin = within or elsewhere.get(paper.sha256, "")
