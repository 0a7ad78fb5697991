"""The registry: every measure with what it says and where its rows come from."""

from django.utils.translation import gettext_lazy as _

from . import activities, credits, cultivation, leadership, platforms, recruitment, reporting, services
from .base import Measure

REPORTED = "reported"

_ALL = (
    Measure(
        "leading_group",
        _("items of the leading group that the posts fulfil on the last day"),
        "post",
        leadership.leading_group,
    ),
    Measure(
        "committee_sessions",
        _("committee sessions on talent work with minutes"),
        "session",
        leadership.committee_sessions,
    ),
    Measure(
        "responsibility_letter",
        _("the year's responsibility letter, signed by the last day"),
        "letter",
        leadership.responsibility_letter,
    ),
    Measure("heads", _("heads in the credit ledger"), "credit", recruitment.heads),
    Measure(
        "applications",
        _("programme applications filed and not withdrawn, one for each person and batch"),
        "application",
        recruitment.applications,
    ),
    Measure(
        "other_talent",
        _("values of other high-level talent and teams that came, the highest once for each person"),
        "placement",
        recruitment.other_talent,
        minus="team",
    ),
    Measure(
        "coverage",
        _("an active expert of a Thousand Talents type plan or of the district plan, on the last day"),
        "placement",
        recruitment.coverage,
    ),
    Measure("upgrades", _("upgrades of experts hosted by the unit"), "credit", cultivation.upgrades),
    Measure(
        "invention_patents",
        _("invention patents granted to enterprises or experts of the unit"),
        "patent",
        cultivation.invention_patents,
    ),
    Measure("new_platforms", _("level values of platforms newly approved"), "platform", platforms.new_platforms),
    Measure(
        "active_platforms",
        _("running platforms with an activity in the last 12 months, out of the running platforms"),
        "platform",
        platforms.active_platforms,
        is_rate=True,
    ),
    Measure(
        "event_participations",
        _("enterprises of the unit at recruitment events"),
        "participation",
        activities.event_participations,
    ),
    Measure(
        "partnership",
        _("a standing university partnership on the last day"),
        "partnership",
        activities.partnership,
    ),
    Measure(
        "cooperation_projects",
        _("university cooperation projects signed"),
        "project",
        activities.cooperation_projects,
    ),
    Measure(
        "leader_contacts",
        _("experts contacted by the head or deputy head, out of the experts active on the last day"),
        "contact",
        services.leader_contacts,
        is_rate=True,
    ),
    Measure("symposium", _("a symposium with minutes in the quarter"), "symposium", services.symposium),
    Measure(
        "requests_on_time",
        _("requests closed on time, out of the requests due in the quarter"),
        "request",
        services.requests_on_time,
        is_rate=True,
    ),
    Measure("fund_paid", _("talent fund paid out, in 10,000 yuan"), "payment", reporting.fund_paid),
    Measure(
        "report_quality",
        _("penalty points of the quarter's report: late, returned, missing"),
        "report",
        reporting.report_quality,
    ),
    Measure(REPORTED, _("the figure of the unit's approved reports"), "line", reporting.reported),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}

BONUS = Measure("bonus", _("amounts in the credit ledger"), "credit", credits.bonus)
