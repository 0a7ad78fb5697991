"""Models of the platform app, one module per subject."""

from .enterprises import Enterprise, Symposium
from .platforms import Level, Platform, PlatformActivity
from .universities import CooperationProject, University, UniversityPartnership

__all__ = [
    "CooperationProject",
    "Enterprise",
    "Level",
    "Platform",
    "PlatformActivity",
    "Symposium",
    "University",
    "UniversityPartnership",
]
