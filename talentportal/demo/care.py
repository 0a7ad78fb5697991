"""What units do for experts and firms: contacts of leaders, service requests, money paid, recruitment events."""

import datetime as dt
from decimal import Decimal

from experts.models import EventParticipation, FundPayment, LeaderContact, RecruitmentEvent, ServiceRequest
from platforms.models import Enterprise
from townships.models import LeadingGroupPost, User

from .pace import FIRST, LAST, TIER, Pace
from .story import START, STORIES
from .talents import Talents
from .when import DAY, day_in, first_day, half_up, last_day, pick, quarters, verified_at

SHOUNAN = "330212006"
WAN = 10000
STEP = Decimal("0.5")
BIG_PAYMENTS = {(SHOUNAN, "2014Q1"): 85, (SHOUNAN, "2014Q2"): 115, (SHOUNAN, "2014Q3"): 197}  # 万元
PURPOSES = ("matching", "platform", "award", "housing", "event")
REQUESTS_PER_TIER = {"high": 7, "medium": 4, "low": 1}
REQUESTS_OF_SHOUNAN = 12
SUBJECTS = {
    "site": "厂房场地租赁",
    "policy": "人才政策咨询",
    "housing": "人才公寓入住",
    "schooling": "子女入学",
    "finance": "融资对接",
}
SPECIAL_REQUESTS = (  # the case names a customs case of Panhuo and more power for a firm in Wangchun
    ("330212007", "customs", "进口二手设备通关", dt.date(2014, 7, 21), dt.date(2014, 9, 26), None),
    ("P-WC", "electricity", "企业用电增容", dt.date(2014, 4, 8), dt.date(2014, 5, 30), dt.date(2014, 5, 16)),
)
EVENTS = ("高层次人才洽谈会", "海外学子鄞州行", "校企人才对接会", "产业引才专场")
WEEK = "精英引领活动周"
WEEK_INTENTS = 224  # of the two editions of 2013 and 2014 together
UNREPORTED = {"330212005": dt.date(2014, 3, 28)}  # reported later than thirty days after


def load_contacts(pace: Pace, talents: Talents, posts: dict[str, list[LeadingGroupPost]], by: User) -> None:
    """Each quarter the head and the deputy see their experts in turn; how many of them is the unit's share."""
    ends = {id(placement): quarter for placement, quarter in talents.departures}
    rows = []
    for code in STORIES:
        mine = [p for p in talents.placements if p.township_id == pace.units[code].pk]
        leaders = [post for post in posts[code] if post.post != "clerk"]
        for quarter in quarters(START, LAST):
            last = last_day(quarter)
            active = [p for p in mine if p.starts_on <= last and ends.get(id(p), "9") > quarter]
            share = min(Decimal(1), pace.share(code, "F1", quarter) - Decimal("0.04"))
            for number, placement in enumerate(active[: half_up(len(active) * share)]):
                day = max(placement.starts_on, day_in(quarter, pace.twin(code), "contact", number))
                serving = [post for post in leaders if post.starts_on <= day]
                rows.append(
                    LeaderContact(
                        township=pace.units[code],
                        expert=placement.expert,
                        post=serving[number % len(serving)],
                        contacted_on=day,
                        way=("visit", "visit", "phone", "meeting")[number % 4],
                        need="希望加快项目落地" if number % 5 == 0 else "",
                        outcome="已转相关部门办理" if number % 5 == 0 else "",
                        verified_at=verified_at(day),
                        verified_by=by,
                    )
                )
    LeaderContact.objects.bulk_create(rows)


def load_requests(pace: Pace, firms: dict[str, list[Enterprise]], by: User) -> None:
    rows = [
        _request(pace, firms, code, kind, subject, (received, due, closed), by)
        for code, kind, subject, received, due, closed in SPECIAL_REQUESTS
    ]
    for code in STORIES:
        for quarter in quarters(FIRST, LAST):
            count = REQUESTS_PER_TIER[TIER[code]] + pick(3, pace.twin(code), quarter)
            count = REQUESTS_OF_SHOUNAN if code == SHOUNAN else count
            missed = count * (1 - min(Decimal(1), pace.share(code, "F3", quarter)))
            late = 1 if code == SHOUNAN else int(missed + Decimal("0.3"))
            for number in range(count):
                kind = list(SUBJECTS)[pick(len(SUBJECTS), pace.twin(code), quarter, number)]
                due = first_day(quarter) + DAY * (10 + pick(80, pace.twin(code), quarter, "due", number))
                closed = due + DAY * (3 + pick(4, code, number)) if number < late else due - DAY * pick(6, code, number)
                days = (due - 20 * DAY, due, None if closed >= dt.date(2014, 10, 7) else closed)
                rows.append(_request(pace, firms, code, kind, SUBJECTS[kind], days, by))
    ServiceRequest.objects.bulk_create(rows)


