"""What a what-if needs besides the engine: scenarios a person may open, and the scheme with its prize table."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from assessments.models import Indicator, Scenario, Scheme
from talentportal.core.bilingual import reads_english


class Named(NamedTuple):
    """An indicator in the reader's language."""

    code: str
    name: str
    unit: str
    group: str


def scenarios(user: Any) -> QuerySet[Scenario]:
    """One's own and what colleagues share, about runs that this person may read; the latest first."""
    return Scenario.objects.visible_to(user).select_related("owner", "run__period").order_by("-saved_at", "-pk")


@lru_cache(maxsize=16)
def prize_scheme(scheme_id: int) -> Scheme:
    """A period takes only a published scheme, and that never changes: it is remembered, with its prizes."""
    return Scheme.objects.prefetch_related("prizes").get(pk=scheme_id)


def names_of(scheme_id: int) -> tuple[Named, ...]:
    return _names(scheme_id, reads_english())


@lru_cache(maxsize=32)
def _names(scheme_id: int, _english: bool) -> tuple[Named, ...]:
    lines = Indicator.objects.filter(scheme=scheme_id).select_related("group").order_by("position")
    return tuple(Named(line.code, line.name, line.unit, f"{line.group.code} {line.group.name}") for line in lines)
