"""Small factories for tests: explicit, all by keyword, no randomness, invented persons marked as such.

Each makes one thing with defaults a test may ignore. Whatever counts for a score is verified unless told otherwise.
"""

import datetime as dt
import hashlib
import itertools
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from django.db import transaction

from assessments.models import Paper, Period, Report, ReportStep, Scheme, ScoreRun, YearResult
from assessments.papers.codes import new_code
from assessments.schemes import REFERENCE
from assessments.services.approvals import keep_approved
from assessments.services.periods import create_period, create_reports
from assessments.services.schemes import load_scheme, publish_scheme, review_scheme
from assessments.services.scoring import publish_run, score_period
from experts import names
from experts.models import Application, CreditEntry, Expert, Placement, Programme, Selection, ShareAgreement
from platforms.models import Enterprise, Platform, PlatformActivity, University
from townships.models import CommitteeSession, District, Role, Township, TownshipName, TownshipTier, User

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = dt.datetime(2014, 10, 8, 9, 0, tzinfo=SHANGHAI)
EARLY = dt.date(2010, 1, 1)
PASSWORD = "demo-pass-2014"
_number = itertools.count(1)
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def invented_name(number: int) -> str:
    """演示甲, 演示乙 … 演示甲甲: nobody can take it for a real person."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 10)
        name = _STEMS[rest] + name
    return f"演示{name}"


def moment(day: dt.date, hour: int = 9) -> dt.datetime:
    """An hour of a day in Shanghai."""
    return dt.datetime.combine(day, dt.time(hour), SHANGHAI)


# --- units and people ---


def district(*, code="330212", name_zh="鄞州区", name_en="Yinzhou District") -> District:
    return District.objects.get_or_create(code=code, defaults={"name_zh": name_zh, "name_en": name_en})[0]


def township(
    *,
    code=None,
    name_zh=None,
    name_en="",
    tier="medium",
    kind=Township.Kind.TOWN,
    order=None,
    is_assessed=True,
    opened_on=EARLY,
    closed_on=None,
    tile=(None, None),
    of=None,
) -> Township:
    number = next(_number)
    code = code or f"T-{number:04}"
    unit = Township.objects.create(
        district=of or district(),
        code=code,
        kind=kind,
        order=order if order is not None else number,
        is_assessed=is_assessed,
        opened_on=opened_on,
        closed_on=closed_on,
        tile_row=tile[0],
        tile_col=tile[1],
    )
    name = name_zh or f"示例{number}镇"
    TownshipName.objects.create(
        township=unit, name_zh=name, name_en=name_en or f"Sample Town {number}", short_zh=name[:6], starts_on=opened_on
    )
    if tier:
        TownshipTier.objects.create(township=unit, tier=tier, starts_on=opened_on)
    return unit


def user(role=Role.ADMIN, *, township=None, username=None, name=None, password=PASSWORD, reviews=()) -> User:
    """A user of one role; `reviews` are the units a reviewer is assigned."""
    number = next(_number)
    person = User(
        username=username or f"{role}-{number}", name=name or invented_name(number), role=role, township=township
    )
    person.set_password(password)
    person.save()
    for unit in reviews:
        person.assignments.create(township=unit)
    return person


def staff(unit: Township) -> dict[str, User]:
    """The clerk, deputy and secretary of a unit; made once."""
    found = {person.role: person for person in User.objects.filter(township=unit)}
    for role in (Role.CLERK, Role.DEPUTY, Role.SECRETARY):
        if role not in found:
            found[role] = user(role, township=unit)
    return found


def approver() -> User:
    return User.objects.filter(role=Role.APPROVER).first() or user(Role.APPROVER)


def verified(by=None, at=AT) -> dict:
    """The two fields that make a register row count."""
    return {"verified_at": at, "verified_by": by}


# --- scheme, periods, reports ---


@cache
def _reference_text() -> str:
    return REFERENCE.read_text(encoding="utf-8")


def published_scheme(text: str | None = None) -> Scheme:
    """YZ-REF v1 (or the given document), loaded and published; the same row when it exists."""
    if text is None and (found := Scheme.objects.filter(code="YZ-REF", version=1, status="published").first()):
        return found
    draft = load_scheme(text or _reference_text(), by=user(), at=AT)
    return publish_scheme(review_scheme(draft, by=approver(), at=AT), by=approver(), at=AT)


def period(year=2014, quarter=2, *, scheme=None, opened=True) -> Period:
    """A period on its regular dates; opened for all units that exist by now."""
    made = create_period(year, quarter, scheme or published_scheme(), by=None, at=AT)
    if opened:
        made.opened_at = moment(made.opens_on, 0)
        made.save(update_fields=["opened_at"])
        create_reports(made)
    return made


def report(in_period: Period, unit: Township) -> Report:
    """The unit's report, with sections and lines; also for units made after the period opened."""
    found = Report.objects.filter(period=in_period, township=unit).first()
    if found is None:
        create_reports(in_period)
        found = Report.objects.get(period=in_period, township=unit)
    return found


