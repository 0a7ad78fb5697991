"""Recruitment events, who took part, and what the talent funds paid, as registers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from experts.models import EventParticipation, FundPayment, RecruitmentEvent
from platforms.models import Level
from talentportal.core import formats, marks
from talentportal.core.registers import Column
from talentportal.core.registry import Pick, Register, Related, Rights
from townships.registers import UNIT, UnitRegister, choice_column, choice_facet, day_column

EVENT = Rights("experts.view_event", ("experts.edit_event",), "experts.verify_event")
MONEY = Rights("experts.view_subsidy", ("experts.edit_subsidy",), "experts.verify_subsidy")


class Events(Register):
    """Events may be joint, so they belong to nobody; participation is counted by unit."""

    code, path, group = "event", "events", "events"
    model, title, one = RecruitmentEvent, _("Recruitment events"), _("Recruitment event")
    lede = _("Each event once, however many units take part.")
    rights = EVENT
    fields = ("name", "held_on", "place", "level")
    columns = (
        Column(_("Name"), "name", href=lambda row: Events.link(row), order="name"),
        day_column(_("Held on"), "held_on"),
        Column(_("Place"), "place"),
        Column(_("Organiser level"), lambda row: marks.level_tag(row.level)),
        Column(_("Enterprises"), lambda row: formats.number(row.n_firms), num=True),
        Column(_("Intents"), lambda row: formats.number(row.n_intents or 0), num=True),
    )
    facets = (choice_facet("level", _("Organiser level"), Level.choices),)
    search = ("name__icontains", "place__icontains")
    order = ("-held_on", "-pk")
    same = ("name", "held_on")
    pages = (Related("participation", "event"),)

    def rows(self, user: Any, day: dt.date) -> QuerySet[Any]:
        return RecruitmentEvent.objects.annotate(
            n_firms=Count("participations"), n_intents=Sum("participations__intents")
        )


class Participations(UnitRegister):
    """Enterprises at recruitment events (E1)."""

    code, path, group = "participation", "participations", "events"
    model, title, one = EventParticipation, _("Enterprises at events"), _("Enterprise at an event")
    lede = _("At a joint event each unit counts its own enterprises, each once.")
    rights = EVENT
    related = ("event", "enterprise")
    fields = ("event", "enterprise", "intents")
    columns = (
        Column(_("Enterprise"), lambda row: row.enterprise.name, href=lambda row: Participations.link(row)),
        Column(_("Event"), lambda row: row.event.name, order="event__name"),
        Column(_("Held on"), lambda row: formats.day(row.event.held_on), order="event__held_on"),
        UNIT,
        Column(_("Intents"), lambda row: formats.number(row.intents), order="intents", num=True),
    )
    search = ("enterprise__name__icontains", "event__name__icontains")
    order = ("-event__held_on", "-pk")
    same = ("event", "enterprise")

    def words(self, row: Any) -> str:
        return f"{row.enterprise.name} · {row.event.name}"

    def faults(self, values: Mapping[str, Any], row: Any, user: Any) -> dict[str, Any]:
        if values["enterprise"].township_id != values["township"].pk:
            return {"enterprise": gettext("This enterprise is registered in another unit.")}
        return {}


class Payments(UnitRegister):
    """Payments from the talent funds (G1)."""

    code, path, group = "payment", "payments", "money"
    model, title, one = FundPayment, _("Payments from the talent fund"), _("Payment from the talent fund")
    lede = _("What the units paid for talent, by purpose.")
    rights = MONEY
    fields = ("paid_on", "purpose", "amount_yuan", "payee")
    columns = (
        Column(_("Payee"), lambda row: row.payee or "—", href=lambda row: Payments.link(row), order="payee"),
        choice_column(_("Purpose"), "purpose"),
        UNIT,
        day_column(_("Paid on"), "paid_on"),
        Column(_("Amount"), lambda row: formats.wan_yuan(row.amount_yuan), order="amount_yuan", num=True),
    )
    facets = (choice_facet("purpose", _("Purpose"), FundPayment.Purpose.choices),)
    search = ("payee__icontains",)
    order = ("-paid_on", "-pk")
    rest_filters = ("purpose",)

    def words(self, row: Any) -> str:
        return f"{row.get_purpose_display()} {formats.wan_yuan(row.amount_yuan)}"


PICK = Pick(
    "event",
    EVENT.view,
    lambda user: RecruitmentEvent.objects.order_by("-held_on", "pk"),
    lambda rows, text: rows.filter(name__icontains=text),
    lambda row, user: f"{row.name} · {formats.day(row.held_on)}",
)
