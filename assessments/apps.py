"""Registers the app assessments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        """Registers below ask this room whether a row may still change."""
        from .registers import keeping  # noqa: F401