def filled_report(in_period: Period, unit: Township, *, values=None, ticks=None, agreed=True) -> Report:
    """All sections complete, saved by the clerk; `values` are this quarter's own figures by indicator code."""
    made = report(in_period, unit)
    clerk = staff(unit)[Role.CLERK]
    at = moment(in_period.after, 9)
    ticks = ticks or {}
    for line in made.lines.select_related("indicator"):
        code = line.indicator.code
        if values and code in values:
            line.value = values[code]
        if line.indicator.source == "register":
            line.is_agreed = agreed
        line.ticks = ticks.get(code, [])
        line.save()
    made.sections.update(is_complete=True, version=1, saved_by=clerk, saved_at=at)
    made.sections.filter(code="M").update(has_nothing=True)
    made.started_at, made.is_truthful = at, True
    made.save(update_fields=["started_at", "is_truthful"])
    return made


def approved_report(
    in_period: Period, unit: Township, *, values=None, ticks=None, submitted_on=None, returns=0, at=None
) -> Report:
    """A report that went the whole way: checked, signed, `returns` times returned for an own error, approved; its
    figures stand from then on."""
    made = submitted_report(in_period, unit, values=values, ticks=ticks, submitted_on=submitted_on)
    reviewer, people = approver(), staff(unit)
    last = made.first_submitted_at
    for _ in range(returns):
        last += dt.timedelta(hours=1)
        _step(made, "return", "submitted", "returned", reviewer, last, note="请核对", is_unit_error=True)
        _step(made, "ready", "returned", "ready", people[Role.DEPUTY], last)
        _step(made, "submit", "ready", "submitted", people[Role.SECRETARY], last)
    made.submitted_at = last
    made.approved_at = at or last + dt.timedelta(hours=1)
    made.state = Report.State.APPROVED
    made.save()
    keep_approved([made.pk], at=made.approved_at)
    _step(made, "approve", "submitted", "approved", reviewer, made.approved_at)
    return made


def submitted_report(in_period: Period, unit: Township, *, values=None, ticks=None, submitted_on=None) -> Report:
    """Checked by the deputy and signed by the secretary; on the due day unless told otherwise."""
    made = filled_report(in_period, unit, values=values, ticks=ticks)
    people, at = staff(unit), moment(submitted_on or in_period.due_on, 16)
    made.state = Report.State.SUBMITTED
    made.checked_by, made.signed_by = people[Role.DEPUTY], people[Role.SECRETARY]
    made.first_submitted_at = made.submitted_at = at
    made.save()
    _step(made, "ready", "draft", "ready", people[Role.DEPUTY], at)
    _step(made, "submit", "ready", "submitted", people[Role.SECRETARY], at)
    return made


