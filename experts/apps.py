"""Registers the app experts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    name = "experts"
    verbose_name = _("Experts")

    def ready(self) -> None:
        """The kernel learns which registers there are; it knows none by itself."""
        from talentportal.core.registry import add_picks, add_registers

        from .registers import PICKS, REGISTERS

        add_registers(REGISTERS)
        add_picks(PICKS)
