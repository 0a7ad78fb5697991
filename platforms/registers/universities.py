"""Partner universities, standing partnerships and cooperation projects as registers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from platforms.models import CooperationProject, University, UniversityPartnership
from talentportal.core import formats
from talentportal.core.bilingual import reads_english
from talentportal.core.registers import Column, Facet
from talentportal.core.registry import Register, Related, Rights
from townships.registers import UNIT, UnitRegister, day_column, ends_before_start

from .enterprises import YES_NO, yes_no

RIGHTS = Rights("platforms.view_university", ("platforms.edit_university",), "platforms.verify_university")


def university_name(row: University) -> str:
    return row.name_en if reads_english() and row.name_en else row.name_zh


class Universities(Register):
    """Shared by all units; the office keeps the list."""

    code, path, group = "university", "universities", "universities"
    model, title, one = University, _("Universities"), _("University")
    lede = _("Universities with which units of the district work.")
    rights = Rights("platforms.view_university", ("platforms.register_platform",))
    fields = ("name_zh", "name_en", "is_local")
    columns = (
        Column(_("Name"), university_name, href=lambda row: Universities.link(row), order="name_zh"),
        Column(_("Located in the district"), lambda row: yes_no(row.is_local)),
    )
    facets = (Facet("is_local", _("Located in the district"), choices=YES_NO),)
    search = ("name_zh__icontains", "name_en__icontains")
    order = ("name_zh",)
    same = ("name_zh",)
    pages = (Related("partnership", "university"), Related("project", "university"))

    def rows(self, user: Any, day: dt.date) -> QuerySet[Any]:
        return University.objects.all()

    def words(self, row: Any) -> str:
        return university_name(row)


class Partnerships(UnitRegister):
    """One township, one university (E2)."""

    code, path, group = "partnership", "partnerships", "universities"
    model, title, one = UniversityPartnership, _("University partnerships"), _("University partnership")
    lede = _("One township, one university: standing partnerships with their dates.")
    rights = RIGHTS
    related = ("university",)
    fields = ("university", "starts_on", "ends_on")
    columns = (
        Column(_("University"), lambda row: university_name(row.university), href=lambda row: Partnerships.link(row)),
        UNIT,
        day_column(_("From"), "starts_on"),
        day_column(_("Until"), "ends_on"),
    )
    search = ("university__name_zh__icontains", "university__name_en__icontains")
    order = ("unit_order", "-starts_on", "pk")
    same = ("township", "university", "starts_on")

    def words(self, row: Any) -> str:
        return f"{row.unit_name} × {university_name(row.university)}"

    def faults(self, values: Mapping[str, Any], row: Any, user: Any) -> dict[str, Any]:
        return ends_before_start(values)


class Projects(UnitRegister):
    """University–industry cooperation projects (E3)."""

    code, path, group = "project", "projects", "universities"
    model, title, one = CooperationProject, _("Cooperation projects"), _("Cooperation project")
    lede = _("Signed projects of universities with units and enterprises.")
    rights = RIGHTS
    related = ("university", "enterprise")
    fields = ("university", "enterprise", "subject", "signed_on", "amount_yuan")
    columns = (
        Column(_("Subject"), "subject", href=lambda row: Projects.link(row), order="subject"),
        Column(_("University"), lambda row: university_name(row.university), order="university__name_zh"),
        Column(_("Enterprise"), lambda row: row.enterprise.name if row.enterprise else None, desktop=True),
        UNIT,
        day_column(_("Signed on"), "signed_on"),
        Column(_("Amount"), lambda row: formats.wan_yuan(row.amount_yuan), order="amount_yuan", num=True),
    )
    search = ("subject__icontains", "university__name_zh__icontains", "enterprise__name__icontains")
    order = ("-signed_on", "-pk")
    same = ("township", "university", "subject", "signed_on")

    def faults(self, values: Mapping[str, Any], row: Any, user: Any) -> dict[str, Any]:
        firm = values.get("enterprise")
        if firm and firm.township_id != values["township"].pk:
            return {"enterprise": gettext("This enterprise is registered in another unit.")}
        return {}
