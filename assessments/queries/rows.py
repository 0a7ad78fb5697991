"""The register rows behind a number, as people read them: what, when, what about it, and where to look.

A score keeps the ids it counted (`ScoreLine.row_ids`), so the same rows are shown years later, even when the register
has changed since. `MEASURES` says which register the ids of a measure come from; a measure that is not named there
counts what the unit itself reported, line by line.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from assessments.models import ApprovedLine, Indicator, Report
from experts.models import (
    Application,
    CreditEntry,
    EventParticipation,
    Expert,
    FundPayment,
    LeaderContact,
    Patent,
    Placement,
    ReportedDeparture,
    ServiceRequest,
    Team,
)
from platforms.models import CooperationProject, Platform, PlatformActivity, Symposium, UniversityPartnership
from talentportal.core import formats
from talentportal.core.bilingual import reads_english
from townships.models import CommitteeSession, LeadingGroupPost, ResponsibilityLetter

from .readers import CountedRow, Reader, words


def _person(expert: Expert, who: Reader, on: dt.date | None, *about: Any) -> CountedRow:
    return CountedRow(who.name(expert), on, words(*about), who.url(expert))


def _post(row: LeadingGroupPost, who: Reader) -> CountedRow:
    return CountedRow(row.holder_name, row.starts_on, words(row.get_post_display(), row.get_office_display()), None)


def _session(row: CommitteeSession, who: Reader) -> CountedRow:
    return CountedRow(row.topic, row.held_on, words(row.chair, _("with minutes") if row.has_minutes else ""), None)


def _letter(row: ResponsibilityLetter, who: Reader) -> CountedRow:
    return CountedRow(_("Responsibility letter of %(year)s") % {"year": row.year}, row.signed_on, "", None)


def _credit(row: CreditEntry, who: Reader) -> CountedRow:
    heads = _("heads: %(n)s") % {"n": formats.number(row.heads)} if row.heads else ""
    return _person(row.expert, who, row.effective_on, row.get_level_display(), row.get_cause_display(), heads)


def _placement(row: Placement, who: Reader) -> CountedRow:
    distinction = row.expert.get_distinction_display() if row.expert.distinction else ""
    return _person(row.expert, who, row.starts_on, distinction, row.get_engagement_display(), row.enterprise)


def _application(row: Application, who: Reader) -> CountedRow:
    return _person(row.expert, who, row.filed_on, row.programme.name, row.batch)


def _team(row: Team, who: Reader) -> CountedRow:
    return CountedRow(row.name, row.arrived_on, _("team of %(n)s") % {"n": row.members}, None)


def _patent(row: Patent, who: Reader) -> CountedRow:
    return CountedRow(row.title, row.granted_on, words(row.number, row.get_kind_display()), None)


def _platform(row: Platform, who: Reader) -> CountedRow:
    detail = words(row.get_level_display(), row.get_kind_display(), row.document_no)
    return CountedRow(row.name, row.approved_on, detail, who.link("platforms.view_platform", "platform-detail", row.pk))


def _activity(row: PlatformActivity, who: Reader) -> CountedRow:
    days = _("%(n)s expert days") % {"n": formats.number(row.expert_days)} if row.expert_days else ""
    return CountedRow(row.title, row.held_on, words(row.platform.name, days), None)


def _departure(row: ReportedDeparture, who: Reader) -> CountedRow:
    return _person(row.placement.expert, who, row.left_on, row.get_reason_display(), row.note)


def _participation(row: EventParticipation, who: Reader) -> CountedRow:
    return CountedRow(row.enterprise.name, row.event.held_on, words(row.event.name, row.event.place), None)


def _partnership(row: UniversityPartnership, who: Reader) -> CountedRow:
    until = _("until %(day)s") % {"day": formats.day(row.ends_on)} if row.ends_on else ""
    return CountedRow(_university(row.university), row.starts_on, until, None)


def _project(row: CooperationProject, who: Reader) -> CountedRow:
    detail = words(_university(row.university), row.enterprise, formats.wan_yuan(row.amount_yuan))
    return CountedRow(row.subject, row.signed_on, detail, None)


def _university(university: Any) -> str:
    return university.name_en if reads_english() and university.name_en else university.name_zh


def _contact(row: LeaderContact, who: Reader) -> CountedRow:
    return _person(row.expert, who, row.contacted_on, row.post.holder_name, row.get_way_display(), row.outcome)


def _symposium(row: Symposium, who: Reader) -> CountedRow:
    people = _("%(n)s attendees") % {"n": row.attendees} if row.attendees else ""
    return CountedRow(row.title, row.held_on, words(people, _("with minutes") if row.has_minutes else ""), None)


def _request(row: ServiceRequest, who: Reader) -> CountedRow:
    due = _("promised by %(day)s") % {"day": formats.day(row.due_on)}
    closed = _("closed on %(day)s") % {"day": formats.day(row.closed_on)} if row.closed_on else _("not closed")
    return CountedRow(row.subject, row.due_on, words(row.get_kind_display(), due, closed), None)


def _payment(row: FundPayment, who: Reader) -> CountedRow:
    detail = words(formats.wan_yuan(row.amount_yuan), row.payee)
    return CountedRow(row.get_purpose_display(), row.paid_on, detail, None)


def _report(row: Report, who: Reader) -> CountedRow:
    day = row.first_submitted_at and formats.moment(row.first_submitted_at)
    detail = _("first submitted %(at)s") % {"at": day} if day else _("never submitted")
    return CountedRow(formats.quarter(row.period.code), row.period.due_on, detail, _report_url(row, who))


def _line(row: ApprovedLine, who: Reader) -> CountedRow:
    period, value = row.report.period, formats.number(row.value) if row.value is not None else ""
    unit = "" if row.indicator.kind == Indicator.Kind.RATE else row.indicator.unit  # of a rate: how many, not percent
    return CountedRow(
        _("Report of %(quarter)s") % {"quarter": formats.quarter(period.code)},
        period.last_day,
        words(f"{value}{unit}" if value else "", len(row.ticks) or ""),
        _report_url(row.report, who),
    )


def _report_url(report: Report, who: Reader) -> str | None:
    return who.link("assessments.view_report", "report-detail", report.period.code, report.township.code)


class Register(NamedTuple):
    """Where ids come from and how such a row is written; `expert` is the path to its person."""

    model: type[Model]
    write: Callable[[Any, Reader], CountedRow]
    related: tuple[str, ...] = ()
    expert: str = ""


REGISTERS: dict[str, Register] = {
    "post": Register(LeadingGroupPost, _post),
    "session": Register(CommitteeSession, _session),
    "letter": Register(ResponsibilityLetter, _letter),
    "credit": Register(CreditEntry, _credit, ("expert",), "expert"),
    "placement": Register(Placement, _placement, ("expert", "enterprise"), "expert"),
    "application": Register(Application, _application, ("expert", "programme"), "expert"),
    "team": Register(Team, _team),
    "patent": Register(Patent, _patent),
    "platform": Register(Platform, _platform),
    "activity": Register(PlatformActivity, _activity, ("platform",)),
    "departure": Register(ReportedDeparture, _departure, ("placement__expert",), "placement__expert"),
    "participation": Register(EventParticipation, _participation, ("event", "enterprise")),
    "partnership": Register(UniversityPartnership, _partnership, ("university",)),
    "project": Register(CooperationProject, _project, ("university", "enterprise")),
    "contact": Register(LeaderContact, _contact, ("expert", "post"), "expert"),
    "symposium": Register(Symposium, _symposium),
    "request": Register(ServiceRequest, _request),
    "payment": Register(FundPayment, _payment),
    "report": Register(Report, _report, ("period", "township")),
    "line": Register(ApprovedLine, _line, ("report__period", "report__township", "indicator")),
}

# measure -> register of the ids it records, as the registry of measures says it too (a test compares them)
MEASURES: dict[str, str] = {
    "leading_group": "post",
    "committee_sessions": "session",
    "responsibility_letter": "letter",
    "heads": "credit",
    "applications": "application",
    "other_talent": "placement",
    "coverage": "placement",
    "upgrades": "credit",
    "invention_patents": "patent",
    "new_platforms": "platform",
    "active_platforms": "platform",
    "event_participations": "participation",
    "partnership": "partnership",
    "cooperation_projects": "project",
    "leader_contacts": "contact",
    "symposium": "symposium",
    "requests_on_time": "request",
    "fund_paid": "payment",
    "report_quality": "report",
}


MINUS = {"other_talent": "team"}  # register of the negative ids


def counted_rows(indicator: Indicator, row_ids: Sequence[int], user: Any) -> list[CountedRow]:
    """The rows behind one number, oldest first; only those the user may see."""
    kind = MEASURES.get(indicator.measure, "line")
    found = _by_id(kind, [i for i in row_ids if i > 0], user)
    if minus := MINUS.get(indicator.measure):
        found += _by_id(minus, [-i for i in row_ids if i < 0], user)
    return sorted(found, key=lambda row: (row.on or dt.date.min, row.label))


def _by_id(kind: str, ids: Sequence[int], user: Any) -> list[CountedRow]:
    if not ids:
        return []
    rows = REGISTERS[kind].model._default_manager.filter(pk__in=ids)
    return [row for _found, row in written(kind, rows, user)]


def written(kind: str, rows: Any, user: Any) -> list[tuple[Any, CountedRow]]:
    """Rows of one register, those the user may see, each with how it reads."""
    register = REGISTERS[kind]
    found = list(rows.visible_to(user).select_related(*register.related))
    return list(zip(found, worded(kind, found, user), strict=True))


def worded(kind: str, rows: Sequence[Any], user: Any) -> list[CountedRow]:
    """How rows already read with what belongs to them read, in their order."""
    register = REGISTERS[kind]
    person = attrgetter(register.expert.replace("__", ".")) if register.expert else None
    who = Reader(user, [person(row) for row in rows] if person else [])
    return [register.write(row, who) for row in rows]
