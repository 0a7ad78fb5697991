"""Recruitment events: one row for each enterprise that took part; the events themselves follow from the rows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import EventParticipation, RecruitmentEvent
from platforms.models import Level
from talentportal.core.workbooks.columns import CHOICE, DAY, ID, NUMBER, Column

from .kinds import Judged, Kind
from .lookups import check_not_later, enterprises_by_code, firm_of
from .rows import Row

MOST_INTENTS = 32_767
EVENT = ("event", "held_on")
MADE = "event_made"  # in the fields of a row: the import made the event too


class Events(Kind):
    code, title = "event", gettext_lazy("Recruitment events")
    register, verify = "experts.register_expert", "experts.verify_expert"
    model, key_column = EventParticipation, "enterprise"
    report_kinds = ("participation",)
    fields = ("event_id", "township_id", "enterprise_id", "intents")

    def columns(self, *, today: dt.date) -> tuple[Column, ...]:
        return (
            Column("event", gettext_lazy("Event"), is_required=True, limit=160, width=32),
            Column("held_on", gettext_lazy("Held on"), DAY, True),
            Column("place", gettext_lazy("Place"), limit=80),
            Column("level", gettext_lazy("Organiser level"), CHOICE, True, tuple(Level.choices)),
            Column("enterprise", gettext_lazy("Credit code of the enterprise"), ID, True, limit=18, width=24),
            Column("intents", gettext_lazy("Intents"), NUMBER),
        )

    def resolve(self, rows: Sequence[Row], *, today: dt.date) -> list[tuple[Any, dict[str, Any], Any]]:
        check_not_later(rows, today, "held_on")
        firms = enterprises_by_code(row["enterprise"] for row in rows)
        events = _events(rows)
        known = {
            (taken.event_id, taken.enterprise_id): taken
            for taken in EventParticipation.objects.filter(event__in=[event.pk for event in events.values()])
        }
        said: dict[tuple[Any, Any], Row] = {}
        return [self._resolved(row, firms, events, known, said) for row in rows]

    def _resolved(
        self, row: Row, firms: Any, events: Any, known: Any, said: dict[tuple[Any, Any], Row]
    ) -> tuple[Any, dict[str, Any], Any]:
        firm = firm_of(row, "enterprise", firms, None)
        name = (row["event"], row["held_on"])
        event = events.get(name)
        _check_event(row, event, said.setdefault(name, row))
        intents = 0 if row["intents"] is None else row["intents"]
        if intents != int(intents) or not 0 <= intents <= MOST_INTENTS:
            row.fault("intents", _("Enter a whole number in digits, for example 12."))
        fields = {
            "event_id": event.pk if event else None,
            "township_id": firm.township_id if firm else None,
            "enterprise_id": firm.pk if firm else None,
            "intents": int(intents),
        }
        if event is None:
            fields[MADE] = True
        key = (*name, firm.pk) if firm and all(name) else None
        return key, fields, known.get((event.pk, firm.pk)) if event and firm else None

    def before_creating(self, made: Sequence[tuple[Judged, Any]]) -> None:
        """Each new event once, with the place and level that its rows agree on."""
        rows = {tuple(j.row[name] for name in EVENT): j.row for j, _obj in made if MADE in j.after}
        fresh = {
            name: RecruitmentEvent(name=name[0], held_on=name[1], place=row["place"] or "", level=row["level"])
            for name, row in rows.items()
        }
        RecruitmentEvent.objects.bulk_create(fresh.values(), batch_size=1000)
        for judged, obj in made:
            if MADE in judged.after:
                obj.event_id = fresh[tuple(judged.row[name] for name in EVENT)].pk
                judged.after["event_id"] = str(obj.event_id)

    def after_undoing(self, afters: Sequence[dict[str, str]]) -> None:
        """Events that this import made and in which nobody takes part any more."""
        ids = {int(after["event_id"]) for after in afters if after.get(MADE)}
        RecruitmentEvent.objects.filter(pk__in=ids, participations__isnull=True).delete()


def _events(rows: Sequence[Row]) -> dict[tuple[Any, Any], RecruitmentEvent]:
    found = RecruitmentEvent.objects.filter(
        name__in={row["event"] for row in rows if row["event"]},
        held_on__in={row["held_on"] for row in rows if row["held_on"]},
    )
    return {(event.name, event.held_on): event for event in found.order_by("-pk")}


def _check_event(row: Row, event: RecruitmentEvent | None, first: Row) -> None:
    """Place and level of one event are the same everywhere; an event that is registered is not changed from here."""
    for name in ("place", "level"):
        said = row[name] or ""
        if event is not None and said != getattr(event, name):
            row.fault(name, _("The event is registered with another value here."))
        elif said != (first[name] or ""):
            row.fault(name, _("Row %(row)s says otherwise of the same event.") % {"row": first.number})
