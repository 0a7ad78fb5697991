"""Credit under the scheme in force: which terms hold on a day, and the verbs that post to the ledger.

The scheme of a day is that of the period the day lies in; a day without a period follows the scheme published last.
"""

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet

from assessments.models import Period, Scheme
from experts.models import CreditEntry, Expert
from experts.services import credits
from experts.services.ledger import Terms, TermsOn
from townships.models import User


class NoSchemeError(Exception):
    """No scheme is published, so nothing says what a level is worth."""


def post_credits(experts: "QuerySet[Expert]", *, by: User | None, at: dt.datetime) -> list[CreditEntry]:
    """Bring the ledger of these persons up to date under the schemes in force."""
    return credits.post_credits(experts, terms=terms_in_force(), by=by, at=at)


def terms_in_force() -> TermsOn:
    """A function from a day to its terms, loaded once for a whole run."""
    schemes = {scheme.pk: scheme for scheme in _published()}
    if not schemes:
        raise NoSchemeError
    terms = {pk: terms_of(scheme) for pk, scheme in schemes.items()}
    latest = max(schemes.values(), key=lambda s: (s.published_at is not None, s.published_at, s.version, s.pk)).pk
    by_quarter = {(p.year, p.quarter): p.scheme_id for p in Period.objects.filter(scheme__in=schemes)}
    return _lookup(terms, by_quarter, latest)


def _lookup(terms: dict[int, Terms], by_quarter: dict[tuple[int, int], int], latest: int) -> Callable:
    def terms_on(day: dt.date) -> Terms:
        return terms[by_quarter.get((day.year, (day.month + 2) // 3), latest)]

    return terms_on


def terms_of(scheme: Scheme) -> Terms:
    """What this version of the scheme says about credit."""
    return Terms(
        values={row.level: row.bonus for row in scheme.levels.all()},
        factors={row.engagement: row.factor for row in scheme.factors.all()},
        tier_minimum={row.tier: row.min_level for row in scheme.tiers.all()},
        clawback_months=scheme.clawback_months,
    )


def _published() -> "QuerySet[Scheme]":
    return Scheme.objects.filter(status=Scheme.Status.PUBLISHED).prefetch_related("levels", "factors", "tiers")
