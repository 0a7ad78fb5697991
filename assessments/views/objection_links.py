"""Objections on the score page: how long the notice runs, and for each line the one filed or the way to file one."""

import datetime as dt
from typing import Any, NamedTuple

from django.urls import reverse

from assessments.models import Objection
from assessments.models.periods import day_of
from assessments.queries import objections as reads
from assessments.queries import results

from .objection_words import MARKS, line_label, time_left


class LineLink(NamedTuple):
    """The latest objection to a line (mark, words, address), or the address to file one; empty: neither."""

    href: str = ""
    words: str = ""
    mark: str = ""
    object_href: str = ""


class Objecting(NamedTuple):
    """`until` is None unless the run is on public notice."""

    until: dt.date | None
    can_object: bool
    found: dict[str, list[Objection]]
    address: str

    def link(self, line: str) -> LineLink:
        rows = self.found.get(line, [])
        may = self.can_object and not any(row.is_open for row in rows)
        object_href = self.address.replace("LINE", line) if may else ""
        if not rows:
            return LineLink(object_href=object_href)
        href = reverse("objection-detail", args=[rows[0].pk])
        return LineLink(href, str(rows[0].get_state_display()), MARKS[rows[0].state], object_href)


def objecting(card: Any, user: Any, today: dt.date) -> Objecting:
    """For the card of a unit; the notice is that of the version which stands now."""
    run = card.score.run
    newest = results.chosen([each for each in card.found if each.is_published], card.period.code, None)
    stands = newest is not None and newest.id == run.pk and run.final_at is None
    until = run.notice_until if stands and run.notice_until and today <= run.notice_until else None
    can_object = bool(until) and card.unit.pk == user.township_id and user.has_perm("assessments.file_objection")
    found = reads.of_unit_and_period(user, card.period, card.unit.pk) if run.published_at else {}
    address = reverse("objection-new", args=[card.period.code, card.unit.code, "LINE"])
    return Objecting(until, can_object, found, address)


class OpenObjection(NamedTuple):
    """One that waits for its decision, for the first page of the unit."""

    href: str
    label: str
    quarter: Any
    words: str
    mark: str
    left: str


def open_objections(user: Any, township_id: int, at: dt.datetime) -> list[OpenObjection]:
    rows = list(reads.objections(user).unsettled().filter(township=township_id))
    if not rows:
        return []
    clocks, names = reads.clocks(rows, day_of(at)), reads.line_names(rows)
    return [
        OpenObjection(
            reverse("objection-detail", args=[row.pk]),
            line_label(row.line, names[row.pk]),
            row.run.period,
            str(row.get_state_display()),
            MARKS[row.state],
            time_left(clocks[row.pk]),
        )
        for row in rows
    ]
