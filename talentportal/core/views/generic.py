"""Registers without code of their own: a filtered list and a detail page.

To add a register, write the model with a QuerySet that has `visible_to(user)`, a view and a URL line:

    class PlatformList(FilteredListView):
        permission_required = ("platforms.view_platform",)
        queryset = Platform.objects.select_related("kind")         # rows before visible_to, facets and search
        title, lede = _("Platforms"), _("Where talent works")
        search = ("name__icontains", "initials__istartswith")       # any of these matches the typed words
        facets = (
            Facet("level", _("Level"), choices=Level.choices),
            Facet("unit", _("Unit"), field="township__code", label="township__names__name_zh"),
        )
        columns = (
            Column(_("Name"), "name", href="get_absolute_url", order="name"),
            Column(_("Level"), lambda p: marks.level_tag(p.level), desktop=True),
            Column(_("Area"), lambda p: formats.number(p.area), num=True, order="area"),
        )

    path("platforms/", PlatformList.as_view(), name="platform-list")

The page works with plain links and forms; with htmx the same address answers only the results (a request whose
target is `results`). Facet counts tell how many rows a choice would show, given the other facets: one GROUP BY for
each facet. Unknown or repeated parameters never fail; unknown values of a facet are ignored.

A detail page is `RegisterDetailView` with `queryset`, `title_field`, `facts` (Columns) and, where more is to be
shown, its own template that extends generic/detail.html. A row the user may not see is 404.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from talentportal.core.registers import Column, Facet, Pages, Wish

__all__ = ["Column", "Facet", "FilteredListView", "Pages", "RegisterDetailView", "RegisterView"]
MAX_WORDS = 5


class RegisterView(PermissionRequiredMixin, View):
    """What list and detail share: the right, and only the rows this person may see."""

    http_method_names = ["get", "head", "options"]
    queryset: QuerySet[Any]
    request: HttpRequest

    def rows(self) -> QuerySet[Any]:
        return self.queryset.all().visible_to(self.request.user)  # type: ignore[attr-defined]


class FilteredListView(RegisterView):
    """See the module docstring."""

    template_name = "generic/list.html"
    results_name = "generic/_results.html"
    title: Any = ""
    lede: Any = ""
    placeholder: Any = _("Name or pinyin initials")
    facets: Sequence[Facet] = ()
    columns: Sequence[Column] = ()
    search: Sequence[str] = ()
    order: Sequence[str] = ("pk",)
    page_size = 50

    @property
    def all_columns(self) -> Sequence[Column]:
        """With those that are not shown now: an order is told by its place among all, so that it means the same
        whichever are shown."""
        return self.columns

    @cached_property
    def wish(self) -> Wish:
        return Wish(self.facets, self.all_columns, self.request.GET)

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Every typed word must match somewhere. A register with better search overrides this."""
        for word in self.wish.text.split()[:MAX_WORDS]:
            match = Q()
            for lookup in self.search:
                match |= Q(**{lookup: word})
            rows = rows.filter(match)
        return rows

    def narrowed(self, rows: QuerySet[Any], skip: str = "") -> QuerySet[Any]:
        for facet in self.facets:
            if facet.name != skip:
                rows = facet.narrow(rows, self.wish.chosen[facet.name])
        return rows

    def ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if not self.wish.order:
            return rows.order_by(*self.order)
        names = self.all_columns[int(self.wish.order.removeprefix("-"))].orders
        if self.wish.order.startswith("-"):
            names = tuple(n[1:] if n.startswith("-") else f"-{n}" for n in names)
        return rows.order_by(*names, "pk")

    def heads(self) -> list[dict[str, Any]]:
        """Column heads with the address that sorts by them, and how they are sorted now."""
        heads, shown = [], {id(column) for column in self.columns}
        for i, column in enumerate(self.all_columns):
            if id(column) not in shown:
                continue
            now = {str(i): "ascending", f"-{i}": "descending"}.get(self.wish.order, "")
            then = f"-{i}" if now == "ascending" else str(i)
            heads.append(
                {"column": column, "sort": now, "href": f"?{self.wish.query(order=then)}" if column.orders else ""}
            )
        return heads

    def facet_groups(self, found: QuerySet[Any]) -> list[dict[str, Any]]:
        chosen = self.wish.chosen
        return [
            {
                "facet": f,
                "options": f.counted(self.narrowed(found, skip=f.name), chosen[f.name]),
                "is_open": not f.folded or bool(chosen[f.name]),
            }
            for f in self.facets
        ]

    def chips(self, groups: list[dict[str, Any]]) -> list[tuple[Any, str]]:
        """(words, address without this condition) for every condition in force."""
        return [
            (option["label"], f"?{self.wish.query(drop=(group['facet'].name, option['value']))}")
            for group in groups
            for option in group["options"]
            if option["is_chosen"]
        ]

    def context(self) -> dict[str, Any]:
        """Override to add; the keys here are what generic/list.html prints."""
        found = self.searched(self.rows())
        rows = self.narrowed(found).distinct()
        pages = Pages.of(total=rows.count(), number=self.wish.page, size=self.page_size, query=self.wish.query())
        shown = self.ordered(rows)[pages.start : pages.start + self.page_size]
        groups = self.facet_groups(found)
        return {
            "view": self,
            "wish": self.wish,
            "pages": pages,
            "heads": self.heads(),
            "rows": [[column.cell(row) for column in self.columns] for row in shown],
            "groups": groups,
            "chips": self.chips(groups),
            "n_chosen": sum(map(len, self.wish.chosen.values())),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_part = bool(request.htmx) and request.htmx.target == "results"  # type: ignore[attr-defined]
        template = self.results_name if is_part else self.template_name
        response = render(request, template, self.context() | {"is_part": is_part})
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response


class RegisterDetailView(RegisterView):
    """One row: heading, facts and whatever the template of the register adds."""

    template_name = "generic/detail.html"
    slug = "pk"  # the field that the address names
    title_field = "name"
    facts: Sequence[Column] = ()
    list_url = ""
    list_title: Any = ""

    @cached_property
    def object(self) -> Any:
        return get_object_or_404(self.rows(), **{self.slug: self.kwargs[self.slug]})

    def context(self) -> dict[str, Any]:
        """Override to add what the register's own template prints."""
        facts = [column.cell(self.object) for column in self.facts]
        return {"view": self, "object": self.object, "title": getattr(self.object, self.title_field), "facts": facts}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, self.context())