def _step(made: Report, step: str, from_state: str, to_state: str, by: User, at: dt.datetime, **fields) -> ReportStep:
    return ReportStep.objects.create(
        report=made, step=step, from_state=from_state, to_state=to_state, by=by, at=at, **fields
    )


def run(in_period: Period, *, version=1, published=False) -> ScoreRun:
    """An empty run; scores come from the engine."""
    signed = {"status": "published", "published_by": approver(), "published_at": AT} if published else {}
    return ScoreRun.objects.create(
        period=in_period, version=version, scheme=in_period.scheme, engine="test", computed_at=AT, **signed
    )


def corrected_quarter(in_period: Period, unit: Township) -> Period:
    """Published, then published again with a credit of the unit that was found later."""
    for note in ("", "台账补记一笔"):
        publish_run(score_period(in_period, at=AT), by=approver(), at=AT, note=note)
        credit(expert(), unit, amount="0.50", on=in_period.first_day)
    return in_period


def paper(of: ScoreRun, *, kind="circular", unit: Township | None = None, content: bytes = b"%PDF", sha256="") -> Paper:
    """A paper made from a run, without its file on the disk."""
    return Paper.objects.create(
        kind=kind, format="pdf", language="zh-hans", run=of, township=unit, code=new_code(), asked_by=approver(),
        asked_at=AT, name="paper.pdf", sha256=sha256 or hashlib.sha256(content).hexdigest(), size=len(content),
        made_at=AT,
    )  # fmt: skip


def claimed_session(report: Report, *, by: User) -> CommitteeSession:
    """A committee session of the quarter that the report itself tells of."""
    number = next(_number)
    about = {"held_on": report.period.first_day, "topic": f"示例议题{number}"}
    row = CommitteeSession.objects.create(township=report.township, **about)
    said = {"origin": "entered", "is_agreed": True, "said_by": by, "said_at": AT}
    report.rows.create(kind="session", row_id=row.pk, **said)
    return row


def final_year(year: int) -> YearResult:
    """A year whose result stands for good; without scores."""
    signed = {"status": "published", "published_by": approver(), "published_at": AT, "notice_until": AT.date()}
    final = {"final_by": approver(), "final_at": AT}
    scheme = published_scheme()
    return YearResult.objects.create(
        year=year, version=1, scheme=scheme, engine="test", run_ids=[], computed_at=AT, **signed, **final
    )


# --- enterprises, platforms, universities ---


def enterprise(unit: Township, *, name=None, **fields) -> Enterprise:
    number = next(_number)
    defaults = {"registered_on": EARLY, "credit_code": f"91330212E{number:09}", "is_sample": True, **verified()}
    return Enterprise.objects.create(township=unit, name=name or f"示例企业{number}有限公司", **{**defaults, **fields})


def platform(unit: Township, *, name=None, level="district", approved_on=EARLY, active_on=(), **fields) -> Platform:
    """A running platform; `active_on` adds one verified activity per day given."""
    number = next(_number)
    defaults = {
        "kind": Platform.Kind.MAKER_SPACE,
        "level": level,
        "approved_on": approved_on,
        "starts_on": approved_on,
        "is_sample": True,
        **verified(),
    }
    made = Platform.objects.create(township=unit, name=name or f"示例平台{number}", **{**defaults, **fields})
    for day in active_on:
        PlatformActivity.objects.create(platform=made, held_on=day, title="示例活动", **verified())
    return made


def university(*, name_zh="示例大学", name_en="Sample University") -> University:
    return University.objects.get_or_create(name_zh=name_zh, defaults={"name_en": name_en})[0]


# --- experts ---


def expert(*, name=None, created_at=AT, **fields) -> Expert:
    name = name or invented_name(next(_number))
    defaults = {"category": Expert.Category.INNOVATOR, "is_sample": True, **names.search_fields(name)}
    return Expert.objects.create(name=name, created_at=created_at, **{**defaults, **fields})


