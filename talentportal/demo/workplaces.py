"""Innovation platforms with their activities: those the case names, those of old, and the new ones of each quarter."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

from platforms.models import Platform, PlatformActivity
from townships.models import User

from .pace import FIRST, LAST, TIER, Pace
from .story import STORIES
from .units import facts, short_name
from .when import DAY, SEEN, day_in, half_up, pick, quarters, verified_at

HALF = Decimal("0.5")
WEIGHTS = (("provincial", Decimal(2)), ("municipal", Decimal(1)), ("district", HALF))
JOINT_PLATFORMS = 25
OLD_PER_TIER = {"high": 2, "medium": 1, "low": 0}
Kind = Platform.Kind
KINDS = (
    (Kind.TECH_CENTRE, "企业技术中心"),
    (Kind.MAKER_SPACE, "众创空间"),
    (Kind.POSTDOC_STATION, "博士后工作站"),
    (Kind.INCUBATOR, "科技孵化器"),
)
NAMED = (  # named in the case study; days, levels and operators are made up
    ("330212006", "首南科技孵化园区", Kind.INCUBATOR, "municipal", dt.date(2012, 11, 6), "3400", "综合"),
    ("330212115", "集士港创意产业园", Kind.CREATIVE_PARK, "district", dt.date(2012, 10, 16), "12000", "工业设计、软件"),
    ("330212200", "龙观院士工作站", Kind.ACADEMICIAN_WORKSTATION, "district", dt.date(2013, 5, 14), None, "现代农业"),
    ("330212120", "章水院士工作站", Kind.ACADEMICIAN_WORKSTATION, "district", dt.date(2013, 6, 18), None, "现代农业"),
    ("P-TC", "创新128园区", Kind.TECHNOLOGY_PARK, "municipal", dt.date(2011, 12, 8), "128000", "综合"),
)


def load_workplaces(pace: Pace, by: User) -> dict[str, list[Platform]]:
    """Platforms by unit code; a share of them is kept active, those that have run longest first."""
    names = {row["code"]: short_name(row) for row in facts()}
    rows = [_platform(pace, by, *named) for named in NAMED]
    rows += list(_old(pace, names, by))
    rows += list(_new(pace, names, by))
    Platform.objects.bulk_create(rows)
    by_unit: dict[str, list[Platform]] = {code: [] for code in STORIES}
    for row in rows:
        by_unit[row.township.code].append(row)
    PlatformActivity.objects.bulk_create(_activities(pace, by_unit, by))
    return by_unit


def _platform(pace: Pace, by: User, code, name, kind, level, day, area=None, industry=""):
    year = day.year
    return Platform(
        township=pace.units[code],
        name=name,
        kind=kind,
        level=level,
        operator="示例运营单位",
        industry=industry,
        area_m2=Decimal(area) if area else None,
        document_no=f"示例〔{year}〕{1 + pick(90, name)}号",
        approved_on=day,
        starts_on=day,
        is_sample=True,
        verified_at=verified_at(day),
        verified_by=by,
    )


def _old(pace: Pace, names: dict[str, str], by: User):
    for code in STORIES:
        for number in range(OLD_PER_TIER[TIER[code]]):
            kind, word = KINDS[(pick(4, code) + number) % 4]
            yield _platform(pace, by, code, f"示例{names[code]}{word}", kind, "district", dt.date(2010, 6, 1 + number))


def _new(pace: Pace, names: dict[str, str], by: User):
    """New platforms whose weights add up to the unit's share of its target; 25 of them with a university."""
    made = joint = 0
    for quarter in quarters(FIRST, LAST):
        for code in STORIES:
            rest = pace.new(code, "D1", quarter, HALF)
            for level, weight in WEIGHTS:
                while rest >= weight and not (level == "provincial" and TIER[code] != "high"):
                    rest -= weight
                    made += 1
                    kind, word = KINDS[made % 4]
                    if made % 3 == 0 and joint < JOINT_PLATFORMS:
                        kind, word, joint = Kind.JOINT_PLATFORM, "产学研平台", joint + 1
                    name = f"示例{names[code]}{word}{made:02}"
                    yield _platform(
                        pace, by, code, name, kind, level, day_in(quarter, pace.twin(code), "platform", rest)
                    )


def _activities(pace: Pace, by_unit: dict[str, list[Platform]], by: User):
    """Two a quarter at the platforms that are kept active."""
    for code, platforms in by_unit.items():
        for quarter, following in pairwise([*quarters(FIRST, LAST), "2014Q4"]):
            running = [p for p in platforms if p.starts_on < day_in(quarter, "start")]
            active = half_up(len(running) * min(Decimal(1), pace.share(code, "D2", following) + Decimal("0.05")))
            for platform in sorted(running, key=lambda p: p.starts_on)[:active]:
                day = max(platform.starts_on + DAY, day_in(quarter, platform.name))
                yield PlatformActivity(
                    platform=platform,
                    held_on=day,
                    title="项目路演与技术交流",
                    expert_days=Decimal(2 + pick(8, platform.name, quarter)),
                    verified_at=min(verified_at(day), SEEN),
                    verified_by=by,
                )
