"""Units in time: renamed, placed in another tier, opened, closed by a merger, split.

What these change in ledger and scores is asked for by the assessment layer, which calls these inside its transaction.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from talentportal.core import formats
from talentportal.core.services.audit import record
from townships.models import LeadingGroupPost, Township, TownshipName, TownshipSuccession, TownshipTier, User
from townships.models.ranges import covering

EDIT = "townships.edit_township"


class UnitRefused(Exception):
    """The unit was not changed; the message says why, for people."""


def rename_unit(
    unit: Township, *, name_zh: str, name_en: str, short_zh: str, starts_on: dt.date, by: User, at: dt.datetime
) -> TownshipName:
    """The same unit under another name from a day on; what happened before keeps the name of its time."""
    unit = _held(unit)
    _open(unit, starts_on)
    before = _end_current(unit.names, starts_on, _("The unit has another name from %(day)s on already."))
    fresh = TownshipName.objects.create(
        township=unit, name_zh=name_zh, name_en=name_en, short_zh=short_zh, starts_on=starts_on
    )
    told = {"was": before.name_zh, "name": name_zh, "starts_on": starts_on.isoformat()}
    record(EDIT, unit, by=by, at=at, township_code=unit.code, change="rename", **told)
    return fresh


def change_tier(
    unit: Township, *, tier: str, starts_on: dt.date, reason: str, by: User, at: dt.datetime
) -> TownshipTier:
    """Another class from the first day of a quarter on, with the reason for it."""
    unit = _held(unit)
    _open(unit, starts_on)
    if starts_on.day != 1 or starts_on.month not in (1, 4, 7, 10):
        raise UnitRefused(_("A tier holds from the first day of a quarter."))
    if unit.tiers.filter(covering(starts_on), tier=tier).exists():
        raise UnitRefused(_("The unit stands in this tier already."))
    before = _end_current(unit.tiers, starts_on, _("The unit has another tier from %(day)s on already."))
    fresh = TownshipTier.objects.create(township=unit, tier=tier, reason=reason, starts_on=starts_on)
    told = {"was": before.tier, "tier": tier, "starts_on": starts_on.isoformat(), "reason": reason}
    record(EDIT, unit, by=by, at=at, township_code=unit.code, change="tier", **told)
    return fresh


def open_unit(like: Township, *, opened_on: dt.date, about: dict[str, Any], by: User, at: dt.datetime) -> Township:
    """A new unit in the district of another one, last in the official order."""
    if Township.objects.filter(code=about["code"]).exists():
        raise UnitRefused(_("Another unit has the code %(code)s.") % {"code": about["code"]})
    last = Township.objects.filter(district=like.district_id).aggregate(last=Max("order"))["last"] or 0
    unit = Township.objects.create(
        district_id=like.district_id, code=about["code"], kind=about["kind"], order=last + 1, opened_on=opened_on
    )
    names = {key: about[key] for key in ("name_zh", "name_en", "short_zh")}
    TownshipName.objects.create(township=unit, starts_on=opened_on, **names)
    TownshipTier.objects.create(township=unit, tier=about["tier"], starts_on=opened_on)
    record(EDIT, unit, by=by, at=at, township_code=unit.code, change="open", opened_on=opened_on.isoformat())
    return unit


def merge_units(
    predecessors: Sequence[Township], successor: Township, *, on: dt.date, document_no: str, by: User, at: dt.datetime
) -> list[TownshipSuccession]:
    """From the day on the successor stands for the others: they close, and their posts end."""
    units = _held_all([*predecessors, successor])
    successor = units.pop(successor.pk)
    _open(successor, on)
    made = []
    for unit in units.values():
        _open(unit, on)
        if unit.opened_on >= on:
            raise UnitRefused(_("A unit cannot close on the day on which it opened."))
        if unit.closed_on is not None:
            raise UnitRefused(_("%(unit)s closes already.") % {"unit": _name(unit, on)})
        unit.closed_on = on
        unit.save(update_fields=["closed_on"])
        _end_posts(unit, on)
        made.append(
            TownshipSuccession.objects.create(
                kind=TownshipSuccession.Kind.MERGER,
                predecessor=unit,
                successor=successor,
                takes_over_on=on,
                document_no=document_no,
            )
        )
        told = {"into": successor.code, "on": on.isoformat(), "document": document_no}
        record(EDIT, unit, by=by, at=at, township_code=unit.code, change="merge", **told)
    return made


def split_unit(
    unit: Township, *, on: dt.date, about: dict[str, Any], document_no: str, by: User, at: dt.datetime
) -> Township:
    """A new unit opens beside the old one on the day; who goes over is recorded above this layer."""
    unit = _held(unit)
    _open(unit, on)
    fresh = open_unit(unit, opened_on=on, about=about, by=by, at=at)
    TownshipSuccession.objects.create(
        kind=TownshipSuccession.Kind.SPLIT,
        predecessor=unit,
        successor=fresh,
        takes_over_on=on,
        document_no=document_no,
    )
    told = {"into": fresh.code, "on": on.isoformat(), "document": document_no}
    record(EDIT, unit, by=by, at=at, township_code=unit.code, change="split", **told)
    return fresh


def _held(unit: Township) -> Township:
    return Township.objects.select_for_update().get(pk=unit.pk)


def _held_all(units: Sequence[Township]) -> dict[int, Township]:
    """Locked in the order of their keys."""
    ids = [unit.pk for unit in units]
    if len(set(ids)) != len(ids):
        raise UnitRefused(_("A unit cannot be merged into itself."))
    if len(ids) < 2:
        raise UnitRefused(_("Choose the units that are merged."))
    found = {unit.pk: unit for unit in Township.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len({unit.district_id for unit in found.values()}) != 1:
        raise UnitRefused(_("Units of different districts are not merged."))
    return found


def _open(unit: Township, day: dt.date) -> None:
    if unit.opened_on > day or (unit.closed_on is not None and unit.closed_on <= day):
        raise UnitRefused(_("%(unit)s is not open on that day.") % {"unit": _name(unit, day)})


def _name(unit: Township, day: dt.date) -> str:
    return Township.objects.named_on(day).get(pk=unit.pk).name or unit.code


def _end_current(rows: Any, day: dt.date, words: str) -> Any:
    """What holds on the day ends with it; a later row, or one that begins that very day, stands in the way."""
    later = rows.filter(starts_on__gte=day).order_by("starts_on").first()
    if later is not None:
        raise UnitRefused(words % {"day": formats.day(later.starts_on)})
    current = rows.select_for_update().filter(covering(day)).get()
    current.ends_on = day
    current.save(update_fields=["ends_on"])
    return current


def _end_posts(unit: Township, day: dt.date) -> None:
    """Posts of a closed unit end with it; one that would only begin later never does."""
    posts = LeadingGroupPost.objects.filter(township=unit)
    posts.filter(covering(day), starts_on__lt=day).update(ends_on=day)
    if posts.filter(starts_on__gte=day).exists():
        raise UnitRefused(_("A post of the leading group begins after the unit closes; correct it first."))