def programme(*, level="municipal", code=None, earns_bonus=True) -> Programme:
    """One programme per level and kind unless a code is given."""
    code = code or f"{level}-plan{'' if earns_bonus else '-other'}"
    names = {"name_zh": f"示例人才计划（{code}）", "name_en": f"Sample plan {code}"}
    fields = {"level": level, "earns_bonus": earns_bonus, "starts_on": dt.date(2009, 1, 1), **names}
    return Programme.objects.get_or_create(code=code, defaults=fields)[0]


def selection(person: Expert, *, level="municipal", selected_on=dt.date(2014, 5, 6), **fields) -> Selection:
    """Selected into the plan of a level; pass `programme=` for another plan."""
    defaults = {"document_no": f"示例〔2014〕{next(_number)}号", "document_on": selected_on, **verified()}
    if "programme" not in fields:
        fields["programme"] = programme(level=level)
    return Selection.objects.create(expert=person, selected_on=selected_on, **{**defaults, **fields})


def placement(person: Expert, unit: Township, *, starts_on=dt.date(2014, 5, 6), **fields) -> Placement:
    """A full-time landing with a contract of five years and social insurance."""
    defaults = {
        "engagement": "full_time",
        "contract_from": starts_on,
        "contract_until": starts_on.replace(year=starts_on.year + 5, day=min(starts_on.day, 28)),
        "has_social_insurance": True,
        **verified(),
    }
    if fields.get("ends_on"):
        defaults |= {"end_reason": Placement.EndReason.LEFT, "departure_reported_on": fields["ends_on"]}
    return Placement.objects.create(expert=person, township=unit, starts_on=starts_on, **{**defaults, **fields})


def landed_expert(unit: Township, *, level="municipal", on=dt.date(2014, 5, 6), selected_on=None, **fields) -> Expert:
    """A person selected and placed on one day; the ledger is not posted."""
    person = expert(**fields)
    selection(person, level=level, selected_on=selected_on or on)
    placement(person, unit, starts_on=on)
    return person


def application(person: Expert, unit: Township, *, filed_on, batch="2014", level="municipal", **fields) -> Application:
    return Application.objects.create(
        expert=person,
        township=unit,
        programme=programme(level=level),
        batch=batch,
        filed_on=filed_on,
        **{**verified(), **fields},
    )


def credit(person: Expert, unit: Township, *, amount, heads=0, on=dt.date(2014, 5, 6), **fields) -> CreditEntry:
    """A ledger entry as the office would adjust it; proven causes need `selection` and `placement`, and name the rule.
    An adjustment of what follows from facts names the entry by `reverses`, and its rule with it."""
    defaults = {"cause": CreditEntry.Cause.ADJUSTMENT, "level": "municipal", "posted_at": AT}
    if "selection" in fields and ("cause" in fields or "reverses" in fields):
        defaults["rule"] = fields["cause"] if "cause" in fields else fields["reverses"].rule
    return CreditEntry.objects.create(
        expert=person,
        township=unit,
        amount=Decimal(amount),
        heads=Decimal(heads),
        effective_on=on,
        **{"counts_on": on, **defaults, **fields},
    )


def agreement(person: Expert, shares: dict, *, starts_on=dt.date(2014, 1, 1), **fields) -> ShareAgreement:
    """An agreement in force: `shares` by unit add up to 1."""
    by = approver()
    defaults = {"document_no": "示例协议1号", "signed_on": starts_on, "proposed_at": AT, "agreed_at": AT}
    with transaction.atomic():
        made = ShareAgreement.objects.create(
            expert=person, starts_on=starts_on, proposed_by=by, **{**defaults, **fields}
        )
        for unit, share in shares.items():
            made.shares.create(township=unit, share=Decimal(share), agreed_by=by, agreed_at=AT)
    return made


def register_values(unit: Township, in_period: Period, values: dict) -> None:
    """Verified register rows that show these values: {"B2": 1, "E1": 10, "D2": (3, 4), "X1": ["1.00"]}."""
    from tests.figures import register_values as fill

    fill(unit, in_period, values)
