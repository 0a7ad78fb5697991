"""Registers the kernel as Django app `core`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "talentportal.core"
    label = "core"
    verbose_name = _("Kernel")
