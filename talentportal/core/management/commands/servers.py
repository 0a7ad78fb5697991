"""`manage.py servers`: the embedded PostgreSQL and Redis alone, for a developer's shell commands."""

import signal

from django.conf import settings
from django.core.management import BaseCommand

from talentportal import embedded


class Command(BaseCommand):
    help = "Run the embedded PostgreSQL and Redis until Ctrl-C."
    requires_system_checks = []

    def handle(self, **options):
        servers = [embedded.Postgres(settings.VAR), embedded.Redis(settings.VAR)]
        for server in servers:
            self.stdout.write(server.start())
        embedded.watch(settings.VAR, remove=False)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
        for server in reversed(servers):
            server.stop()
