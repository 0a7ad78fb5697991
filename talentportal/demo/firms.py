"""Enterprises, universities, partnerships and cooperation projects."""

import datetime as dt

from platforms.models import CooperationProject, Enterprise, Symposium, University, UniversityPartnership
from townships.models import User

from .pace import FIRST, LAST, TIER, Pace
from .story import START, STORIES
from .units import facts, short_name
from .when import DAY, day_in, half_up, last_day, pick, quarters, verified_at

PER_TIER = {"high": 14, "medium": 10, "low": 6}
HITECH = {"330212006": 19}
TRADES = (
    "精密机械", "新材料", "智能装备", "软件", "生物医药", "电子", "新能源", "工业设计", "模具", "自动化",
    "光电", "环保", "检测", "物联网", "汽车部件", "医疗器械", "数控", "传感", "包装", "仪表", "电机",
)  # fmt: skip
LOCAL_SCHOOLS = ("综合", "理工", "外语", "医药", "城市", "纺织", "职业", "工程")
OTHER_SCHOOLS = ("海洋", "农业", "交通", "电子")
PARTNERS = 18  # more than half of the units
PROJECTS = 135
SUBJECTS = ("联合研发", "技术攻关", "成果转化", "人才联合培养", "实验室共建")


def load_firms(pace: Pace, by: User) -> dict[str, list[Enterprise]]:
    """Enterprises by unit code."""
    names = {row["code"]: short_name(row) for row in facts()}
    firms: dict[str, list[Enterprise]] = {}
    for order, (code, unit) in enumerate(pace.units.items(), 1):
        count = max(PER_TIER[TIER[code]], HITECH.get(code, 0) + 1 if code in HITECH else 0)
        firms[code] = [
            Enterprise(
                township=unit,
                name=f"示例{names[code]}{TRADES[index]}有限公司",
                credit_code=f"91330212DEMO{order:03}{index:03}",
                industry=TRADES[index],
                is_hitech=index < HITECH.get(code, count // 4),
                registered_on=dt.date(2005 + index % 6, 1 + index % 12, 10),
                is_sample=True,
                verified_at=verified_at(dt.date(2012, 1, 5)),
                verified_by=by,
            )
            for index in range(count)
        ]
    Enterprise.objects.bulk_create(firm for group in firms.values() for firm in group)
    return firms


def load_schools(pace: Pace, firms: dict[str, list[Enterprise]], by: User) -> list[University]:
    """Eight universities of the district, four of the city from 2014, their partnerships and projects."""
    schools = University.objects.bulk_create(
        [
            *(
                University(name_zh=f"示例{word}学院", name_en=f"Sample College {n}", is_local=True)
                for n, word in enumerate(LOCAL_SCHOOLS, 1)
            ),
            *(
                University(name_zh=f"示例{word}大学", name_en=f"Sample University {n}")
                for n, word in enumerate(OTHER_SCHOOLS, 1)
            ),
        ]
    )
    UniversityPartnership.objects.bulk_create(_partnerships(pace, schools, by))
    CooperationProject.objects.bulk_create(_projects(pace, schools, firms, by))
    return schools


def _partnerships(pace: Pace, schools: list[University], by: User):
    """The stronger the unit, the earlier it found its university."""
    for order, code in enumerate(list(STORIES)[:PARTNERS]):
        start = dt.date(2012, 9, 1) + 38 * order * DAY
        yield UniversityPartnership(
            township=pace.units[code],
            university=schools[order % len(LOCAL_SCHOOLS)],
            starts_on=start,
            verified_at=verified_at(start),
            verified_by=by,
        )


def _projects(pace: Pace, schools: list[University], firms: dict[str, list[Enterprise]], by: User):
    """As many as the units' shares give, and what is missing to 135 in all from the strongest units."""
    signed = [
        (code, quarter, number)
        for code in STORIES
        for quarter in quarters(START, LAST)
        for number in range(int(pace.new(code, "E3", quarter)))
    ]
    strongest = list(STORIES)[:8]
    for extra in range(PROJECTS - len(signed)):
        signed.append((strongest[extra % 8], RECENT[extra % len(RECENT)], 10 + extra))
    for code, quarter, number in signed:
        day = day_in(quarter, pace.twin(code), "project", number)
        firm = firms[code][pick(len(firms[code]), code, quarter, number)]
        school = schools[pick(len(schools) if quarter > "2014" else len(LOCAL_SCHOOLS), code, number, quarter)]
        yield CooperationProject(
            township=pace.units[code],
            university=school,
            enterprise=firm,
            subject=f"{firm.industry}{SUBJECTS[number % len(SUBJECTS)]}（示例）",
            signed_on=day,
            amount_yuan=50000 * (1 + pick(12, code, quarter, number)),
            verified_at=verified_at(day),
            verified_by=by,
        )


RECENT = ("2013Q1", "2013Q2", "2013Q3", "2013Q4", "2014Q1", "2014Q2", "2014Q3")


def load_symposia(pace: Pace, by: User) -> None:
    """One in most quarters; weak units leave some out."""
    Symposium.objects.bulk_create(
        Symposium(
            township=unit,
            held_on=day,
            title=f"{quarter[:4]}年第{quarter[5]}季度人才工作座谈通报会",
            attendees=15 + half_up(20 * pace.share(code, "F2", quarter)),
            has_minutes=True,
            verified_at=verified_at(day),
            verified_by=by,
        )
        for code, unit in pace.units.items()
        for quarter in quarters(FIRST, LAST)
        if pace.share(code, "F2", quarter) * 100 > 58 + pick(22, pace.twin(code), quarter)
        for day in [last_day(quarter) - DAY * (6 + pick(20, pace.twin(code), quarter))]
    )
