"""The REST endpoint of a declared register: the same fields as its form, read by whoever may read the register.

Persons stand there as numbers only. An API client reads by the scope that the QuerySet of the register names.
"""

from typing import Any

import django_filters
from django.db import models
from rest_framework import serializers

from .api import Rows
from .registry import Register

CLIENT = "assessments.read_api"
SCOPE = "registers"  # for rows that belong to nobody


def register_api(register: Register) -> type[Rows]:
    """The class that the router takes."""
    dates = tuple(name for name in _names(register) if isinstance(_column(register, name), models.DateField))
    return type(
        f"{type(register).__name__}Rows",
        (RegisterRows,),
        {
            "__doc__": f"{register.model._meta.verbose_name_raw}: rows that the reader may see.",
            "register": register,
            "permissions": {"read": (register.rights.view, CLIENT)},
            "row": _row(register),
            "filterset_class": _filters(register, dates),
            "ordering_fields": ("id", *dates),
            "ordering": ("id",),
            "queryset": register.model._default_manager.none(),
        },
    )


class RegisterRows(Rows):
    """Made by `register_api`."""

    register: Register

    def get_queryset(self) -> Any:
        rows: Any = self.register.model._default_manager.all()
        user: Any = self.request.user
        if hasattr(rows, "visible_to"):
            return rows.visible_to(user)
        return rows if user.has_perm(self.register.rights.view) or user.has_scope(SCOPE) else rows.none()


def _names(register: Register) -> tuple[str, ...]:
    return register.rest or register.fields


def _column(register: Register, name: str) -> Any:
    return register.model._meta.get_field(name)


def _row(register: Register) -> type[serializers.Serializer]:
    """`id`, the unit by its code, the fields, and since when the row counts."""
    names, own = _names(register), {}
    first: tuple[str, ...] = ("id",)
    if path := getattr(register, "unit_path", ""):
        first = ("id", "township")
        own["township"] = serializers.CharField(source=f"{path.replace('__', '.')}.code", help_text="Code of the unit.")
    last = ("verified_at",) if register.is_verified else ()
    shown = (*first, *(n for n in names if n not in first), *last)
    meta = type("Meta", (), {"model": register.model, "fields": shown, "read_only_fields": shown})
    name = f"{register.code.title().replace('_', '')}RegisterRow"
    about = {"__doc__": f"One row of the register “{register.code}”.", "Meta": meta, "__module__": __name__}
    return type(name, (serializers.ModelSerializer,), {**about, **own})


def _filters(register: Register, dates: tuple[str, ...]) -> type[django_filters.FilterSet]:
    parts: dict[str, Any] = {name: django_filters.DateFromToRangeFilter() for name in dates}
    if path := getattr(register, "unit_path", ""):
        parts["township"] = django_filters.CharFilter(field_name=f"{path}__code")
    if register.is_verified:
        parts["verified"] = django_filters.BooleanFilter("verified_at", "isnull", exclude=True)
    meta = type("Meta", (), {"model": register.model, "fields": register.rest_filters})
    return type(f"{type(register).__name__}Filter", (django_filters.FilterSet,), {**parts, "Meta": meta})
