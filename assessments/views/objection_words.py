"""Words about objections that several pages share: what a line is called, how the matter stands, how long is left."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Objection
from assessments.queries.objections import BONUS, Clock, PublishedLine
from talentportal.core import formats

# state -> (the mark's class, see core/marks.py)
MARKS = {"filed": "ready", "accepted": "submitted", "upheld": "approved", "rejected": "returned", "withdrawn": "idle"}


class Event(NamedTuple):
    """One step of an objection's life, for its history."""

    at: Any
    what: str
    text: str = ""


def bonus_name() -> str:
    return _("“Thousand Talents” bonus")


def line_label(code: str, name: str) -> str:
    return f"{code} {name or bonus_name()}"


def label_of(line: PublishedLine) -> str:
    named = line.indicator or line.rule
    return line_label(line.code, named.name if named else "")


def figure_of(line: PublishedLine) -> str:
    """What was counted, with its unit: 11 of 16, 2 人, 3.00 points, 1 time."""
    if line.code == BONUS:
        return _("%(points)s points in the ledger") % {"points": formats.score(line.figure)}
    if line.rule:
        n = int(line.figure)
        return ngettext("%(n)s time", "%(n)s times", n) % {"n": n}
    if line.out_of is not None and line.indicator and line.indicator.kind != "ratio":
        return _("%(n)s of %(whole)s") % {"n": formats.number(line.figure), "whole": formats.number(line.out_of)}
    gap = " " if formats.in_english() else ""
    unit = line.indicator.unit if line.indicator else ""
    return f"{formats.number(line.figure)}{gap if unit else ''}{unit}"


def time_left(clock: Clock | None) -> str:
    """How much time the district has; empty once decided."""
    if clock is None:
        return ""
    told = {"day": formats.short_day(clock.due_on), "n": clock.days_left}
    if clock.is_overdue:
        return _("overdue since %(day)s") % told
    if not clock.days_left:
        return _("to be decided today")
    return ngettext(
        "%(n)s working day left, until %(day)s", "%(n)s working days left, until %(day)s", clock.days_left
    ) % told  # fmt: skip


def history_of(objection: Objection) -> list[Event]:
    """Filed, accepted, decided: who and when, the latest last."""
    events = [Event(objection.filed_at, _("%(who)s filed the objection") % {"who": objection.filed_by.name})]
    if objection.accepted_by and objection.accepted_at:
        who = {"who": objection.accepted_by.name}
        events.append(Event(objection.accepted_at, _("%(who)s accepted it for review") % who))
    if objection.decided_by and objection.decided_at:
        words = {"upheld": _("%(who)s upheld the objection"), "rejected": _("%(who)s rejected the objection")}
        text = words[objection.state] % {"who": objection.decided_by.name}
        events.append(Event(objection.decided_at, text, objection.answer))
    return events


def address_of(objection: Objection) -> str:
    return reverse("objection-detail", args=[objection.pk])
