"""What every REST endpoint shares: permissions, rows declared once, pages, ETag and one error shape.

A resource declares one `row` serializer: its fields name the columns that are read (`source` is an ORM path), the
JSON that is sent and the schema in the OpenAPI document. Rows are read with `.values()`, so a list is one query.
"""

import datetime as dt

from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from rest_framework import pagination, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter
from rest_framework.generics import get_object_or_404
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from . import clock


class HoldsAnyOf(BasePermission):
    """The signed-in user holds one of the permissions that the view declares for this method."""

    def has_permission(self, request, view) -> bool:
        allowed = view.permissions_for(request.method)
        return request.user.is_authenticated and any(request.user.has_perm(perm) for perm in allowed)


class PlainNegotiation(DefaultContentNegotiation):
    """Most clients take anything or ask for JSON in so many words: that needs no weighing of media types."""

    def select_renderer(self, request, renderers, format_suffix=None):
        accepted = request.META.get("HTTP_ACCEPT", "*/*")
        if accepted in ("*/*", renderers[0].media_type) and self.settings.URL_FORMAT_OVERRIDE not in request.GET:
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)


class PortalAPI(APIView):
    """Base of every endpoint. `permissions` maps "read" and "write" to the permissions that open them."""

    permissions: dict[str, tuple[str, ...]] = {}
    permission_classes = (HoldsAnyOf,)
    content_negotiation_class = PlainNegotiation

    def permissions_for(self, method: str) -> tuple[str, ...]:
        return self.permissions.get("read" if method in ("GET", "HEAD", "OPTIONS") else "write", ())

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method in ("GET", "HEAD") and response.status_code == 200:
            response.headers["Cache-Control"] = "private, no-cache"
            response.add_post_render_callback(lambda rendered: _conditional(request, rendered))
        return response


def _conditional(request, response):
    """Answer 304 to a client that already holds this body."""
    set_response_etag(response)
    return get_conditional_response(request._request, response.headers["ETag"], None, response)


class RowPages(pagination.BasePagination):
    """Pages without a count: one row more than asked tells whether a next page exists."""

    page_size, largest = 50, 1000

    def paginate_queryset(self, queryset, request, view=None):
        self.size = _bounded(request.query_params.get("page_size"), self.page_size, self.largest)
        self.page = _bounded(request.query_params.get("page"), 1, 1_000_000)
        self.request = request
        start = (self.page - 1) * self.size
        rows = list(queryset[start : start + self.size + 1])
        self.has_next = len(rows) > self.size
        return rows[: self.size]

    def get_paginated_response(self, data):
        return Response({"next": self._link(1), "previous": self._link(-1), "results": data})

    def _link(self, step: int) -> str | None:
        if (step > 0 and not self.has_next) or self.page + step < 1:
            return None
        query = self.request.query_params.copy()
        query["page"] = str(self.page + step)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response_schema(self, schema):
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        def number(name, description):
            schema = {"type": "integer", "minimum": 1}
            return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}

        return [number("page", "Page, from 1."), number("page_size", f"Rows a page, at most {self.largest}.")]


def _bounded(text: str | None, default: int, largest: int) -> int:
    """A whole number from 1 to `largest`; anything else gives the default."""
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default
    return min(max(number, 1), largest)


class StableOrdering(OrderingFilter):
    """Ordering by declared fields, always ended by the key so that pages never shuffle."""

    def get_ordering(self, request, queryset, view):
        return [*(super().get_ordering(request, queryset, view) or ()), "pk"]


class Rows(PortalAPI, viewsets.GenericViewSet):
    """List and detail of one resource, read as rows of values."""

    row: type[Serializer]
    pagination_class = RowPages
    ordering_fields: tuple[str, ...] = ()

    def get_serializer_class(self):
        return self.row

    def as_rows(self, queryset):
        """Read just the declared columns."""
        return queryset.values(*self._columns())

    def _columns(self) -> dict[str, str]:
        """The path of each column that is read, with the name under which it is sent."""
        sources = {name: str(field.source) for name, field in self.row().fields.items()}
        return {path.replace(".", "__"): name for name, path in sources.items() if path != "*"}

    def _sent(self, row: dict) -> dict:
        return self.finish({name: row[path] for path, name in self._columns().items()})

    def finish(self, row: dict) -> dict:
        """Last change of a row before it is sent, such as a mask."""
        return row

    def list(self, request, *args, **kwargs):
        page = self.paginate_queryset(self.as_rows(self.filter_queryset(self.get_queryset()))) or []
        return self.get_paginated_response([self._sent(row) for row in page])

    def retrieve(self, request, *args, **kwargs):
        found = get_object_or_404(self.as_rows(self.get_queryset()), **{self.lookup_field: kwargs[self.lookup_field]})
        return Response(self._sent(found))


def day_of(request, name: str) -> dt.date:
    """A day from a query parameter; today if left out."""
    text = request.query_params.get(name)
    if not text:
        return clock.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError({name: [_("Write the day as 2014-09-30.")]}, code="invalid") from error
