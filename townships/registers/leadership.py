"""Leading groups, committee sessions and responsibility letters as registers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from talentportal.core import formats
from talentportal.core.registers import Column
from talentportal.core.registry import Rights
from townships.models import CommitteeSession, LeadingGroupPost, ResponsibilityLetter

from .base import UNIT, UnitRegister, choice_column, choice_facet, day_column

RIGHTS = Rights("townships.view_leadership", ("townships.edit_leadership",), "townships.verify_leadership")


class Posts(UnitRegister):
    """Who leads the talent work of each unit, and since when."""

    code, path, group = "post", "posts", "leadership"
    model, title, one = LeadingGroupPost, _("Leading group posts"), _("Leading group post")
    lede = _(
        "Every unit has a talent leading group: the party secretary heads it, the full-time deputy is deputy head."
    )
    rights = RIGHTS
    fields = ("post", "office", "holder_name", "starts_on", "ends_on")
    columns = (
        Column(_("Holder"), "holder_name", href=lambda row: Posts.link(row), order="holder_name"),
        choice_column(_("Post"), "post"),
        choice_column(_("Office"), "office"),
        UNIT,
        day_column(_("From"), "starts_on"),
        day_column(_("Until"), "ends_on"),
    )
    facets = (
        choice_facet("post", _("Post"), LeadingGroupPost.Post.choices),
        choice_facet("office", _("Office"), LeadingGroupPost.Office.choices),
    )
    search = ("holder_name__icontains",)
    order = ("unit_order", "post", "-starts_on", "pk")
    same = ("township", "post", "holder_name", "starts_on")
    rest = ("post", "office", "holder_name", "starts_on", "ends_on")
    rest_filters = ("post", "office")

    def faults(self, values: Mapping[str, Any], row: Any, user: Any) -> dict[str, Any]:
        return ends_before_start(values)


class Sessions(UnitRegister):
    """Sessions of the party committee on talent work (A2)."""

    code, path, group = "session", "sessions", "leadership"
    model, title, one = CommitteeSession, _("Committee sessions"), _("Committee session")
    lede = _("Sessions of the party committees on talent work; those with minutes count.")
    rights = RIGHTS
    fields = ("held_on", "topic", "chair", "attendees", "has_minutes")
    columns = (
        Column(_("Topic"), "topic", href=lambda row: Sessions.link(row), order="topic"),
        day_column(_("Held on"), "held_on"),
        UNIT,
        Column(_("Chair"), "chair", desktop=True),
        Column(_("Attendees"), lambda row: formats.number(row.attendees), order="attendees", num=True),
        Column(_("Minutes"), lambda row: gettext("yes") if row.has_minutes else gettext("no")),
    )
    search = ("topic__icontains", "chair__icontains")
    order = ("-held_on", "-pk")
    same = ("township", "held_on", "topic")


def _fund(row: Any) -> str:
    return formats.wan_yuan(row.talent_fund_yuan)


class Letters(UnitRegister):
    """The yearly responsibility letter of each unit (A3)."""

    code, path, group = "letter", "letters", "leadership"
    model, title, one = ResponsibilityLetter, _("Responsibility letters"), _("Responsibility letter")
    lede = _("What the units promised for the year, with the talent fund that they set aside.")
    rights = RIGHTS
    fields = ("year", "signed_on", "talent_fund_yuan")
    columns = (
        Column(_("Year"), lambda row: str(row.year), href=lambda row: Letters.link(row), order="-year"),
        UNIT,
        day_column(_("Signed on"), "signed_on"),
        Column(
            _("Talent fund"), lambda row: formats.wan_yuan(row.talent_fund_yuan), order="talent_fund_yuan", num=True
        ),
    )
    order = ("-year", "unit_order", "pk")
    same = ("township", "year")

    def words(self, row: Any) -> str:
        return gettext("Responsibility letter of %(year)s") % {"year": row.year}


def ends_before_start(values: Mapping[str, Any]) -> dict[str, Any]:
    """A range that is empty or reversed."""
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if starts_on and ends_on and ends_on <= starts_on:
        return {"ends_on": gettext("The end lies after the beginning.")}
    return {}
