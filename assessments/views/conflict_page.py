"""The page of a conflict: the claims side by side, in the order in which the rule asks, and what the data say.

A unit reads of the other side what the rule compares, and nothing else: not who claimed, and of files only the kind.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.services.stakes import Stake, stakes_of
from experts.masks import shown_name
from experts.models import Conflict, Engagement, Placement
from experts.queries import UnitNames, conflict_entries
from experts.services.access import sees_full
from experts.services.people import landing_faults
from platforms.models import Level
from talentportal.core import formats
from townships.models import Tier


class Side(NamedTuple):
    """One claim as this reader sees it."""

    placement: Placement
    unit: str
    is_own: bool  # may be read in full
    registered_in: str
    files: list[Any]
    faults: list[Any]
    stake: Stake | None
    was_withdrawn: bool  # before the decision: what it says no longer weighs

    @property
    def is_standing(self) -> bool:
        return self.placement.dismissed_at is None


class Part(NamedTuple):
    """A ground of the rule: what it compares, and for whom it speaks."""

    title: str
    says: str
    rows: list[tuple[str, list[Any]]]


def sides_of(conflict: Conflict, user: Any) -> list[Side]:
    """In the order of claiming."""
    rows = Placement.objects.filter(conflict_claims__conflict=conflict)
    rows = rows.select_related("expert", "township", "enterprise", "platform", "claimed_by")
    placed = list(rows.prefetch_related("files__uploaded_by").order_by("starts_on", "pk"))
    ids = {row.township_id for row in placed} | {row.enterprise.township_id for row in placed if row.enterprise}
    units, stakes = UnitNames(ids), stakes_of(conflict, placed)
    found = []
    for row in placed:
        home = row.enterprise.township_id if row.enterprise else None
        found.append(
            Side(
                placement=row,
                unit=units.name(row.township_id, row.starts_on),
                is_own=not user.acts_for_unit or user.township_id == row.township_id,
                registered_in=units.name(home, row.starts_on) if home else "",
                files=sorted(row.files.all(), key=lambda file: (file.uploaded_at, file.pk)),
                faults=landing_faults(row, row.expert),
                stake=stakes[row.pk],
                was_withdrawn=row.dismissed_at is not None and row.dismissed_at != conflict.decided_at,
            )
        )
    return found


def parts_of(sides: Sequence[Side]) -> list[Part]:
    """The three grounds in their order (domain §3.4), then what is at stake."""
    return [_workplace(sides), _contract(sides), _claim(sides), _stake(sides)]


def _row(label: str, sides: Sequence[Side], cell: Callable[[Side], Any]) -> tuple[str, list[Any]]:
    return label, [formats.dash(cell(side)) for side in sides]


def _speaks(sides: Sequence[Side], chosen: Sequence[Side]) -> str:
    standing = [side for side in sides if not side.was_withdrawn]
    if len(standing) < 2:
        return _("Only one claim stands.")
    if len(chosen) == 1:
        return _("Speaks for %(unit)s.") % {"unit": chosen[0].unit}
    return _("Does not tell the claims apart.")


def _works_there(side: Side) -> bool:
    row = side.placement
    at_home = row.enterprise is not None and row.enterprise.township_id == row.township_id
    at_home = at_home or (row.platform is not None and row.platform.township_id == row.township_id)
    return not side.was_withdrawn and at_home and row.has_social_insurance


def _workplace(sides: Sequence[Side]) -> Part:
    def months(side: Side) -> str:
        return formats.number(side.placement.months_a_year)

    return Part(
        _("First: real work place and tax registration"),
        _speaks(sides, [side for side in sides if _works_there(side)]),
        [
            _row(_("Employer"), sides, lambda s: s.placement.enterprise or s.placement.platform),
            _row(_("Registered in"), sides, lambda s: s.registered_in),
            _row(_("Social insurance or tax record"), sides, lambda s: yes_no(s.placement.has_social_insurance)),
            _row(_("Engagement"), sides, lambda s: capfirst(s.placement.get_engagement_display())),
            *([_row(_("Months a year on site"), sides, months)] if _any_flexible(sides) else []),
        ],
    )


def _any_flexible(sides: Sequence[Side]) -> bool:
    return any(side.placement.engagement == Engagement.FLEXIBLE for side in sides)


def yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def _earliest(sides: Sequence[Side], key: Callable[[Side], Any]) -> list[Side]:
    """The standing side whose day or moment is the earliest; nobody where two share it or none has one."""
    known = [(moment, side) for side in sides if not side.was_withdrawn and (moment := key(side)) is not None]
    first = min((moment for moment, _side in known), default=None)
    return [side for moment, side in known if moment == first]


def _contract(sides: Sequence[Side]) -> Part:
    return Part(
        _("Then: the earlier contract"),
        _speaks(sides, _earliest(sides, lambda s: s.placement.contract_from)),
        [
            _row(_("Contract from"), sides, lambda s: formats.day(s.placement.contract_from)),
            _row(_("Contract until"), sides, lambda s: formats.day(s.placement.contract_until)),
        ],
    )


def claimed_at(row: Placement) -> dt.datetime | None:
    """When the unit claimed; a landing entered by the office counts from when it was verified."""
    return row.claimed_at or row.verified_at


def _claim(sides: Sequence[Side]) -> Part:
    def complete(side: Side) -> dt.datetime | None:
        return None if side.faults else claimed_at(side.placement)

    def by(side: Side) -> str:
        who = side.placement.claimed_by
        return who.name if who and side.is_own else ""

    return Part(
        _("Last: the earlier complete claim"),
        _speaks(sides, _earliest(sides, complete)),
        [
            _row(_("Claimed at"), sides, lambda s: formats.moment(claimed_at(s.placement))),
            _row(_("Claimed by"), sides, by),
            _row(_("Landed on"), sides, lambda s: formats.day(s.placement.starts_on)),
            _row(_("Claim complete"), sides, lambda s: "; ".join(map(str, s.faults)) or _("Yes")),
        ],
    )


def _stake(sides: Sequence[Side]) -> Part:
    def told(read: Callable[[Stake], Any]) -> Callable[[Side], Any]:
        return lambda side: read(side.stake) if side.stake else ""

    unproven = any(side.stake and not side.stake.is_verified for side in sides)
    says = _("The selection is not verified yet; until then nobody earns anything.") if unproven else ""
    return Part(
        _("What is at stake"),
        says,
        [
            _row(_("Level"), sides, told(lambda s: capfirst(Level(s.level).label))),
            _row(_("Takes effect on"), sides, told(lambda s: formats.day(s.on))),
            _row(_("Bonus"), sides, told(lambda s: formats.change(s.amount))),
            _row(_("Tier of the unit"), sides, told(lambda s: Tier(s.tier).label if s.tier else "")),
            _row(_("Heads of B1"), sides, told(lambda s: formats.change(s.heads))),
        ],
    )


def told_of(conflict: Conflict, user: Any) -> dict[str, Any]:
    """What the page prints of the case itself."""
    sides = sides_of(conflict, user)
    units = [side.unit for side in sides]
    entries = conflict_entries(conflict, user)
    names = UnitNames({entry.township_id for entry in entries} | ({conflict.winner_id} - {None}))
    decided_on = conflict.decided_at.date() if conflict.decided_at else conflict.due_on
    return {
        "conflict": conflict,
        "name": shown_name(conflict.expert, full=sees_full(user, conflict.expert)),
        "units": _(", ").join(units),
        "sides": sides,
        "parts": parts_of(sides),
        "winner": names.name(conflict.winner_id, decided_on) if conflict.winner_id else "",
        "entries": [(entry, names.name(entry.township_id, entry.effective_on)) for entry in entries],
    }
