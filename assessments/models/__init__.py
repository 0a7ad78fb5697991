"""Models of the assessment app, one module per subject."""

from .corrections import ApprovedLine, Correction, YearEntry
from .indicators import Indicator, IndicatorGroup, IndicatorItem, IndicatorStep, Target
from .objections import Objection, ObjectionFile
from .periods import CalendarException, Period
from .reports import Evidence, Report, ReportLine, ReportSection, ReportStep
from .reviews import DeductionCase, IndicatorAssignment, ReviewNote
from .scenarios import Scenario
from .schemes import (
    Band,
    DeductionRule,
    EngagementFactor,
    Prize,
    Scheme,
    SchemeEditor,
    SchemeLevel,
    SchemeTier,
)
from .scores import Score, ScoreLine, ScoreRun
from .seals import Seal
from .years import YearResult, YearScore

__all__ = [
    "ApprovedLine",
    "Band",
    "CalendarException",
    "Correction",
    "DeductionCase",
    "DeductionRule",
    "EngagementFactor",
    "Evidence",
    "Indicator",
    "IndicatorAssignment",
    "IndicatorGroup",
    "IndicatorItem",
    "IndicatorStep",
    "Objection",
    "ObjectionFile",
    "Period",
    "Prize",
    "Report",
    "ReportLine",
    "ReportSection",
    "ReportStep",
    "ReviewNote",
    "Scenario",
    "Scheme",
    "SchemeEditor",
    "SchemeLevel",
    "SchemeTier",
    "Score",
    "ScoreLine",
    "ScoreRun",
    "Seal",
    "Target",
    "YearEntry",
    "YearResult",
    "YearScore",
]
