"""Every dated thing of one life, newest first: selections, landings, visits, requests, patents."""

import datetime as dt
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from experts.queries import Life
from talentportal.core import formats


def timeline(life: Life) -> list[dict[str, Any]]:
    """Entries for the component of the same name."""
    entries = [*_selected(life), *_moved(life), *_visited(life), *_asked(life), *_brought_forth(life)]
    return sorted((e for e in entries if e["day"]), key=lambda e: e["day"], reverse=True)


def _entry(day: dt.date | None, kind: str, title: str, text: str = "") -> dict[str, Any]:
    return {"day": day, "kind": kind, "title": title, "text": text}


def _selected(life: Life) -> list[dict[str, Any]]:
    earned = {e.selection_id: e for e in reversed(life.credits) if e.amount > 0}
    found = []
    for row in life.selections:
        parts = [row.document_no or _("no document number"), *([row.batch] if row.batch else [])]
        if not row.is_verified:
            parts.append(_("awaiting verification"))
        if entry := earned.get(row.pk):
            unit = life.units.name(entry.township_id, entry.effective_on)
            parts.append(_("%(unit)s: bonus %(points)s") % {"unit": unit, "points": formats.change(entry.amount)})
        title = _("Selected: %(programme)s") % {"programme": row.programme.name}
        found.append(_entry(row.selected_on, "programme", title, " · ".join(parts)))
    return found


def _moved(life: Life) -> list[dict[str, Any]]:
    found = []
    for row in life.placements:
        unit = life.units.name(row.township_id, row.starts_on)
        parts = [capfirst(row.get_engagement_display())]
        if employer := row.enterprise or row.platform:
            parts.insert(0, _("Employer: %(name)s") % {"name": employer})
        if not row.is_verified:
            parts.append(_("awaiting verification"))
        found.append(_entry(row.starts_on, "move", _("Landed in %(unit)s") % {"unit": unit}, " · ".join(parts)))
        if row.ends_on:
            title = _("Departed from %(unit)s") % {"unit": life.units.name(row.township_id, row.ends_on)}
            found.append(_entry(row.ends_on, "move", title, capfirst(row.get_end_reason_display())))
    return found


def _promise(request: Any) -> str:
    if request.closed_on:
        return _("closed on %(day)s") % {"day": formats.day(request.closed_on)}
    return _("open, promised by %(day)s") % {"day": formats.day(request.due_on)}


def _visited(life: Life) -> list[dict[str, Any]]:
    found = []
    for row in life.contacts:
        words = {"leader": row.post.holder_name, "way": row.get_way_display()}
        found.append(_entry(row.contacted_on, "visit", _("%(leader)s: %(way)s") % words, row.need or row.outcome))
    return found


def _asked(life: Life) -> list[dict[str, Any]]:
    titled = _("%(kind)s: %(title)s")
    return [
        _entry(
            r.received_on, "service", titled % {"kind": capfirst(r.get_kind_display()), "title": r.subject}, _promise(r)
        )
        for r in life.requests
    ]


def _brought_forth(life: Life) -> list[dict[str, Any]]:
    titled = _("%(kind)s: %(title)s")
    return [
        _entry(
            p.granted_on or p.applied_on, "output", titled % {"kind": p.get_kind_display(), "title": p.title}, p.number
        )
        for p in life.patents
    ]
