"""Registers the app townships."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TownshipsConfig(AppConfig):
    name = "townships"
    verbose_name = _("Townships")

    def ready(self) -> None:
        """The kernel learns which registers there are; it knows none by itself."""
        from talentportal.core.registry import add_registers

        from .registers import REGISTERS

        add_registers(REGISTERS)
