"""Endpoints whose rows come from written SQL: for the lists that clients poll, the ORM would cost most of the time.

Every piece of SQL is declared in the code; what a client sends is only ever bound as a parameter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, inline_serializer
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer, URLField

from . import prepared
from .api import PortalAPI, RowPages


@dataclass(frozen=True)
class Filter:
    """A query parameter: the condition it adds and how its text is read (`parse` raises ValueError)."""

    sql: str
    parse: Callable[[str], Any] = str
    description: str = ""
    example: str = ""

    def parameter(self, name: str) -> OpenApiParameter:
        examples = [OpenApiExample("example", value=self.example)] if self.example else None
        return OpenApiParameter(name, str, description=self.description, examples=examples)


class SqlRows(PortalAPI):
    """A list read by one statement. `columns` maps each JSON name to its SQL."""

    row: type[Serializer]
    columns: dict[str, str] = {}
    source: str = ""
    filters: dict[str, Filter] = {}
    orders: dict[str, str] = {}
    order: str = ""
    tie: str = ""

    def scope(self) -> tuple[str, list]:
        """The rows that the reader may see, as a condition with parameters."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        pages = RowPages()
        page = pages.paginate_queryset(self, request)
        names = list(self.columns)
        return pages.get_paginated_response([self.finish(dict(zip(names, row, strict=True))) for row in page])

    def finish(self, row: dict) -> dict:
        """Last change of a row before it is sent."""
        return row

    def __getitem__(self, span: slice) -> list[tuple]:
        conditions, values = self._conditions()
        statement = (
            f"SELECT {', '.join(self.columns.values())} FROM {self.source} WHERE {' AND '.join(conditions)} "  # noqa: S608
            f"ORDER BY {self._order()} LIMIT %s OFFSET %s"
        )
        return prepared.fetch(type(self).__name__, statement, [*values, span.stop - span.start, span.start])

    def _conditions(self) -> tuple[list[str], list]:
        seen, values = self.scope()
        conditions, values = [seen], list(values)
        for name, declared in self.filters.items():
            if text := self.request.query_params.get(name):
                conditions.append(declared.sql)
                values.append(self._parsed(name, declared, text))
        return conditions, values

    def _parsed(self, name: str, declared: Filter, text: str):
        try:
            return declared.parse(text)
        except ValueError as error:
            message = _("“%(value)s” is not valid here.") % {"value": text[:40]}
            raise ValidationError({name: [message]}, code="invalid") from error

    def _order(self) -> str:
        asked = self.request.query_params.get("ordering") or self.order
        column = self.orders.get(asked.removeprefix("-"))
        if column is None:
            raise ValidationError({"ordering": [_("Order by one of: %(names)s.") % {"names": ", ".join(self.orders)}]})
        return f"{column} {'DESC' if asked.startswith('-') else 'ASC'} NULLS LAST, {self.tie}"

    @classmethod
    def parameters(cls) -> list[OpenApiParameter]:
        """For the OpenAPI document: the filters, the order and the pages."""
        order = OpenApiParameter("ordering", str, enum=[n for o in cls.orders for n in (o, f"-{o}")])
        pages = [OpenApiParameter("page", int), OpenApiParameter("page_size", int)]
        return [f.parameter(name) for name, f in cls.filters.items()] + [order, *pages]

    @classmethod
    def page_schema(cls) -> Serializer:
        """For the OpenAPI document: a page of rows."""
        return inline_serializer(
            f"{cls.row.__name__}Page",
            {
                "next": URLField(allow_null=True),
                "previous": URLField(allow_null=True),
                "results": cls.row(many=True),
            },
        )
