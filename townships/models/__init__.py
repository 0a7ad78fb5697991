"""Models of the township app, one module per subject."""

from .leadership import CommitteeSession, LeadingGroupPost, ResponsibilityLetter
from .organisations import District, Tier, Township, TownshipName, TownshipSuccession, TownshipTier
from .ownership import UnitOwnedQuerySet, VerifiedModel, VerifiedQuerySet
from .people import Assignment, Role, User

__all__ = [
    "Assignment",
    "CommitteeSession",
    "District",
    "LeadingGroupPost",
    "ResponsibilityLetter",
    "Role",
    "Tier",
    "Township",
    "TownshipName",
    "TownshipSuccession",
    "TownshipTier",
    "UnitOwnedQuerySet",
    "User",
    "VerifiedModel",
    "VerifiedQuerySet",
]
