"""How one row of each register reads: what, when and what about it, to whoever reads it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from assessments.models import ApprovedLine, Indicator, Report
from assessments.registers import ABOUT_PERSONS
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
    Selection,
    ServiceRequest,
    Team,
)
from platforms.models import (
    CooperationProject,
    Enterprise,
    Platform,
    PlatformActivity,
    Symposium,
    University,
    UniversityPartnership,
)
from talentportal.core import formats
from talentportal.core.bilingual import reads_english
from townships.models import CommitteeSession, LeadingGroupPost, ResponsibilityLetter, Township

from .readers import CountedRow, Reader, words


def _person(expert: Expert, who: Reader, on: dt.date | None, *about: Any) -> CountedRow:
    return CountedRow(who.name(expert), on, words(*about), who.url(expert))


def _post(row: LeadingGroupPost, who: Reader) -> CountedRow:
    return CountedRow(row.holder_name, row.starts_on, words(row.get_post_display(), row.get_office_display()), None)


def _session(row: CommitteeSession, who: Reader) -> CountedRow:
    return CountedRow(row.topic, row.held_on, words(row.chair, _("with minutes") if row.has_minutes else ""), None)


def _letter(row: ResponsibilityLetter, who: Reader) -> CountedRow:
    fund = formats.wan_yuan(row.talent_fund_yuan) if row.talent_fund_yuan else ""
    promised = _("talent fund promised: %(amount)s") % {"amount": fund} if fund else ""
    return CountedRow(_("Responsibility letter of %(year)s") % {"year": row.year}, row.signed_on, promised, None)


def _credit(row: CreditEntry, who: Reader) -> CountedRow:
    heads = _("heads: %(n)s") % {"n": formats.number(row.heads)} if row.heads else ""
    return _person(row.expert, who, row.effective_on, row.get_level_display(), row.get_cause_display(), heads)


def _placement(row: Placement, who: Reader) -> CountedRow:
    """Plan, level and document of the selections, the engagement, the employer and the contract (domain §4.1)."""
    distinction = row.expert.get_distinction_display() if row.expert.distinction else ""
    selections = [_selection(selection) for selection in row.expert.selections.all()]
    first, last = formats.day(row.contract_from), formats.day(row.contract_until)
    contract = _("contract %(first)s to %(last)s") % {"first": first, "last": last} if row.contract_until else ""
    facts = (distinction, *selections, row.get_engagement_display(), row.enterprise, contract, _share(row))
    return _person(row.expert, who, row.starts_on, *facts)


def _share(row: Placement) -> str:
    """What the unit gets of a person that units share on the day of the landing; "" for the whole."""
    on = row.starts_on
    agreed = (one for one in row.expert.agreements.all() if one.agreed_at is not None)
    running = (one for one in agreed if one.starts_on <= on and (one.ends_on is None or on < one.ends_on))
    shares = {part.township_id: part.share for one in running for part in one.shares.all()}
    share = shares.get(row.township_id)
    return _("credit share %(n)s%%") % {"n": formats.number(share * 100)} if share is not None else ""


def _selection(row: Selection) -> str:
    plan = f"{row.programme.name}({row.programme.get_level_display()})"
    document = " ".join([row.document_no, formats.day(row.document_on) if row.document_on else ""]).strip()
    return f"{plan} {document}".strip()


def _application(row: Application, who: Reader) -> CountedRow:
    return _person(row.expert, who, row.filed_on, row.programme.name, row.programme.get_level_display(), row.batch)


def _team(row: Team, who: Reader) -> CountedRow:
    return CountedRow(row.name, row.arrived_on, _("team of %(n)s") % {"n": row.members}, None)


def _patent(row: Patent, who: Reader) -> CountedRow:
    owner = who.name(row.expert) if row.expert else row.enterprise
    return CountedRow(row.title, row.granted_on, words(row.number, row.get_kind_display(), owner), None)


def _platform(row: Platform, who: Reader) -> CountedRow:
    area = f"{formats.number(row.area_m2)} m²" if row.area_m2 else ""
    detail = words(row.get_level_display(), row.get_kind_display(), row.document_no, row.host or row.operator, area)
    return CountedRow(row.name, row.approved_on, detail, who.link("platforms.view_platform", "platform-detail", row.pk))


def _activity(row: PlatformActivity, who: Reader) -> CountedRow:
    days = _("%(n)s expert days") % {"n": formats.number(row.expert_days)} if row.expert_days else ""
    return CountedRow(row.title, row.held_on, words(row.platform.name, days), None)


def _departure(row: ReportedDeparture, who: Reader) -> CountedRow:
    return _person(row.placement.expert, who, row.left_on, row.get_reason_display(), row.note)


def _participation(row: EventParticipation, who: Reader) -> CountedRow:
    event, intents = row.event, _("intents: %(n)s") % {"n": row.intents} if row.intents else ""
    detail = words(event.name, event.place, event.get_level_display(), intents)
    return CountedRow(row.enterprise.name, event.held_on, detail, None)


def _partnership(row: UniversityPartnership, who: Reader) -> CountedRow:
    until = _("until %(day)s") % {"day": formats.day(row.ends_on)} if row.ends_on else ""
    return CountedRow(_university(row.university), row.starts_on, until, None)


def _project(row: CooperationProject, who: Reader) -> CountedRow:
    detail = words(_university(row.university), row.enterprise, formats.wan_yuan(row.amount_yuan))
    return CountedRow(row.subject, row.signed_on, detail, None)


def _university(university: Any) -> str:
    return university.name_en if reads_english() and university.name_en else university.name_zh


def _contact(row: LeaderContact, who: Reader) -> CountedRow:
    need = _("need: %(text)s") % {"text": row.need} if row.need else ""
    return _person(row.expert, who, row.contacted_on, row.post.holder_name, row.get_way_display(), need, row.outcome)


def _symposium(row: Symposium, who: Reader) -> CountedRow:
    people = _("%(n)s attendees") % {"n": row.attendees} if row.attendees else ""
    return CountedRow(
        row.title, row.held_on, words(people, row.issues, _("with minutes") if row.has_minutes else ""), None
    )


def _request(row: ServiceRequest, who: Reader) -> CountedRow:
    received = _("received on %(day)s") % {"day": formats.day(row.received_on)}
    due = _("promised by %(day)s") % {"day": formats.day(row.due_on)}
    closed = _("closed on %(day)s") % {"day": formats.day(row.closed_on)} if row.closed_on else _("not closed")
    return CountedRow(row.subject, row.due_on, words(row.get_kind_display(), received, due, closed), None)


def _payment(row: FundPayment, who: Reader) -> CountedRow:
    detail = words(formats.wan_yuan(row.amount_yuan), row.payee)
    return CountedRow(row.get_purpose_display(), row.paid_on, detail, None)


def _enterprise(row: Enterprise, who: Reader) -> CountedRow:
    link = who.link("platforms.view_enterprise", "enterprise-detail", row.pk)
    return CountedRow(row.name, row.registered_on, words(row.industry), link)


def _partner(row: University, who: Reader) -> CountedRow:
    link = who.link("platforms.view_university", "university-detail", row.pk)
    return CountedRow(_university(row), None, _("located in the district") if row.is_local else "", link)


def _unit(row: Any, who: Reader) -> CountedRow:
    """A unit with its `name` of a day (`Township.objects.named_on`)."""
    return CountedRow(row.name, None, row.get_kind_display(), None)


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
    prefetch: tuple[Any, ...] = ()


REGISTERS: dict[str, Register] = {
    "post": Register(LeadingGroupPost, _post),
    "session": Register(CommitteeSession, _session),
    "letter": Register(ResponsibilityLetter, _letter),
    "credit": Register(CreditEntry, _credit, ("expert",), "expert"),
    "placement": Register(
        Placement,
        _placement,
        ("expert", "enterprise"),
        "expert",
        ABOUT_PERSONS,
    ),
    "application": Register(Application, _application, ("expert", "programme"), "expert"),
    "team": Register(Team, _team),
    "patent": Register(Patent, _patent, ("expert", "enterprise"), "expert"),
    "platform": Register(Platform, _platform, ("host",)),
    "activity": Register(PlatformActivity, _activity, ("platform",)),
    "departure": Register(ReportedDeparture, _departure, ("placement__expert",), "placement__expert"),
    "participation": Register(EventParticipation, _participation, ("event", "enterprise")),
    "partnership": Register(UniversityPartnership, _partnership, ("university",)),
    "project": Register(CooperationProject, _project, ("university", "enterprise")),
    "contact": Register(LeaderContact, _contact, ("expert", "post"), "expert"),
    "symposium": Register(Symposium, _symposium),
    "request": Register(ServiceRequest, _request),
    "payment": Register(FundPayment, _payment),
    "enterprise": Register(Enterprise, _enterprise),
    "university": Register(University, _partner),
    "unit": Register(Township, _unit),
    "report": Register(Report, _report, ("period", "township")),
    "line": Register(ApprovedLine, _line, ("report__period", "report__township", "indicator")),
}
