"""The kinds of rows, one entry each; the key is `ReportRow.kind` and part of the anchors and addresses."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import ReportSection
from experts.models import (
    Application,
    EventParticipation,
    FundPayment,
    LeaderContact,
    Patent,
    Placement,
    ReportedDeparture,
    Selection,
    ServiceRequest,
    ShareAgreement,
    Team,
)
from platforms.models import CooperationProject, Platform, PlatformActivity, Symposium
from townships.models import CommitteeSession, ResponsibilityLetter


@dataclass(frozen=True)
class RowKind:
    """`measure` finds the section (the group of the indicator that counts these rows); `section` says it outright.

    `register` is the key of `assessments.queries.rows.REGISTERS`, `day` the path to the day that puts a row in a
    quarter, `fields` what a unit enters (none: known to the register only), `same` what makes two rows the same fact.
    `paper` names the file that proves a row (domain §4.1); `shares_paper`: one may prove several, as vouchers do.
    `gone` is the moment that takes a row out of every report, where the district can dismiss one.
    """

    code: str
    name: str | Promise
    model: type[Model]
    day: str
    measure: str = ""
    section: str = ""
    register: str = ""
    related: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()
    fields: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    unit: str = "township"
    needs_answer: bool = False
    paper: str | Promise = ""
    shares_paper: bool = False
    gone: str = ""

    @property
    def can_enter(self) -> bool:
        return bool(self.fields)

    @property
    def has_minutes(self) -> bool:
        """Whether a tick says that the paper exists: then the file is asked for where it is ticked only."""
        return "has_minutes" in self.fields

    @property
    def reads(self) -> str:
        return self.register or self.code

    def of(self, row: Any) -> int:
        """The unit a row belongs to."""
        owner = row
        *path, last = self.unit.split("__")
        for name in path:
            owner = getattr(owner, name)
        return int(getattr(owner, f"{last}_id"))


EXPERT = "expert"  # claimed on a page of its own, by a person's papers

# plans with their documents, and the agreements by which units share the credit for a person
ABOUT_PERSONS = (
    Prefetch("expert__selections", Selection.objects.select_related("programme")),
    Prefetch("expert__agreements", ShareAgreement.objects.prefetch_related("shares")),
)

_KINDS = (
    RowKind(
        "session",
        _("Committee sessions"),
        CommitteeSession,
        "held_on",
        "committee_sessions",
        fields=("held_on", "topic", "chair", "attendees", "has_minutes"),
        same=("held_on", "topic"),
        paper=_("minutes"),
    ),
    RowKind(
        "letter",
        _("Responsibility letter"),
        ResponsibilityLetter,
        "signed_on",
        "responsibility_letter",
        fields=("year", "signed_on", "talent_fund_yuan"),
        same=("year",),
        paper=_("signed letter"),
    ),
    RowKind(
        EXPERT,
        _("New experts"),
        Placement,
        "starts_on",
        "heads",
        register="placement",
        related=("expert", "enterprise"),
        prefetch=ABOUT_PERSONS,
        needs_answer=True,
        paper=_("contract or selection document"),
        gone="dismissed_at",
    ),
    RowKind(
        "team",
        _("Teams"),
        Team,
        "arrived_on",
        "other_talent",
        fields=("name", "arrived_on", "members"),
        same=("name", "arrived_on"),
    ),
    RowKind("application", _("Applications"), Application, "filed_on", "applications", related=("expert", "programme")),
    RowKind(
        "departure",
        _("Departures and moves"),
        ReportedDeparture,
        "left_on",
        section=ReportSection.DEPARTURES,
        related=("placement__expert", "to_township"),
        fields=("placement", "left_on", "reason", "to_township", "note"),
        same=("placement",),
    ),
    RowKind(
        "patent",
        _("Patents"),
        Patent,
        "granted_on",
        "invention_patents",
        related=("enterprise", "expert"),
        fields=("number", "kind", "title", "enterprise", "expert", "applied_on", "granted_on"),
        same=("number",),
        paper=_("grant certificate"),
    ),
    RowKind("platform", _("New platforms"), Platform, "approved_on", "new_platforms", related=("host",)),
    RowKind(
        "activity",
        _("Activities of the platforms"),
        PlatformActivity,
        "held_on",
        "active_platforms",
        related=("platform",),
        fields=("platform", "held_on", "title", "expert_days"),
        same=("platform", "held_on", "title"),
        unit="platform__township",
    ),
    RowKind(
        "participation",
        _("Enterprises at recruitment events"),
        EventParticipation,
        "event__held_on",
        "event_participations",
        related=("event", "enterprise"),
        fields=("event", "enterprise", "intents"),
        same=("event", "enterprise"),
    ),
    RowKind(
        "project",
        _("Cooperation projects"),
        CooperationProject,
        "signed_on",
        "cooperation_projects",
        related=("university", "enterprise"),
        fields=("university", "enterprise", "subject", "signed_on", "amount_yuan"),
        same=("university", "subject", "signed_on"),
        paper=_("signed agreement"),
    ),
    RowKind(
        "contact",
        _("Contacts by the leaders"),
        LeaderContact,
        "contacted_on",
        "leader_contacts",
        related=("expert", "post"),
        fields=("expert", "post", "contacted_on", "way", "need", "outcome"),
        same=("expert", "post", "contacted_on", "way"),
    ),
    RowKind(
        "symposium",
        _("Symposia"),
        Symposium,
        "held_on",
        "symposium",
        fields=("held_on", "title", "attendees", "issues", "has_minutes"),
        same=("held_on", "title"),
        paper=_("minutes"),
    ),
    RowKind("request", _("Service requests"), ServiceRequest, "due_on", "requests_on_time"),
    RowKind(
        "payment",
        _("Payments from the talent fund"),
        FundPayment,
        "paid_on",
        "fund_paid",
        fields=("paid_on", "purpose", "amount_yuan", "payee"),
        same=("paid_on", "purpose", "amount_yuan", "payee"),
        paper=_("vouchers"),
        shares_paper=True,
    ),
)

ROW_KINDS: dict[str, RowKind] = {kind.code: kind for kind in _KINDS}
