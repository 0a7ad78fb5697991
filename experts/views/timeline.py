"""Every dated thing of one life, newest first: selections, landings, visits, requests, patents."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import CreditEntry, Placement
from experts.queries import Life
from talentportal.core import formats

# How a landing is told that carries an earlier placement on.
ARRIVALS: dict[str, Any] = {
    Placement.EndReason.MOVED: gettext_lazy("Moved to %(unit)s"),
    Placement.EndReason.CONVERTED: gettext_lazy("Became full-time in %(unit)s"),
    Placement.EndReason.REORGANISED: gettext_lazy("Passed to %(unit)s with its reorganisation"),
}
CLAWBACKS = {CreditEntry.Cause.DEPARTURE, CreditEntry.Cause.LATE_DEPARTURE}


def day_of(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def timeline(life: Life) -> list[dict[str, Any]]:
    """Entries for the component of the same name."""
    entries = [*_selected(life), *_moved(life), *_settled(life), *_taken_back(life)]
    entries += [*_visited(life), *_asked(life), *_brought_forth(life)]
    return sorted((e for e in entries if e["day"]), key=lambda e: e["day"], reverse=True)


def _entry(day: dt.date | None, kind: str, title: str, text: str = "", href: str = "") -> dict[str, Any]:
    return {"day": day, "kind": kind, "title": title, "text": text, "href": href}


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
        parts += _standing_words(row, life)
        titled = ARRIVALS.get(_before(row, life), _("Landed in %(unit)s"))
        found.append(_entry(row.starts_on, "move", titled % {"unit": unit}, " · ".join(parts)))
        if row.ends_on and row.end_reason not in ARRIVALS:
            title = _("Departed from %(unit)s") % {"unit": life.units.name(row.township_id, row.ends_on)}
            found.append(_entry(row.ends_on, "move", title, capfirst(row.get_end_reason_display())))
        elif row.ends_on and not _goes_on(row, life):
            title = _("Moved on from %(unit)s") % {"unit": life.units.name(row.township_id, row.ends_on)}
            found.append(_entry(row.ends_on, "move", title, capfirst(row.get_end_reason_display())))
    return found


def _standing_words(row: Placement, life: Life) -> list[str]:
    if row.dismissed_at:
        return [_("withdrawn or dismissed on %(day)s") % {"day": formats.day(row.dismissed_at)}]
    parts = [] if row.is_verified else [_("awaiting verification")]
    return [*parts, *([_("units disagree")] if row.pk in life.contested else [])]


def _before(row: Placement, life: Life) -> str:
    """Why the placement before this one ended, if it ended on the day on which this one starts."""
    return next((p.end_reason for p in life.placements if p.ends_on == row.starts_on and p.pk != row.pk), "")


def _goes_on(row: Placement, life: Life) -> bool:
    """Whether the reader also sees where the person went: then that line tells it."""
    return any(p.starts_on == row.ends_on and p.pk != row.pk for p in life.placements)


def _settled(life: Life) -> list[dict[str, Any]]:
    """Conflicts that were opened and decided, and shares that were agreed."""
    found = []
    for case in life.conflicts:
        day = day_of(case.opened_at)
        ids = dict.fromkeys(claim.placement.township_id for claim in case.claims.all())
        units = _(", ").join(life.units.name(pk, day) for pk in ids)
        href = reverse("conflict-detail", args=[case.pk])
        found.append(_entry(day, "programme", _("Claimed by %(units)s") % {"units": units}, "", href))
        if case.decided_at:
            won = life.units.name(case.winner_id, day) if case.winner_id else _("shared")
            title = _("Attribution decided: %(unit)s") % {"unit": won}
            found.append(_entry(day_of(case.decided_at), "programme", title, capfirst(case.get_ground_display()), href))
    for agreement in life.agreements:
        if agreement.agreed_at:
            parts = [f"{life.units.name(s.township_id, agreement.starts_on)} {s.share}" for s in agreement.shares.all()]
            href = reverse("share-detail", args=[agreement.pk])
            found.append(_entry(agreement.starts_on, "programme", _("Credit shared"), " · ".join(parts), href))
    return found


def _taken_back(life: Life) -> list[dict[str, Any]]:
    """What departures took back, where it hurts: on the day on which it counts."""
    found = []
    for entry in life.credits:
        if entry.rule in CLAWBACKS and entry.amount:
            unit = life.units.name(entry.township_id, entry.effective_on)
            text = _("%(unit)s: bonus %(points)s") % {"unit": unit, "points": formats.change(entry.amount)}
            found.append(_entry(entry.effective_on, "programme", capfirst(entry.get_rule_display()), text))
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
