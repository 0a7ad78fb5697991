"""The words of reminders about reports (domain §4.3). Arguments: quarter, both names of the unit, days as ISO text."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talentportal.core import formats
from talentportal.core.bilingual import reads_english
from talentportal.core.notice_kinds import notice_kind

DUE, SIGN, RETURNED, REVIEW, OVERDUE, AMENDMENT = "due", "sign", "returned", "review", "overdue", "amendment"


def _of(args: dict[str, Any]) -> dict[str, Any]:
    day = formats.short_day(dt.date.fromisoformat(args["day"])) if args.get("day") else ""
    unit = args["unit_en"] if reads_english() and args["unit_en"] else args["unit_zh"]
    return {"quarter": formats.quarter(args["quarter"]), "unit": unit, "day": day}


@notice_kind(DUE, gettext_lazy("A deadline comes near or has passed"))
def due(args: dict[str, Any]) -> str:
    if args["n"] > 0:
        return _("%(unit)s: the report of %(quarter)s was due on %(day)s and is late.") % _of(args)
    return _("%(unit)s: the report of %(quarter)s is due on %(day)s.") % _of(args)  # true on every day it is read


@notice_kind(SIGN, gettext_lazy("A report waits for a signature"))
def sign(args: dict[str, Any]) -> str:
    return _("%(unit)s: the report of %(quarter)s is checked and waits for your signature.") % _of(args)


@notice_kind(RETURNED, gettext_lazy("A report was returned or reopened"))
def returned(args: dict[str, Any]) -> str:
    return _("%(unit)s: the report of %(quarter)s came back; correct it by %(day)s.") % _of(args)


@notice_kind(REVIEW, gettext_lazy("A report waits for review"))
def review(args: dict[str, Any]) -> str:
    return _("%(unit)s: the report of %(quarter)s waits for your review, to be done by %(day)s.") % _of(args)


@notice_kind(OVERDUE, gettext_lazy("A review is overdue"))
def overdue(args: dict[str, Any]) -> str:
    return _("%(unit)s: the review of %(quarter)s should have been done by %(day)s.") % _of(args)


@notice_kind(AMENDMENT, gettext_lazy("A unit asks for an amendment"))
def amendment(args: dict[str, Any]) -> str:
    return _("%(unit)s asks to amend the report of %(quarter)s.") % _of(args)
