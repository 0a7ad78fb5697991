"""Hints: figures that are unusual for the unit. Nothing is asked; somebody looks once more."""

from django.utils.translation import gettext as _

from assessments.queries.outliers import outliers
from assessments.queries.readers import with_unit
from assessments.queries.reports import Sheet

from .base import HINT, Finding


def hints(sheet: Sheet) -> list[Finding]:
    """A finding for each figure outside the unit's own usual range; one query."""
    said = _("%(name)s: %(value)s; in the last %(n)s approved quarters it lay between %(low)s and %(high)s")
    found = []
    for line, low, high, quarters in outliers(sheet):
        about = line.indicator
        words = {"name": about.name, "value": with_unit(line.value, about), "n": quarters}
        words |= {"low": with_unit(low, about), "high": with_unit(high, about)}
        found.append(Finding(HINT, said % words, line.section, line.code, "value"))
    return found
