"""Units renamed, placed in another tier, merged and split, with the ledger and the scores that follow from it.

Quarters whose results are published keep their units as they were: nothing is dated into them.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import Period
from assessments.services.crediting import post_and_rescore
from assessments.services.scoring import request_scores
from experts.models import Expert, Placement
from experts.services import people
from experts.services.facts import contract_is_long
from talentportal.core import formats
from townships.models import Township, User
from townships.services import units
from townships.services.units import UnitRefused

__all__ = ["UnitRefused", "change_tier", "merge_units", "rename_unit", "split_unit"]
COPIED = ("platform", "engagement", "contract_from", "contract_until", "has_social_insurance", "months_a_year")


@transaction.atomic
def rename_unit(unit: Township, *, names: dict[str, str], starts_on: dt.date, by: User, at: dt.datetime) -> None:
    """A published quarter prints the name of its last day, so no name is dated back into one."""
    _not_into_published(unit, starts_on)
    units.rename_unit(unit, **names, starts_on=starts_on, by=by, at=at)


@transaction.atomic
def change_tier(unit: Township, *, tier: str, starts_on: dt.date, reason: str, by: User, at: dt.datetime) -> None:
    """Targets and ranking group change; new credit is judged by the tier of its day."""
    _not_into_published(unit, starts_on)
    units.change_tier(unit, tier=tier, starts_on=starts_on, reason=reason, by=by, at=at)
    _follow([unit], starts_on, by=by, at=at)


@transaction.atomic
def merge_units(
    predecessors: Sequence[Township],
    successor: Township | None,
    *,
    new: dict[str, Any] | None = None,
    on: dt.date,
    document_no: str,
    by: User,
    at: dt.datetime,
) -> Township:
    """The ledgers of the merged units pass to the successor, which is kept or opened on the day."""
    if not predecessors:
        raise UnitRefused(_("Choose the units that are merged."))
    for unit in predecessors:
        _not_into_published(unit, on)
    if successor is None:
        successor = units.open_unit(predecessors[0], opened_on=on, about=new or {}, by=by, at=at)
    units.merge_units(predecessors, successor, on=on, document_no=document_no, by=by, at=at)
    _follow([*predecessors, successor], on, by=by, at=at)
    return successor


@transaction.atomic
def split_unit(
    unit: Township,
    *,
    new: dict[str, Any],
    placements: Sequence[Placement],
    on: dt.date,
    document_no: str,
    by: User,
    at: dt.datetime,
) -> Township:
    """Those who go over end here as reorganised and begin there the same day; their entries follow them."""
    _not_into_published(unit, on)
    fresh = units.split_unit(unit, on=on, about=new, document_no=document_no, by=by, at=at)
    for placement in sorted(placements, key=lambda row: row.pk):
        _go_over(placement, unit, fresh, on, by=by, at=at)
    _follow([unit, fresh], on, by=by, at=at)
    return fresh


def _go_over(placement: Placement, unit: Township, fresh: Township, on: dt.date, *, by: User, at: dt.datetime) -> None:
    """The same terms in the new unit. The employer's registration stays dated where it was: the contract counts."""
    Expert.objects.select_for_update(no_key=True).get(pk=placement.expert_id)
    row = Placement.objects.select_for_update(of=("self",)).select_related("expert", "platform").get(pk=placement.pk)
    name = row.expert.name
    if row.township_id != unit.pk or row.ends_on is not None or row.starts_on >= on or row.dismissed_at is not None:
        raise UnitRefused(_("%(name)s is not placed in the unit on that day.") % {"name": name})
    if row.is_verified and not contract_is_long(row.contract_from, row.contract_until):
        raise UnitRefused(
            _("%(name)s has no contract of three years; record the landing in the new unit by hand.") % {"name": name}
        )
    reason = Placement.EndReason.REORGANISED
    people.end_placement(row, ends_on=on, reason=reason, reported_on=on, by=by, at=at)
    terms = {key: getattr(row, key) for key in COPIED}
    landing = people.record_placement(row.expert, township=fresh, enterprise=None, starts_on=on, **terms, by=by, at=at)
    if row.is_verified and not landing.is_verified:
        Placement.objects.filter(pk=landing.pk).update(verified_at=at, verified_by=row.verified_by)


def _follow(changed: Sequence[Township], since: dt.date, *, by: User, at: dt.datetime) -> None:
    """Post the ledger of everybody who ever stood in these units, and score every open quarter from the day on."""
    ids = [unit.pk for unit in changed]
    touched = Expert.objects.filter(Q(placements__township__in=ids) | Q(credits__township__in=ids))
    post_and_rescore(Expert.objects.filter(pk__in=touched.values("pk")), since=since, by=by, at=at)
    for period in Period.objects.unsettled():
        if since < period.after:
            request_scores(period, by=by, at=at)


def _not_into_published(unit: Township, day: dt.date) -> None:
    last = Period.objects.filter(runs__status="published", runs__scores__township__district=unit.district_id)
    period = last.order_by("-year", "-quarter").first()
    if period is not None and day <= period.last_day:
        words = _("The results up to %(day)s are published; choose a later day.")
        raise UnitRefused(words % {"day": formats.day(period.last_day)})
