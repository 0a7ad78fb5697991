"""Contacts by leaders and service requests as registers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from experts.models import LeaderContact, ServiceRequest
from talentportal.core import clock, formats, marks
from talentportal.core.registers import Column, Facet
from talentportal.core.registry import Action, Rights
from townships.models import LeadingGroupPost
from townships.registers import UNIT, UnitRegister, choice_column, choice_facet, day_column

from .people import PERSON, OfPerson

CONTACT = Rights("experts.view_contact", ("experts.edit_contact",), "experts.verify_contact")
REQUEST = Rights("experts.view_request", ("experts.edit_request",), "experts.verify_request")


class Contacts(OfPerson, UnitRegister):
    """Leaders keep contact with experts (F1)."""

    code, path, group = "contact", "contacts", "service"
    model, title, one = LeaderContact, _("Contacts by the leaders"), _("Contact by a leader")
    lede = _("Every leader keeps contact with experts: what was asked there becomes a request with one press.")
    rights = CONTACT
    related = ("expert", "post")
    fields = ("expert", "post", "contacted_on", "way", "need", "outcome")
    columns = (
        PERSON,
        day_column(_("Contacted on"), "contacted_on"),
        Column(_("Leader"), lambda row: row.post.holder_name, order="post__holder_name"),
        choice_column(_("Way"), "way"),
        UNIT,
        Column(_("Need told"), "need"),
        Column(_("Outcome"), "outcome", desktop=True),
    )
    facets = (choice_facet("way", _("Way"), LeaderContact.Way.choices),)
    search = ("post__holder_name__icontains", "need__icontains", "outcome__icontains")
    order = ("-contacted_on", "-pk")
    same = ("expert", "post", "contacted_on", "way")
    today = ("contacted_on",)
    rest_filters = ("way",)

    def choices(self, model: Any, user: Any) -> QuerySet[Any]:
        rows: Any = super().choices(model, user)
        return rows.verified().held_on(clock.today()).order_by("post", "pk") if model is LeadingGroupPost else rows

    def choice_words(self, row: Any) -> str:
        is_post = isinstance(row, LeadingGroupPost)
        return f"{row.holder_name} · {row.get_post_display()}" if is_post else super().choice_words(row)

    def words(self, row: Any) -> str:
        return gettext("Contact on %(day)s by %(leader)s") % {
            "day": formats.day(row.contacted_on),
            "leader": row.post.holder_name,
        }

    def faults(self, values: Mapping[str, Any], row: Any, user: Any) -> dict[str, Any]:
        found = {}
        if values["contacted_on"] > clock.today():
            found["contacted_on"] = gettext("This day has not come yet.")
        if values["post"].township_id != values["township"].pk:
            found["post"] = gettext("This leader belongs to another unit.")
        return found

    def actions(self, row: Any, user: Any, day: dt.date) -> list[Action]:
        """A need told becomes a request with one press."""
        if not row.need or not REQUEST.may_edit(user):
            return []
        said = {"expert": row.expert_id, "subject": row.need, "received_on": row.contacted_on}
        query = f"?{urlencode(said)}"
        return [Action(gettext("Make a request of it"), Requests().url("new") + query, "arrow-right")]


OPEN, OVERDUE, CLOSED = "open", "overdue", "closed"
STAGES = ((OPEN, _("Open")), (OVERDUE, _("Overdue")), (CLOSED, _("Closed")))
STAGE_MARKS = {OPEN: "submitted", OVERDUE: "overdue", CLOSED: "approved"}


class Requests(OfPerson, UnitRegister):
    """What experts and enterprises ask for, with the day promised (F3)."""

    code, path, group = "request", "requests", "service"
    model, title, one = ServiceRequest, _("Service requests"), _("Service request")
    lede = _("What experts and enterprises asked for, by when it was promised, and when it was done.")
    rights = REQUEST
    related = ("expert", "enterprise")
    fields = ("kind", "subject", "expert", "enterprise", "received_on", "due_on", "closed_on")
    columns = (
        Column(_("Subject"), "subject", href=lambda row: Requests.link(row), order="subject"),
        choice_column(_("Kind"), "kind"),
        PERSON,
        Column(_("Enterprise"), lambda row: row.enterprise.name if row.enterprise else None, desktop=True),
        UNIT,
        Column(_("Stage"), lambda row: marks.status(STAGE_MARKS[row.stage], dict(STAGES)[row.stage])),
        day_column(_("Received on"), "received_on", desktop=True),
        day_column(_("Promised by"), "due_on"),
        day_column(_("Closed on"), "closed_on"),
    )
    facets = (
        Facet("stage", _("Stage"), choices=STAGES),
        choice_facet("kind", _("Kind"), ServiceRequest.Kind.choices),
    )
    search = ("subject__icontains", "enterprise__name__icontains")
    order = ("due_on", "pk")
    same = ("township", "kind", "subject", "received_on")
    today = ("received_on",)
    rest_filters = ("kind",)

    def rows(self, user: Any, day: dt.date) -> QuerySet[Any]:
        stage = Case(
            When(closed_on__isnull=False, then=Value(CLOSED)),
            When(due_on__lt=day, then=Value(OVERDUE)),
            default=Value(OPEN),
        )
        return super().rows(user, day).annotate(stage=stage)

    def faults(self, values: Mapping[str, Any], row: Any, user: Any) -> dict[str, Any]:
        found = {}
        if values["due_on"] < values["received_on"]:
            found["due_on"] = gettext("What is promised lies after the request.")
        if values["closed_on"] and values["closed_on"] < values["received_on"]:
            found["closed_on"] = gettext("It cannot be closed before it was received.")
        if not values["expert"] and not values["enterprise"]:
            found["expert"] = gettext("Say who asks: an expert or an enterprise.")
        return found
