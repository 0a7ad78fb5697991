"""Models of the assessment app, one module per subject."""

from .corrections import ApprovedLine, Correction, YearEntry
from .evidence import Evidence
from .indicators import Indicator, IndicatorGroup, IndicatorItem, IndicatorStep, Target
from .objections import Objection, ObjectionFile
from .papers import Circular, Paper, PaperTemplate
from .periods import CalendarException, Period
from .reports import Report, ReportLine, ReportSection, ReportStep
from .reviews import DeductionCase, IndicatorAssignment, ReviewNote
from .rows import LineReview, ReportPreparer, ReportRow, ReturnedCell, SectionPresence
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
    "Circular",
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
    "LineReview",
    "Objection",
    "ObjectionFile",
    "Paper",
    "PaperTemplate",
    "Period",
    "Prize",
    "Report",
    "ReportLine",
    "ReportPreparer",
    "ReportRow",
    "ReportSection",
    "ReportStep",
    "ReturnedCell",
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
    "SectionPresence",
    "Target",
    "YearEntry",
    "YearResult",
    "YearScore",
]
