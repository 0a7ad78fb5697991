"""Which indicators a joint-review department confirms."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import IndicatorAssignment
from talentportal.core.services.audit import record
from townships.models import Role, User
from townships.services.accounts import EDIT, AccountRefused


@transaction.atomic
def assign_indicators(person: User, codes: list[str], *, by: User, at: dt.datetime) -> None:
    """By code, over all versions of the scheme."""
    if codes and person.role != Role.CO_REVIEWER:
        raise AccountRefused(_("Indicators are assigned to joint-review departments only."))
    rows = IndicatorAssignment.objects.filter(user=person)
    before = sorted(rows.values_list("indicator_code", flat=True))
    after = sorted(set(codes))
    if before == after:
        return
    rows.exclude(indicator_code__in=after).delete()
    IndicatorAssignment.objects.bulk_create(
        [IndicatorAssignment(user=person, indicator_code=code) for code in after], ignore_conflicts=True
    )
    record(EDIT, person, by=by, at=at, step="assign", changed={"indicators": [before, after]})
