"""Hints of the check page in words: figures that are unusual for the unit, each with the way to its field."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.queries.outliers import Outlier

from .report_rows import with_unit


def hints(found: Iterable[Outlier], where: tuple[str, str]) -> list[tuple[str, str]]:
    said = _("%(name)s: %(value)s; in the last %(n)s approved quarters it lay between %(low)s and %(high)s")
    told = []
    for line, low, high, quarters in found:
        about = line.indicator
        words = {"name": about.name, "value": with_unit(line.value, about), "n": quarters}
        words |= {"low": with_unit(low, about), "high": with_unit(high, about)}
        address = reverse("report-section", args=[*where, line.section])
        told.append((said % words, f"{address}#line-{line.code}"))
    return told
