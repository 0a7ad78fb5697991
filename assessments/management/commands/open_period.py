"""Create a quarter and open it: `manage.py open_period 2014Q4`."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.models import Period, Scheme
from assessments.services.periods import PeriodRefused, create_period, open_period
from talentportal.core import clock
from townships.models import User


class Command(BaseCommand):
    """Without --scheme the scheme published last is used; a period that exists is only opened."""

    help = "Create a period and open it for all assessed units, or only create it with --later."

    def add_arguments(self, parser):
        parser.add_argument("period", help="written 2014Q4")
        parser.add_argument("--scheme", help="written YZ-REF/1; by default the scheme published last")
        parser.add_argument("--later", action="store_true", help="only create it; it opens by itself on its day")
        parser.add_argument("--by", help="user name of the administrator who decides this")

    def handle(self, *, period, scheme, later, by, **options):
        year, quarter = _parse(period)
        at, user = clock.now(), _user(by)
        try:
            with transaction.atomic():
                found = Period.objects.coded(period).first()
                if found is None:
                    found = create_period(year, quarter, _scheme(scheme), by=user, at=at)
                if not later:
                    found = open_period(found, by=user, at=at)
        except PeriodRefused as refusal:
            raise CommandError(f"{refusal}.") from None
        dates = f"opens {found.opens_on}, due {found.due_on}, locks after {found.locks_on}"
        reports = f"; {found.reports.count()} reports are open" if found.opened_at else ""
        self.stdout.write(f"{found.code}: {dates}{reports}")


def _parse(text: str) -> tuple[int, int]:
    year, _q, quarter = text.partition("Q")
    if len(year) != 4 or not year.isdecimal() or quarter not in {"1", "2", "3", "4"}:
        raise CommandError(f"{text!r} is not a quarter; write 2014Q4.")
    return int(year), int(quarter)


def _scheme(text: str | None) -> Scheme:
    published = Scheme.objects.filter(status=Scheme.Status.PUBLISHED)
    if text is None:
        found = published.order_by("-published_at", "-version").first()
        if found is None:
            raise CommandError("No scheme is published; load and publish one first (manage.py load_scheme).")
        return found
    code, _slash, version = text.rpartition("/")
    found = published.filter(code=code, version=int(version) if version.isdecimal() else 0).first()
    if found is None:
        raise CommandError(f"No published scheme {text}; write it like YZ-REF/1.")
    return found


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=username).first()
    if found is None or not found.has_perm("assessments.edit_period"):
        raise CommandError(f"{username} may not open periods; name an administrator.")
    return found
