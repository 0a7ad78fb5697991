"""How a person stands in a register of other things: by a name that the reader may see, and chosen by it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from experts.masks import shown_name
from experts.models import Expert, Placement
from talentportal.core.registers import Column
from talentportal.core.registry import Pick

FULL = "experts.view_full_expert"
VIEW = "experts.view_expert"
PERSON = Column(_("Expert"), "expert", order="expert__sort_key")


def person_words(expert: Expert | None, user: Any) -> str:
    return shown_name(expert, full=user.has_perm(FULL)) if expert else ""


def person_column(column: Column, user: Any, *, link: Any = None) -> Column:
    """The column PERSON for this reader; `link` instead of the person's own page."""
    link = link or (lambda row: reverse("expert-detail", args=[row.expert_id]) if row.expert_id else "")
    return Column(column.label, lambda row: person_words(row.expert, user), href=link, order=column.order)


class OfPerson:
    """For registers whose rows are about a person: PERSON stands for him among the columns."""

    def found(self, rows: Any, text: str, day: Any, user: Any) -> Any:
        """By the name too, for whoever may see it: a search must not tell what a mask hides."""
        if not user.has_perm(FULL):
            return super().found(rows, text, day, user)  # type: ignore[misc]
        named = Expert.objects.visible_to(user).ids_matching(text)
        return super().found(rows, text, day, user) | rows.filter(expert__in=named)  # type: ignore[misc]

    def columns_for(self, user: Any) -> Any:
        columns: Any = super().columns_for(user)  # type: ignore[misc]
        first = columns[0]
        link = getattr(self, "link", None)
        return [
            person_column(c, user, link=link if c is first else None) if c.value == "expert" else c for c in columns
        ]


def _people(user: Any) -> QuerySet[Expert]:
    """Whom the user may choose: a unit those known to nobody else or recognised as its own."""
    rows = Expert.objects.visible_to(user).order_by("sort_key", "pk")
    if not user.acts_for_unit:
        return rows
    placed = Placement.objects.filter(expert=OuterRef("pk"))
    mine = placed.verified().filter(township=user.township_id, dismissed_at__isnull=True)
    return rows.filter(Q(Exists(mine)) | ~Q(Exists(placed.exclude(township=user.township_id))))


def _called(rows: Any, text: str) -> QuerySet[Expert]:
    return rows.matching(text)


PICK = Pick("expert", VIEW, _people, _called, person_words)
