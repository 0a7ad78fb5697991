"""Models of the assessment app, one module per subject."""

from .indicators import Indicator, IndicatorGroup, IndicatorItem, IndicatorStep, Target
from .periods import CalendarException, Period
from .reports import Evidence, Report, ReportLine, ReportSection, ReportStep
from .reviews import DeductionCase, IndicatorAssignment, ReviewNote
from .schemes import (
    Band,
    DeductionRule,
    EngagementFactor,
    Scheme,
    SchemeLevel,
    SchemeTier,
)
from .scores import Score, ScoreLine, ScoreRun

__all__ = [
    "Band",
    "CalendarException",
    "DeductionCase",
    "DeductionRule",
    "EngagementFactor",
    "Evidence",
    "Indicator",
    "IndicatorAssignment",
    "IndicatorGroup",
    "IndicatorItem",
    "IndicatorStep",
    "Period",
    "Report",
    "ReportLine",
    "ReportSection",
    "ReportStep",
    "ReviewNote",
    "Scheme",
    "SchemeLevel",
    "SchemeTier",
    "Score",
    "ScoreLine",
    "ScoreRun",
    "Target",
]
