"""Prove that no published result was altered: `manage.py verify_results [--period 2014Q1] [--head DIGEST]`."""

import re

from django.core.management.base import BaseCommand, CommandError

from assessments.queries.seals import seals
from assessments.services.sealing import verify_chain

PERIOD = re.compile(r"[0-9]{4}(Q[1-4])?")
DIGEST = re.compile(r"[0-9a-f]{64}")


class Command(BaseCommand):
    """Ends with 1 and names the first broken link when anything differs; warnings alone end with 0."""

    help = "Follow the chain of seals, compare it with the tables and compute every published result again."

    def add_arguments(self, parser):
        parser.add_argument("--period", help="look only into results of this quarter or year, written 2014Q1 or 2014")
        parser.add_argument("--head", default="", help="the digest on a paper copy, which the chain must hold")

    def handle(self, *, period, head, **options):
        if period and not PERIOD.fullmatch(period):
            raise CommandError(f"{period!r} is not a quarter; write 2014Q1.")
        if head and not DIGEST.fullmatch(head):
            raise CommandError("A digest has 64 characters, 0 to 9 and a to f.")
        found = verify_chain(period=period, head=head)
        broken = [finding for finding in found if not finding.is_warning]
        for finding in found:
            (self.stderr if finding in broken else self.stdout).write(f"{'✗' if finding in broken else '!'} {finding}")
        last = seals().only("number", "digest").last()
        if broken:
            raise CommandError(f"First broken: {broken[0]} ({len(broken)} in all)")
        if last is None:
            self.stdout.write("No result is sealed yet.")
            return
        self.stdout.write(f"{last.number} links are whole; every result comes out the same. Head: {last.digest}")
