"""Keeping what is typed into a form that is sent by its button: on another machine it is there again."""

import datetime as dt
from typing import Any

from talentportal.core.models.kept import KeptForm

LONGEST = 20_000  # characters of JSON; the longest form of the portal holds a tenth of it
MOST = 200  # forms of one person
KEPT = dt.timedelta(days=30)


def keep_form(key: str, copy: dict[str, Any] | None, *, by: Any, at: dt.datetime) -> bool:
    """Keep the newest copy, or forget it where there is nothing typed any more. False: too many are kept already."""
    mine = KeptForm.objects.visible_to(by)
    if copy is None:
        mine.filter(key=key).delete()
        return True
    if not mine.filter(key=key).exists() and mine.count() >= MOST:
        return False
    KeptForm.objects.update_or_create(user=by, key=key, defaults={"copy": copy, "kept_at": at})
    return True


def sweep(*, at: dt.datetime) -> int:
    """Copies that nobody came back for go; answers how many."""
    return KeptForm.objects.filter(kept_at__lt=at - KEPT).delete()[0]
