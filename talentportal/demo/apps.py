"""The demo as a Django app: commands and data, no models."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Installed everywhere, so that its command can say why it refuses to run outside local mode."""

    name = "talentportal.demo"
    label = "demo"
