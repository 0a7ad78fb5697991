"""The office's own words in a circular. Its figures come from the published run, whatever is written here."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Circular, ScoreRun
from talentportal.core.services import audit
from townships.models import User

WORDS = ("title", "document_no", "issued_by", "signed_by", "issued_on", "opening", "praise", "warnings", "demands")


class CircularRefused(Exception):
    """The words were not saved; the message says why, for people."""


@transaction.atomic
def save_words(run: ScoreRun, words: Mapping[str, Any], *, version: int, by: User, at: dt.datetime) -> Circular:
    """Keep the words. `version` is the one that was read: 0 before anybody wrote any."""
    if not by.has_perm("assessments.edit_circular"):
        raise PermissionDenied
    run = ScoreRun.objects.select_for_update().get(pk=run.pk)
    if run.status != ScoreRun.Status.PUBLISHED:
        raise CircularRefused(_("Papers are made from published results only."))
    stored = Circular.objects.filter(run=run).first()
    if version != (stored.version if stored else 0):
        raise CircularRefused(_("Somebody else has changed these words since you opened them."))
    circular = stored or Circular(run=run, version=0)
    changed = {name: _pair(circular, name, words[name]) for name in WORDS if getattr(circular, name) != words[name]}
    for name in WORDS:
        setattr(circular, name, words[name])
    circular.version, circular.edited_by, circular.edited_at = version + 1, by, at
    circular.save()
    audit.record("assessments.edit_circular", circular, by=by, at=at, changed=changed)
    return circular


def _pair(circular: Circular, name: str, after: Any) -> list[str]:
    before = getattr(circular, name)
    return [str(before or ""), str(after or "")]
