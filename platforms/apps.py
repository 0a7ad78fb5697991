"""Registers the app platforms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformsConfig(AppConfig):
    name = "platforms"
    verbose_name = _("Platforms")

    def ready(self) -> None:
        """The kernel learns which registers there are; it knows none by itself."""
        from talentportal.core.registry import add_picks, add_registers

        from .registers import PICKS, REGISTERS

        add_registers(REGISTERS)
        add_picks(PICKS)
