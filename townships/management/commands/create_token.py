"""Give an API client a token, shown once and never again: `manage.py create_token bureau --days 365`."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from knox.models import AuthToken

from talentportal.core import clock
from talentportal.core.services.audit import record
from townships.models import User


class Command(BaseCommand):
    """Only the token's digest is kept. `--revoke` takes back all tokens that the account holds."""

    help = "Create a REST token for an account, or take its tokens back."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--days", type=int, default=365, help="days until it expires (default 365)")
        parser.add_argument("--revoke", action="store_true", help="take back every token of the account")

    def handle(self, *, username, days, revoke, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {username}.")
        if revoke:
            self._revoke(user)
            return
        if not 1 <= days <= 3650:
            raise CommandError("--days takes 1 to 3650.")
        with transaction.atomic():
            _row, token = AuthToken.objects.create(user, expiry=dt.timedelta(days=days))
            record("townships.edit_user", user, by=None, at=clock.now(), step="token", days=days)
        self.stdout.write(token)

    @transaction.atomic
    def _revoke(self, user):
        count, _kinds = AuthToken.objects.filter(user=user).delete()
        record("townships.edit_user", user, by=None, at=clock.now(), step="revoke", tokens=count)
        self.stdout.write(f"{count} tokens of {user.username} are taken back")
