"""Enterprises and the symposia held with them, as registers."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from platforms.models import Enterprise, Symposium
from talentportal.core import formats
from talentportal.core.registers import Column, Facet
from talentportal.core.registry import Pick, Related, Rights
from townships.registers import UNIT, UnitRegister, day_column

RIGHTS = Rights("platforms.view_enterprise", ("platforms.edit_enterprise",), "platforms.verify_enterprise")
YES_NO = ((True, _("yes")), (False, _("no")))


def yes_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


class Enterprises(UnitRegister):
    """The enterprises of the units."""

    code, path, group = "enterprise", "enterprises", "enterprises"
    model, title, one = Enterprise, _("Enterprises"), _("Enterprise")
    lede = _("Where talent is employed: every firm once, by its unified credit code.")
    rights = RIGHTS
    fields = ("name", "credit_code", "industry", "is_hitech", "registered_on")
    columns = (
        Column(_("Name"), "name", href=lambda row: Enterprises.link(row), order="name"),
        UNIT,
        Column(_("Industry"), "industry", order="industry"),
        Column(_("Hi-tech enterprise"), lambda row: yes_no(row.is_hitech)),
        Column(_("Unified credit code"), "credit_code", desktop=True),
        day_column(_("Registered on"), "registered_on", desktop=True),
    )
    facets = (
        Facet("is_hitech", _("Hi-tech enterprise"), choices=YES_NO),
        Facet("industry", _("Industry"), folded=True),
    )
    search = ("name__icontains", "credit_code__istartswith", "industry__icontains")
    order = ("unit_order", "name", "pk")
    same = ("credit_code",)
    rest = ("name", "credit_code", "industry", "is_hitech", "registered_on", "is_sample")
    rest_filters = ("is_hitech", "industry")
    pages = (
        Related("project", "enterprise"),
        Related("patent", "enterprise"),
        Related("participation", "enterprise"),
        Related("request", "enterprise"),
    )


class Symposia(UnitRegister):
    """Symposia of the units with experts and enterprises (F2)."""

    code, path, group = "symposium", "symposia", "enterprises"
    model, title, one = Symposium, _("Symposia"), _("Symposium")
    lede = _("Regular meetings with experts and enterprises: what was raised there is tracked to an answer.")
    rights = RIGHTS
    fields = ("held_on", "title", "attendees", "issues", "has_minutes")
    columns = (
        Column(_("Title"), "title", href=lambda row: Symposia.link(row), order="title"),
        day_column(_("Held on"), "held_on"),
        UNIT,
        Column(_("Attendees"), lambda row: formats.number(row.attendees), order="attendees", num=True),
        Column(_("Issues raised"), "issues", desktop=True),
        Column(_("Minutes"), lambda row: yes_no(row.has_minutes)),
    )
    search = ("title__icontains", "issues__icontains")
    order = ("-held_on", "-pk")
    same = ("township", "held_on", "title")


def _firms(user: Any) -> QuerySet[Enterprise]:
    return Enterprise.objects.visible_to(user).order_by("name", "pk")


def _firms_called(rows: QuerySet[Enterprise], text: str) -> QuerySet[Enterprise]:
    return rows.filter(name__icontains=text) | rows.filter(credit_code__istartswith=text)


PICK = Pick("enterprise", RIGHTS.view, _firms, _firms_called, lambda row, user: row.name)
