"""Models of the expert app, one module per subject."""

from .activities import EventParticipation, FundPayment, RecruitmentEvent
from .attribution import ClaimFile, Conflict, ConflictClaim, CreditShare, ShareAgreement
from .contacts import LeaderContact, ServiceRequest
from .credits import CreditEntry
from .departures import ReportedDeparture
from .experts import Expert, Team
from .outcomes import Patent
from .placements import Engagement, Placement
from .programmes import LEVEL_RANK, Application, Programme, Selection

__all__ = [
    "LEVEL_RANK",
    "Application",
    "ClaimFile",
    "Conflict",
    "ConflictClaim",
    "CreditEntry",
    "CreditShare",
    "Engagement",
    "EventParticipation",
    "Expert",
    "FundPayment",
    "LeaderContact",
    "Patent",
    "Placement",
    "Programme",
    "RecruitmentEvent",
    "ReportedDeparture",
    "Selection",
    "ServiceRequest",
    "ShareAgreement",
    "Team",
]
