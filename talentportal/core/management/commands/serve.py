"""`manage.py serve`: the web server, for production behind a proxy and for the demo alike."""

from django.core.management import BaseCommand

from talentportal.server import serve


class Command(BaseCommand):
    help = "Serve the portal with waitress."

    def add_arguments(self, parser):
        parser.add_argument("--listen", default="127.0.0.1:8000", help="address:port (default %(default)s)")

    def handle(self, *, listen, **options):
        serve(listen)