def _request(pace: Pace, firms, code: str, kind: str, subject: str, days: tuple, by: User) -> ServiceRequest:
    received, due, closed = days
    return ServiceRequest(
        township=pace.units[code],
        kind=kind,
        enterprise=firms[code][pick(len(firms[code]), subject, due)],
        subject=subject,
        received_on=received,
        due_on=due,
        closed_on=closed,
        verified_at=verified_at(max(due, closed or due)) if closed else verified_at(due),
        verified_by=by,
    )


def load_payments(pace: Pace, firms: dict[str, list[Enterprise]], by: User) -> None:
    """Two payments a quarter out of the unit's talent fund."""
    rows = []
    for code in STORIES:
        for quarter in quarters(START, LAST):
            wan = Decimal(BIG_PAYMENTS.get((code, quarter), pace.new(code, "G1", quarter, STEP)))
            first = (wan * 2 * Decimal("0.6")).to_integral_value() / 2
            for number, part in enumerate((first, wan - first)):
                if part > 0:
                    day = day_in(quarter, pace.twin(code), "pays", number)
                    rows.append(
                        FundPayment(
                            township=pace.units[code],
                            paid_on=day,
                            purpose=PURPOSES[pick(len(PURPOSES), code, quarter, number)],
                            amount_yuan=part * WAN,
                            payee=firms[code][pick(len(firms[code]), quarter, number)].name,
                            verified_at=verified_at(day),
                            verified_by=by,
                        )
                    )
    FundPayment.objects.bulk_create(rows)


def load_events(pace: Pace, firms: dict[str, list[Enterprise]], by: User) -> None:
    """Four events a quarter, the activity week among those of each second quarter; units send firms in turn."""
    events = {
        (quarter, number): RecruitmentEvent(
            name=_event_name(quarter, number),
            held_on=_event_day(quarter, number),
            place="演示会展中心",
            level="municipal" if number == 0 else "district",
        )
        for quarter in quarters(FIRST, LAST)
        for number in range(len(EVENTS))
    }
    RecruitmentEvent.objects.bulk_create(events.values())
    rows = []
    for code in STORIES:
        sent = 0
        for quarter in quarters(FIRST, LAST):
            count = int(pace.new(code, "E1", quarter))
            for number in range(min(count, len(firms[code]) * len(EVENTS))):
                lap, index = divmod(number, len(firms[code]))
                # The week of the second quarter comes first, so that every firm gets to one of its editions.
                event = events[quarter, (lap + 1) % len(EVENTS)]
                rows.append(
                    EventParticipation(
                        event=event,
                        township=pace.units[code],
                        enterprise=firms[code][(index + sent) % len(firms[code])],
                        verified_at=verified_at(event.held_on),
                        verified_by=by,
                    )
                )
            if quarter.endswith("Q2"):
                sent += count
    _spread_intents(rows)
    EventParticipation.objects.bulk_create(rows)


def _spread_intents(rows: list[EventParticipation]) -> None:
    """224 intents of two weeks: one for each firm that came, then a second one until all are told."""
    weeks = [row for row in rows if WEEK in row.event.name and row.event.held_on.year > 2012]
    seen: set[str] = set()
    left = WEEK_INTENTS
    for is_first_round in (True, False):
        for row in weeks:
            is_new = row.enterprise.credit_code not in seen
            if left and (is_new or not is_first_round):
                seen.add(row.enterprise.credit_code)
                row.intents += 1
                left -= 1


def _event_name(quarter: str, number: int) -> str:
    if quarter.endswith("Q2") and number == 1:
        return f"{quarter[:4]}年{WEEK}"
    return f"{quarter[:4]}年第{quarter[5]}季度{EVENTS[number]}"


def _event_day(quarter: str, number: int) -> dt.date:
    return day_in(quarter, "event", number)


def leave(talents: Talents, quarter: str, unit_of: dict[int, str]) -> list:
    """The departures of a quarter with their end, reported in time except where the story says otherwise."""
    gone = []
    for placement, leaves_in in talents.departures:
        if leaves_in == quarter:
            code = unit_of[placement.township_id]
            placement.ends_on = day_in(quarter, code, "leaves")
            if code in UNREPORTED:
                placement.ends_on = first_day(quarter) + 14 * DAY
            placement.end_reason = "left"
            placement.departure_reported_on = UNREPORTED.get(code, placement.ends_on + 10 * DAY)
            gone.append(placement)
    return gone
