"""Load the demo's data: Yinzhou's units with invented people and figures."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from talentportal.demo.load import load_demo
from townships.models import District, User


class Command(BaseCommand):
    """`manage.py load_demo`: fills an empty database; does nothing where the demo is loaded already."""

    help = "Load the demo data into an empty database (local mode only)."

    def handle(self, *, verbosity, **options):
        if not settings.LOCAL:
            raise CommandError(
                "The demo's accounts have a password that everybody knows, so it loads in local mode only. "
                "On a machine of your own set TALENTPORTAL_LOCAL=1."
            )
        if User.objects.filter(username="shounan-clerk").exists():
            self._say(verbosity, "The demo data is there already; nothing was changed.")
            return
        if User.objects.exists() or District.objects.exists():
            raise CommandError("This database holds other data; the demo loads into an empty one only.")
        began = time.monotonic()
        load_demo(lambda text: self._say(verbosity, f"{time.monotonic() - began:5.1f} s  {text}"))

    def _say(self, verbosity: int, text: str) -> None:
        if verbosity:
            self.stdout.write(text)
