"""Applications, teams and patents as registers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from experts.models import Application, Patent, Team
from talentportal.core import formats, marks
from talentportal.core.registers import Column, Facet
from talentportal.core.registry import Rights
from townships.registers import UNIT, UnitRegister, choice_column, choice_facet, day_column

from .people import PERSON, OfPerson

RIGHTS = Rights("experts.view_outcome", ("experts.edit_outcome",), "experts.verify_outcome")


class Applications(OfPerson, UnitRegister):
    """Applications for talent programmes (B2)."""

    code, path, group = "application", "applications", "experts"
    model, title, one = Application, _("Programme applications"), _("Programme application")
    lede = _("Who applied for which programme through which unit.")
    rights = RIGHTS
    related = ("expert", "programme")
    fields = ("expert", "programme", "batch", "filed_on", "withdrawn_on")
    columns = (
        PERSON,
        Column(_("Programme"), lambda row: row.programme.name, order="programme__code"),
        Column(_("Level"), lambda row: marks.level_tag(row.programme.level)),
        Column(_("Batch"), "batch", order="batch"),
        UNIT,
        day_column(_("Filed on"), "filed_on"),
        day_column(_("Withdrawn on"), "withdrawn_on", desktop=True),
    )
    facets = (
        Facet("programme", _("Programme"), "programme__code", (), "programme__name_zh"),
        Facet("batch", _("Batch"), folded=True),
    )
    search = ("programme__name_zh__icontains", "batch__icontains")
    order = ("-filed_on", "-pk")
    same = ("expert", "programme", "batch")

    def words(self, row: Any) -> str:
        return f"{row.programme.name} {row.batch}"


class Teams(UnitRegister):
    """Groups of persons who came together (B3)."""

    code, path, group = "team", "teams", "experts"
    model, title, one = Team, _("Teams"), _("Team")
    lede = _("Persons who came to a unit together.")
    rights = RIGHTS
    related = ("leader",)
    fields = ("name", "leader", "members", "arrived_on")
    columns = (
        Column(_("Name"), "name", href=lambda row: Teams.link(row), order="name"),
        UNIT,
        Column(_("Members"), lambda row: formats.number(row.members), order="members", num=True),
        day_column(_("Arrived on"), "arrived_on"),
    )
    search = ("name__icontains",)
    order = ("-arrived_on", "-pk")
    same = ("township", "name", "arrived_on")


class Patents(OfPerson, UnitRegister):
    """Patents of experts and enterprises, by number (C2)."""

    code, path, group = "patent", "patents", "experts"
    model, title, one = Patent, _("Patents"), _("Patent")
    lede = _("A patent number stands once in the district.")
    rights = RIGHTS
    related = ("expert", "enterprise")
    fields = ("number", "kind", "title", "enterprise", "expert", "applied_on", "granted_on")
    columns = (
        Column(_("Title"), "title", href=lambda row: Patents.link(row), order="title"),
        Column(_("Number"), "number", order="number"),
        choice_column(_("Kind"), "kind"),
        PERSON,
        Column(_("Enterprise"), lambda row: row.enterprise.name if row.enterprise else None, desktop=True),
        UNIT,
        day_column(_("Applied on"), "applied_on", desktop=True),
        day_column(_("Granted on"), "granted_on"),
    )
    facets = (choice_facet("kind", _("Kind"), Patent.Kind.choices),)
    search = ("title__icontains", "number__icontains", "enterprise__name__icontains")
    order = ("-granted_on", "-pk")
    same = ("number",)
    rest_filters = ("kind",)

    def faults(self, values: Mapping[str, Any], row: Any, user: Any) -> dict[str, Any]:
        found = {}
        if not values["expert"] and not values["enterprise"]:
            found["enterprise"] = gettext("Say whose patent it is: an enterprise's or an expert's.")
        if values["applied_on"] and values["granted_on"] and values["granted_on"] < values["applied_on"]:
            found["granted_on"] = gettext("It cannot be granted before it was applied for.")
        return found
