"""Leading groups, committee sessions and responsibility letters of the units."""

import datetime as dt

from townships.models import CommitteeSession, LeadingGroupPost, ResponsibilityLetter, Role, User

from .pace import LAST, TIER, Pace
from .people import Staff
from .story import START, STORIES
from .when import DAY, day_in, quarters, verified_at

GROUPS_SET_UP = dt.date(2012, 3, 1)
VACANT_UNTIL = {  # posts that were filled late: (unit, post) -> first day
    ("330212100", "deputy_head"): dt.date(2013, 7, 1),
    ("330212100", "clerk"): dt.date(2014, 3, 1),
    ("330212118", "clerk"): dt.date(2013, 4, 1),
    ("330212109", "deputy_head"): dt.date(2013, 1, 15),
}
POSTS = (
    ("head", "party_secretary", Role.SECRETARY),
    ("deputy_head", "full_time_deputy", Role.DEPUTY),
    ("clerk", "other", Role.CLERK),
)
LATE_LETTERS = {("330212100", 2013): dt.date(2013, 5, 20), ("330212102", 2014): dt.date(2014, 4, 15)}
WAN = 10_000
FUND_OF_TIER = {"high": 60, "medium": 40, "low": 15}  # 万元 a year, promised in the responsibility letter
FUNDS = {"330212006": 450}  # Shounan, whose yearly special fund the case names
TOPICS = ("研究年度人才工作计划", "听取引才工作汇报", "研究人才平台建设", "研究人才专项经费安排", "部署下阶段人才工作")


def load_leadership(pace: Pace, staff: Staff, by: User) -> dict[str, list[LeadingGroupPost]]:
    """Posts by unit, heads first; sessions and letters go straight to the database."""
    posts = {
        code: [
            LeadingGroupPost(
                township=unit,
                post=post,
                office=office,
                holder_name=staff.of(code, role).name,
                user=staff.of(code, role),
                starts_on=VACANT_UNTIL.get((code, post), GROUPS_SET_UP),
                verified_at=verified_at(GROUPS_SET_UP),
                verified_by=by,
            )
            for post, office, role in POSTS
        ]
        for code, unit in pace.units.items()
    }
    LeadingGroupPost.objects.bulk_create(post for group in posts.values() for post in group)
    CommitteeSession.objects.bulk_create(_sessions(pace, by))
    ResponsibilityLetter.objects.bulk_create(_letters(pace, by))
    return posts


def _sessions(pace: Pace, by: User):
    for code, unit in pace.units.items():
        for quarter in quarters(START, LAST):
            for number in range(int(pace.new(code, "A2", quarter))):
                day = day_in(quarter, pace.twin(code), "session", number)
                topic = TOPICS[(int(quarter[5]) + number) % len(TOPICS)]
                yield CommitteeSession(
                    township=unit,
                    held_on=day,
                    topic=topic,
                    chair="书记",
                    has_minutes=True,
                    verified_at=verified_at(day),
                    verified_by=by,
                )


def _letters(pace: Pace, by: User):
    for order, code in enumerate(STORIES):
        for year in (2012, 2013, 2014):
            day = LATE_LETTERS.get((code, year), dt.date(year, 2, 15) + order * DAY / 2)
            yield ResponsibilityLetter(
                township=pace.units[code],
                year=year,
                signed_on=day,
                talent_fund_yuan=FUNDS.get(code, FUND_OF_TIER[TIER[code]]) * WAN,
                verified_at=verified_at(day),
                verified_by=by,
            )
