"""Who saw whom: each look at an unmasked person is one entry of the audit log.

The page of a person is the only one whose GET writes, and this entry is all that it writes: security asks that
"who saw this person" can be answered later, so a look that cannot be recorded does not happen.
"""

import datetime as dt

from experts.models import Expert
from talentportal.core.services import audit
from townships.models import User

FULL = "experts.view_full_expert"


def may_see_full(user: User) -> bool:
    """Rows are limited by `visible_to`; this is about names, telephone and identity on them."""
    return user.has_perm(FULL)


def sees_full(user: User, expert: Expert) -> bool:
    """Whether this reader sees this person unmasked. A unit that claims somebody registered elsewhere learns no more
    than it typed until the district has recognised its claim."""
    if not may_see_full(user):
        return False
    if not user.acts_for_unit:
        return True
    standing = expert.placements.filter(dismissed_at__isnull=True)
    if standing.filter(township=user.township_id, verified_at__isnull=False).exists():
        return True
    return not expert.placements.exclude(township=user.township_id).exists()


def record_look(expert: Expert, *, contact: bool, by: User, at: dt.datetime) -> None:
    """`contact`: the telephone number was shown in full too."""
    audit.record(FULL, expert, by=by, at=at, township_code=getattr(expert, "unit", "") or "", contact=contact)
