"""The page of one person: where he landed, what he was selected for, what it earned, and what was done for him."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from experts.masks import mask_identity, mask_phone, shown_name
from experts.models import CreditEntry, Expert
from experts.queries import STATE_MARKS, STATES, Life, life_of, register_rows
from experts.services.access import record_look, sees_full
from talentportal.core import clock, formats
from talentportal.core.views.generic import RegisterDetailView

from .lifeline import lifeline
from .timeline import timeline


class ExpertPage(RegisterDetailView):
    """Masked for roles that may not see the full record. A look at an unmasked person is audited: the one thing that
    this GET writes, in `get` before anything is shown; `?contact=1` also shows the telephone number, and says so."""

    permission_required = ("experts.view_expert",)
    template_name = "experts/expert_detail.html"

    def rows(self) -> "QuerySet[Expert]":
        return register_rows(self.request.user, clock.today())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_full:
            record_look(self.object, contact=self.shows_contact, by=request.user, at=clock.now())
        return super().get(request, *args, **kwargs)

    @cached_property
    def is_full(self) -> bool:
        return sees_full(self.request.user, self.object)

    @property
    def shows_contact(self) -> bool:
        return self.is_full and "contact" in self.request.GET

    def context(self) -> dict[str, Any]:
        person, user, today = self.object, self.request.user, clock.today()
        full = self.is_full
        life = life_of(person, user)
        return {
            "view": self,
            "object": person,
            "title": shown_name(person, full=full),
            "is_full": full,
            "state": dict(STATES)[person.state],
            "state_mark": STATE_MARKS[person.state],
            "facts": _facts(person, life, full=full, contact=self.shows_contact),
            "can_show_contact": full and bool(person.phone) and not self.shows_contact,
            "life": life,
            "placements": [(row, life.units.name(row.township_id, row.starts_on)) for row in life.placements],
            "lifeline": lifeline(life, today),
            "timeline": timeline(life),
            "ledger": _ledger(life),
            "figures": _figures(life),
            "n_claims": sum(
                not row.is_verified and not getattr(row, "dismissed_at", None)
                for row in [*life.placements, *life.selections]
            ),
            "open_conflict": next((case for case in life.conflicts if case.is_open), None),
        }


def _facts(person: Any, life: Life, *, full: bool, contact: bool) -> list[tuple[str, Any]]:
    rows = [
        (_("Unit"), person.unit_name),
        (_("Employer"), person.employer),
        (_("Engagement"), capfirst(life.placements[0].get_engagement_display()) if life.placements else ""),
        (_("Landed on"), formats.day(person.landed_on)),
        (_("Category"), capfirst(person.get_category_display())),
        (_("Distinction"), capfirst(person.get_distinction_display()) if person.distinction else ""),
        (_("Phone"), person.phone if contact else mask_phone(person.phone)),
        (_("Identity number"), mask_identity(person.identity_last4) if full else ""),
    ]
    if full:
        rows.insert(6, (_("Year of birth"), person.birth_year))
    return [(label, value) for label, value in rows if value not in ("", None)]


def _figures(life: Life) -> list[tuple[str, Any, str, str]]:
    closed = sum(r.closed_on is not None for r in life.requests)
    open_now = len(life.requests) - closed
    granted = sum(p.granted_on is not None for p in life.patents)
    last = formats.day(life.contacts[0].contacted_on) if life.contacts else ""
    return [
        (_("Bonus credited"), formats.score(sum((e.amount for e in life.credits), 0)), _("points"), ""),
        (_("Visits"), len(life.contacts), "", _("last on %(day)s") % {"day": last} if last else ""),
        (_("Requests"), len(life.requests), "", _("%(n)s open") % {"n": open_now} if life.requests else ""),
        (_("Patents"), len(life.patents), "", _("%(n)s granted") % {"n": granted} if life.patents else ""),
    ]


def _ledger(life: Life) -> list[dict[str, Any]]:
    """Each entry with its quarter, the name the unit bore then, and the score page that counts it."""
    return [
        {
            "entry": entry,
            "quarter": _quarter(entry.effective_on),
            "rule": entry.get_rule_display() if entry.rule and entry.rule != entry.cause else "",
            "is_carried": entry.counts_on != entry.effective_on,
            "unit": life.units.name(entry.township_id, entry.effective_on),
            "href": _score_page(entry),
        }
        for entry in life.credits
    ]


def _quarter(day: dt.date) -> str:
    return f"{day.year}Q{(day.month + 2) // 3}"


def _score_page(entry: CreditEntry) -> str:
    try:
        return reverse("score-detail", args=[_quarter(entry.effective_on), entry.township.code])
    except NoReverseMatch:
        return ""
