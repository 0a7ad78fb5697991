"""How a figure or a register row reads, and to whom: persons by name or masked, links only where the reader may go."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse

from assessments.models import Indicator
from assessments.queries.sheet import WAN_YUAN
from experts.masks import mask_name
from experts.models import Expert
from talentportal.core import formats
from talentportal.core.bilingual import reads_english


class CountedRow(NamedTuple):
    label: str
    on: dt.date | None
    detail: str
    url: str | None


class Reader:
    """Who reads the rows: persons by name where he may know them, masked otherwise; links where he may go."""

    def __init__(self, user: Any, experts: Iterable[Expert]) -> None:
        self._user = user
        ids = {expert.pk for expert in experts}
        seen = Expert.objects.visible_to(user).filter(pk__in=ids)
        self._seen = ids if user.sees_all_units or not ids else set(seen.values_list("pk", flat=True))
        self._knows_names = user.has_perm("experts.view_full_expert")

    def name(self, expert: Expert) -> str:
        if not (self._knows_names and expert.pk in self._seen):
            return mask_name(expert.name)
        return expert.name_en if reads_english() and expert.name_en else expert.name

    def url(self, expert: Expert) -> str | None:
        return self.link("experts.view_expert", "expert-detail", expert.pk) if expert.pk in self._seen else None

    def link(self, right: str, page: str, *args: Any) -> str | None:
        return reverse(page, args=args) if self._user.has_perm(right) else None


def with_unit(value: Decimal | None, indicator: Indicator) -> str:
    """A figure with its unit; money as people write it in either language."""
    if value is None:
        return formats.NOTHING
    if indicator.unit_zh == WAN_YUAN:
        return formats.wan_yuan(value * 10000)
    return f"{formats.number(value)}{' ' if formats.in_english() else ''}{indicator.unit}"


def words(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)
