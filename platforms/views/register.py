"""The register of platforms and the page of one, on the generic list and detail."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from platforms.models import Level, Platform
from platforms.queries import CLAIMED, RUNNING, STATE_MARKS, STATES, found, register_rows, with_work, work_of
from talentportal.core import clock, formats, marks
from talentportal.core.views.generic import Column, Facet, FilteredListView, RegisterDetailView


def _area(platform: Platform) -> str | None:
    return None if platform.area_m2 is None else f"{formats.number(platform.area_m2)} m²"


def _mark(platform: Any) -> Any:
    return marks.status(STATE_MARKS[platform.state], dict(STATES)[platform.state])


class PlatformList(FilteredListView):
    """Office roles see every platform, a unit its own."""

    permission_required = ("platforms.view_platform",)
    title = _("Platforms")
    placeholder = _("Platform, operator or unit")
    search = ("name",)  # shows the box; `searched` knows better
    order = ("unit_order", "name", "pk")

    @cached_property
    def day(self) -> Any:
        return clock.today()

    @cached_property
    def lede(self) -> Any:
        """One sentence to read aloud."""
        counts = dict(self.rows().order_by().values_list("state").annotate(n=Count("pk")))
        words = {"total": sum(counts.values()), "running": counts.get(RUNNING, 0), "claims": counts.get(CLAIMED, 0)}
        if self.request.user.acts_for_unit:
            return _("Your unit: %(total)s platforms, %(running)s running, %(claims)s awaiting verification.") % words
        return _("The district: %(total)s platforms, %(running)s running, %(claims)s awaiting verification.") % words

    @cached_property
    def facets(self) -> Sequence[Facet]:  # type: ignore[override]
        unit = Facet("unit", _("Unit"), label="unit_name")
        return (
            Facet("state", _("State"), choices=STATES),
            Facet("level", _("Level"), choices=[(v, capfirst(w)) for v, w in Level.choices]),
            Facet("kind", _("Kind"), choices=[(v, capfirst(w)) for v, w in Platform.Kind.choices]),
            *(() if self.request.user.acts_for_unit else (unit,)),
        )

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        return (
            Column(_("Platform"), "name", href=lambda p: reverse("platform-detail", args=[p.pk]), order="name"),
            Column(_("Level"), lambda p: marks.level_tag(p.level)),
            Column(_("Kind"), lambda p: capfirst(p.get_kind_display())),
            Column(_("Unit"), "unit_name", order="unit_order"),
            Column(_("State"), _mark),
            Column(_("Area"), _area, order="area_m2", num=True, desktop=True),
            Column(_("Approved on"), lambda p: formats.day(p.approved_on), order="approved_on", desktop=True),
            Column(_("Activities in 12 months"), lambda p: str(p.n_activities), order="n_activities", num=True),
            Column(_("Experts here"), lambda p: str(p.n_people), order="n_people", num=True),
        )

    def rows(self) -> "QuerySet[Platform]":
        return register_rows(self.request.user, self.day)

    def searched(self, rows: "QuerySet[Platform]") -> "QuerySet[Platform]":
        return found(rows, self.wish.text)

    def ordered(self, rows: "QuerySet[Platform]") -> "QuerySet[Platform]":
        return super().ordered(with_work(rows, self.request.user, self.day))


class PlatformPage(RegisterDetailView):
    """Facts, approval, what happened there and who works there."""

    permission_required = ("platforms.view_platform",)
    template_name = "platforms/platform_detail.html"
    list_url = "platform-list"
    list_title = _("Platforms")
    facts = (
        Column(_("Unit"), "unit_name"),
        Column(_("Kind"), lambda p: capfirst(p.get_kind_display())),
        Column(_("Host enterprise"), lambda p: p.host.name if p.host else None),
        Column(_("Operator"), "operator"),
        Column(_("Industry"), "industry"),
        Column(_("Area"), _area),
        Column(_("Running from"), lambda p: formats.day(p.starts_on)),
        Column(_("Running until"), lambda p: formats.day(p.ends_on)),
    )

    def rows(self) -> "QuerySet[Platform]":
        return register_rows(self.request.user, clock.today()).select_related("verified_by")

    def context(self) -> dict[str, Any]:
        platform = self.object
        work = work_of(platform, self.request.user, clock.today())
        here = [p for p in work.placements if p.is_verified and (p.ends_on is None or p.ends_on > clock.today())]
        figures = [
            (gettext("Activities in 12 months"), work.n_last_year, "", ""),
            (gettext("Expert days in 12 months"), formats.number(work.expert_days), "", ""),
            (gettext("Experts here"), len(here), "", ""),
        ]
        state = {"state": dict(STATES)[platform.state], "state_mark": STATE_MARKS[platform.state]}
        return super().context() | state | {"work": work, "figures": figures}
