"""A placement that goes on elsewhere: the person moved to another unit, or the engagement became full-time."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from experts.models import Conflict, Engagement, Expert, Placement
from talentportal.core.services import audit
from townships.models import User

from . import people
from .claims import rivals_of

MOVE, CONVERT = "experts.move_expert", "experts.convert_placement"
EndReason = Placement.EndReason


class MoveRefused(Exception):
    """The move was not recorded; the message says why, for people."""


def move(
    placement: Placement, *, on: dt.date, landing: dict[str, Any], by: User, at: dt.datetime
) -> tuple[Placement, Placement]:
    """The placement ends as a move and one in another unit starts the same day."""
    row = _held(placement, on)
    if landing["township"].pk == row.township_id:
        raise MoveRefused(_("The person is in this unit already; choose another one."))
    if any(rival.pk != row.pk for rival in rivals_of(row.expert, landing["township"].pk, on)):
        raise MoveRefused(_("A further unit claims this person for these days; the conflict is decided first."))
    return _go_on(row, EndReason.MOVED, on, landing, action=MOVE, by=by, at=at)


def become_full_time(
    placement: Placement, *, on: dt.date, terms: dict[str, Any], by: User, at: dt.datetime
) -> tuple[Placement, Placement]:
    """A flexible engagement ends as converted; a full-time one in the same unit starts the same day."""
    row = _held(placement, on)
    if row.engagement != Engagement.FLEXIBLE:
        raise MoveRefused(_("This engagement is full-time already."))
    same = {"township": row.township, "enterprise": row.enterprise, "platform": row.platform}
    landing = {**same, "engagement": Engagement.FULL_TIME, "months_a_year": 12, **terms}
    return _go_on(row, EndReason.CONVERTED, on, landing, action=CONVERT, by=by, at=at)


def _held(placement: Placement, on: dt.date) -> Placement:
    Expert.objects.select_for_update(no_key=True).get(pk=placement.expert_id)
    rows = Placement.objects.select_for_update(of=("self",)).select_related(
        "township", "enterprise", "platform", "expert"
    )
    row = rows.get(pk=placement.pk)
    if row.ends_on is not None or row.dismissed_at is not None:
        raise MoveRefused(_("This placement has ended already."))
    if Conflict.objects.undecided().filter(claims__placement=row).exists():
        raise MoveRefused(_("Units disagree about this placement; the conflict is decided first."))
    if on <= row.starts_on:
        raise MoveRefused(_("Departure is earlier than landing"))
    return row


def _go_on(
    row: Placement, reason: str, on: dt.date, landing: dict[str, Any], *, action: str, by: User, at: dt.datetime
) -> tuple[Placement, Placement]:
    row.ends_on, row.end_reason, row.departure_reported_on = on, reason, on
    row.save(update_fields=["ends_on", "end_reason", "departure_reported_on"])
    fresh = people.record_placement(row.expert, **{**landing, "starts_on": on}, by=by, at=at)
    about = {"expert": row.expert_id, "on": on.isoformat(), "to": fresh.township.code, "placement": fresh.pk}
    audit.record(action, row, by=by, at=at, township_code=row.township.code, **about)
    return row, fresh
