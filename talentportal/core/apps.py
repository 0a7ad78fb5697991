"""Registers the kernel as Django app `core`."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "talentportal.core"
    label = "core"
    verbose_name = _("Kernel")

    def ready(self) -> None:
        from .system_checks import printing_is_possible

        register(printing_is_possible)
