"""The register rows that stand in a report: which kinds there are, where each belongs, what a unit may enter."""

from .kinds import ABOUT_PERSONS, EXPERT, ROW_KINDS, RowKind
from .views import RowView, rows_of_reports

__all__ = ["ABOUT_PERSONS", "EXPERT", "ROW_KINDS", "RowKind", "RowView", "rows_of_reports"]
