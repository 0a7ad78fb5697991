"""The list of a declared register, and the same rows as a table to take away."""

import csv
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.html import strip_tags

from talentportal.core import clock
from talentportal.core.registers import Column, Facet
from talentportal.core.services.audit import record

from .audit import BOM
from .audit import _safe as safe_cell
from .generic import FilteredListView
from .register_pages import OfRegister

MAX_ROWS = 20_000  # of one table


class RegisterList(OfRegister, FilteredListView):
    """The generic list, with what the declaration says."""

    template_name = "generic/register_list.html"
    permission_required = ()  # `dispatch` asks

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return OfRegister.dispatch(self, request, *args, **kwargs)

    def has_permission(self) -> bool:
        return self.register.may_view(self.request.user)

    @property
    def title(self) -> Any:
        return self.register.title

    @property
    def lede(self) -> Any:
        return self.register.lede

    @property
    def search(self) -> Sequence[str]:  # type: ignore[override]
        return self.register.search

    @property
    def order(self) -> Sequence[str]:  # type: ignore[override]
        return self.register.order

    placeholder = ""

    @cached_property
    def facets(self) -> Sequence[Facet]:  # type: ignore[override]
        return self.register.facets_for(self.request.user)

    @cached_property
    def all_columns(self) -> Sequence[Column]:
        return self.register.columns_for(self.request.user)

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        """Those that the address asks for by their number; all but the hidden ones unless it does."""
        asked = [int(n) for n in self.request.GET.getlist("col")[:40] if n.isascii() and n.isdigit() and len(n) < 3]
        chosen = [n for n in dict.fromkeys(asked) if 0 < n < len(self.all_columns)]
        if not chosen:
            return [c for c in self.all_columns if c.value not in self.register.hidden]
        return [self.all_columns[0], *(self.all_columns[n] for n in sorted(chosen))]

    def rows(self) -> QuerySet[Any]:
        return self.register.rows(self.request.user, self.day)

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return self.register.found(rows, self.wish.text, self.day, self.request.user) if self.wish.text else rows

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        shown = {id(column) for column in self.columns}
        return super().context() | {
            "register": self.register,
            "may_add": self.register.can_add and self.register.rights.may_edit(user),
            "choosable": [(n, c, id(c) in shown) for n, c in enumerate(self.all_columns) if n],
            "export_query": self.request.GET.urlencode(),
        }


class RegisterExport(RegisterList):
    """The rows of the list, all of them, as a table that opens right in Excel and WPS; taking it away is logged."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rows = self.ordered(self.narrowed(self.searched(self.rows())).distinct())[:MAX_ROWS]
        about = {"register": self.register.code, "query": request.GET.urlencode()[:500]}
        record(self.register.rights.view, request.user, by=request.user, at=clock.now(), export=True, **about)  # type: ignore[arg-type]
        name = f"{self.register.path}-{self.day:%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(self._lines(rows), content_type="text/csv; charset=utf-8", headers=headers)

    def _lines(self, rows: Any) -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield BOM + writer.writerow([str(column.label) for column in self.all_columns])
        for row in rows.iterator(chunk_size=2000):
            cells = [strip_tags(str(column.cell(row)[0])) for column in self.all_columns]
            yield writer.writerow([safe_cell("" if cell == "—" else cell) for cell in cells])


class _Echo:
    """A file that only hands on what is written to it."""

    def write(self, text: str) -> str:
        return text
