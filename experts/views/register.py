"""The register of experts: facets, search by characters, pinyin, initials or unit; masked where it must be."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from experts.masks import shown_name
from experts.models import Engagement, Expert
from experts.queries import ACTIVE, CLAIMED, STATES, found, register_rows, with_service
from experts.services.access import may_see_full
from platforms.models import Level
from talentportal.core import clock, formats, marks
from talentportal.core.bilingual import reads_english
from talentportal.core.views.generic import Column, Facet, FilteredListView

LONG_AGO = 60  # days without a visit after which the number is marked


def _capital(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, str]]:
    """Words of a model as a heading of its own."""
    return [(value, capfirst(label)) for value, label in choices]


class ExpertList(FilteredListView):
    """Office roles see every person, a unit those who have or had a placement in it."""

    permission_required = ("experts.view_expert",)
    template_name = "experts/expert_list.html"
    title = _("Experts")
    placeholder = _("Name, pinyin initials or unit, for example snjd")
    search = ("name",)  # shows the box; `searched` knows better
    order = ("sort_key", "pk")

    @cached_property
    def day(self) -> Any:
        return clock.today()

    @cached_property
    def lede(self) -> Any:
        """One sentence to read aloud: how many there are, and what waits."""
        counts = dict(self.rows().order_by().values_list("state").annotate(n=Count("pk")))
        words = {"total": sum(counts.values()), "active": counts.get(ACTIVE, 0), "claims": counts.get(CLAIMED, 0)}
        if self.request.user.acts_for_unit:
            return _("Your unit: %(total)s experts, %(active)s in post, %(claims)s awaiting verification.") % words
        return _("The district: %(total)s experts, %(active)s in post, %(claims)s awaiting verification.") % words

    @cached_property
    def facets(self) -> Sequence[Facet]:  # type: ignore[override]
        words = "en" if reads_english() else "zh"
        unit = Facet("unit", _("Unit"), label="unit_name")
        return (
            Facet("level", _("Level"), choices=_capital(Level.choices)),
            Facet("state", _("State"), choices=STATES),
            *(() if self.request.user.acts_for_unit else (unit,)),
            Facet(
                "programme", _("Programme"), "selections__programme__code", (), f"selections__programme__name_{words}"
            ),
            Facet("category", _("Category"), choices=_capital(Expert.Category.choices), folded=True),
            Facet("engagement", _("Engagement"), choices=_capital(Engagement.choices), folded=True),
            Facet("field", _("Field"), folded=True),
        )

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        full = may_see_full(self.request.user)
        return (
            Column(
                _("Name"),
                lambda e: shown_name(e, full=full and e.is_open),
                href=lambda e: reverse("expert-detail", args=[e.pk]),
                order="sort_key",
            ),
            Column(_("Level"), lambda e: marks.level_tag(e.level) if e.level else "", order="-level_rank"),
            Column(_("Field"), "field", desktop=True),
            Column(_("Unit"), "unit_name", order="unit_order"),
            Column(_("Employer"), "employer", desktop=True),
            Column(_("Landed on"), lambda e: formats.day(e.landed_on), order="landed_on", desktop=True),
            Column(_("Last visit"), self._since, order="seen_on", num=True),
            Column(_("Open requests"), lambda e: str(e.open_requests), order="open_requests", num=True),
        )

    def _since(self, expert: Any) -> Any:
        if expert.seen_on is None:
            return None
        days = (self.day - expert.seen_on).days
        text = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        return format_html('<span class="flag">{}</span>', text) if days > LONG_AGO else text

    def rows(self) -> "QuerySet[Expert]":
        return register_rows(self.request.user, self.day)

    def searched(self, rows: "QuerySet[Expert]") -> "QuerySet[Expert]":
        return found(rows, self.wish.text, self.day) if self.wish.text else rows

    def ordered(self, rows: "QuerySet[Expert]") -> "QuerySet[Expert]":
        return super().ordered(with_service(rows, self.request.user))
