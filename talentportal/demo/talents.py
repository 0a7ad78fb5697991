"""Programmes, the 96 experts of the story, other high-level talent and teams, and applications."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import product

from experts.models import Application, Expert, Placement, Programme, Selection, Team
from experts.names import search_fields
from platforms.models import Enterprise
from townships.models import User

from .pace import FIRST, LAST, Pace
from .story import STORIES, Coming, comings
from .when import DAY, day_in, first_day, moment, pick, quarters, verified_at

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
FIELDS = ("新材料", "生物医药", "智能制造", "软件", "新能源", "现代农业", "工业设计", "光电", "环保", "医疗器械")
PLANS = (
    ("national-plan", "国家“千人计划”", "National Thousand Talents plan", "national"),
    ("provincial-plan", "省“千人计划”", "Provincial Thousand Talents plan", "provincial"),
    ("municipal-plan", "市“3315计划”", "Municipal 3315 plan", "municipal"),
    ("district-plan", "区“精英引领计划”", "District Elite plan", "district"),
)
NEXT_LEVEL = {"district": "municipal", "municipal": "provincial", "provincial": "national", "national": "national"}
MANY_TEAMS = {"330212007": 2}  # a quarter; 22 in all
ACADEMICIANS = {("330212200", "2013Q2"), ("330212120", "2013Q3")}
ALLOWANCE = {("330212005", "2013Q1"), ("330212006", "2013Q4")}
HALF_YEAR_APPLICATIONS = {("330212006", "2014Q1"): 4, ("330212006", "2014Q2"): 5}
CONTRACT = 5


@dataclass
class Talents:
    """Everything about people, ready to be written quarter by quarter."""

    programmes: dict[str, Programme]
    persons: list[Expert] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    departures: list[tuple[Placement, str]] = field(default_factory=list)  # written in the quarter of the departure
    selections: list[Selection] = field(default_factory=list)
    by_unit: dict[str, list[Expert]] = field(default_factory=lambda: {code: [] for code in STORIES})


class Names:
    """示例甲子, 示例甲丑 … for the experts of the plans; 演示甲子 … for everybody else."""

    def __init__(self, prefix: str, latin: str) -> None:
        self._pairs = iter(product(STEMS, BRANCHES))
        self._prefix, self._latin, self._count = prefix, latin, 0

    def next(self) -> dict:
        self._count += 1
        name = self._prefix + "".join(next(self._pairs))
        name_en = f"{self._latin} {self._count:03}"
        return {"name": name, "name_en": name_en, **search_fields(name, name_en)}


def load_programmes() -> dict[str, Programme]:
    rows = Programme.objects.bulk_create(
        Programme(code=code, name_zh=zh, name_en=en, level=level, starts_on=dt.date(2008, 12, 1))
        for code, zh, en, level in PLANS
    )
    return {row.level: row for row in rows}


def plan_talents(pace: Pace, firms: dict[str, list[Enterprise]], by: User) -> Talents:
    """The experts of the story with their selections and placements; persons are written, the rest is not yet."""
    talents = Talents(load_programmes())
    names = Names("示例", "Sample Expert")
    for order, coming in enumerate(comings()):
        day = day_in(coming.quarter, coming.unit, "lands", order)
        person = Expert(**names.next(), **_traits(order), created_at=moment(day))
        talents.persons.append(person)
        talents.by_unit[coming.unit].append(person)
        talents.selections += _selections(talents, coming, person, day, by)
        placement = _placement(pace, firms, coming, person, day, by)
        talents.placements.append(placement)
        if coming.leaves_in:
            talents.departures.append((placement, coming.leaves_in))
    _plan_others(talents, pace, firms, by)
    Expert.objects.bulk_create(talents.persons)
    return talents


def _traits(order: int) -> dict:
    return {
        "category": Expert.Category.ENTREPRENEUR if order % 3 else Expert.Category.INNOVATOR,
        "field": FIELDS[order % len(FIELDS)],
        "birth_year": 1958 + order % 24,
        "phone": f"0574-0000-{order:04}",
        "identity_last4": f"{order:04}",
        "is_sample": True,
    }


def _selections(talents: Talents, coming: Coming, person: Expert, day: dt.date, by: User):
    """Selected a few days before landing; a rise is a second selection on a day of its own quarter."""
    steps = [(coming.level, max(day - 6 * DAY, first_day(coming.quarter)))]
    if coming.rises_to:
        steps.append((coming.rises_to, day_in(coming.rises_in, coming.unit, "rises", person.name)))
    for level, selected_on in steps:
        number = 1 + pick(90, person.name, level)
        yield Selection(
            expert=person,
            programme=talents.programmes[level],
            selected_on=selected_on,
            batch=f"{selected_on.year}年",
            document_no=f"示例人才〔{selected_on.year}〕{number}号",
            document_on=selected_on,
            verified_at=verified_at(selected_on),
            verified_by=by,
        )


def _placement(pace: Pace, firms, coming: Coming, person: Expert, day: dt.date, by: User) -> Placement:
    firm = firms[coming.unit][pick(len(firms[coming.unit]), person.name)]
    return Placement(
        expert=person,
        township=pace.units[coming.unit],
        enterprise=firm,
        engagement="flexible" if coming.is_flexible else "full_time",
        starts_on=day,
        contract_from=day,
        contract_until=dt.date(day.year + CONTRACT, day.month, min(day.day, 28)),
        has_social_insurance=not coming.is_flexible,
        months_a_year=4 if coming.is_flexible else 12,
        verified_at=verified_at(day),
        verified_by=by,
    )


def _plan_others(talents: Talents, pace: Pace, firms, by: User) -> None:
    """Doctors, allowance holders and academicians who count as other talent; teams are written at once."""
    names = Names("演示", "Demo Person")
    teams: list[Team] = []
    for quarter in quarters(FIRST, LAST):
        for code in STORIES:
            rest = int(pace.new(code, "B3", quarter))
            day = day_in(quarter, pace.twin(code), "others")
            few = (rest + pick(2, pace.twin(code), quarter)) // 2
            for number in range(MANY_TEAMS.get(code, few)):
                teams.append(_team(pace, code, day + number * DAY, len(teams), by))
                rest -= 2
            distinctions = ["doctor_or_senior_title"] * max(0, rest)
            distinctions += ["academician"] * ((code, quarter) in ACADEMICIANS)
            distinctions += ["state_council_allowance"] * ((code, quarter) in ALLOWANCE)
            for distinction in distinctions:
                order = len(talents.persons)
                person = Expert(**names.next(), **_traits(order), distinction=distinction, created_at=moment(day))
                talents.persons.append(person)
                talents.by_unit[code].append(person)
                coming = Coming(code, quarter, "", distinction == "academician", "", "", "")
                talents.placements.append(_placement(pace, firms, coming, person, day, by))
    Team.objects.bulk_create(teams)


def _team(pace: Pace, code: str, day: dt.date, number: int, by: User) -> Team:
    return Team(
        township=pace.units[code],
        name=f"示例{FIELDS[number % len(FIELDS)]}团队{number + 1:02}",
        members=3 + number % 9,
        arrived_on=day,
        verified_at=verified_at(day),
        verified_by=by,
    )


def load_applications(talents: Talents, pace: Pace, by: User) -> None:
    """Who is selected next applies now; the rest are people of the unit who try for a plan, or for a higher one."""
    rows = []
    plans = {selection.expert.pk: selection for selection in reversed(talents.selections)}  # the first one wins
    for code in STORIES:
        people = talents.by_unit[code] or _candidates(talents, pace, code)
        for quarter in quarters(FIRST, LAST):
            count = HALF_YEAR_APPLICATIONS.get((code, quarter), int(pace.new(code, "B2", quarter)))
            tries = _tries(people, plans, quarter, pick(50, pace.twin(code), quarter))
            for number, (person, level) in enumerate(tries[:count]):
                day = day_in(quarter, pace.twin(code), "applies", number)
                rows.append(
                    Application(
                        township=pace.units[code],
                        expert=person,
                        programme=talents.programmes[level],
                        batch=f"{quarter[:4]}年第{quarter[5]}批",
                        filed_on=day,
                        verified_at=verified_at(day),
                        verified_by=by,
                    )
                )
    Application.objects.bulk_create(rows)


def _tries(people: list[Expert], plans: dict[int, Selection], quarter: str, shift: int) -> list[tuple[Expert, str]]:
    """Who could apply for what in a quarter: first those selected within the next months, then everybody else."""
    soon, others = [], []
    for person in people:
        plan = plans.get(person.pk)
        if plan is None:
            others += [(person, level) for level in ("district", "municipal", "provincial")]
        elif plan.selected_on < first_day(quarter):
            others.append((person, NEXT_LEVEL[plan.programme.level]))
        elif plan.selected_on - first_day(quarter) < 200 * DAY:
            soon.append((person, plan.programme.level))
    others.sort(key=lambda pair: pick(1000, pair[0].name, pair[1], quarter, shift))
    return soon + others


def _candidates(talents: Talents, pace: Pace, code: str) -> list[Expert]:
    """Somebody who applies where nobody has come yet."""
    name = f"演示候选{STEMS[list(STORIES).index(code) % 10]}"
    fields = {"name": name, **search_fields(name), **_traits(len(name))}
    return [Expert.objects.create(**fields, created_at=moment(dt.date(2012, 1, 10)))]
