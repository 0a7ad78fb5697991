"""The one-page sheet of a unit: where it stands, where points are missing, what it promised (domain §2, Leaders)."""

from decimal import Decimal
from typing import NamedTuple

from assessments.models import Report, ScoreRun
from assessments.queries.cards import Line
from townships.models import LeadingGroupPost, ResponsibilityLetter, Township

from .cards import Card, cards_of

GAPS = 8
POSTS = (LeadingGroupPost.Post.HEAD, LeadingGroupPost.Post.DEPUTY_HEAD, LeadingGroupPost.Post.CLERK)


class Gap(NamedTuple):
    """An indicator that earned less than it could; `lacking` is what is missing of what was due by now."""

    line: Line
    lacking: Decimal | None


class Sheet(NamedTuple):
    card: Card
    gaps: list[Gap]
    letters: list[ResponsibilityLetter]  # of this year and the one before
    report: Report | None
    earlier: Report | None  # of the quarter before, with what it meant to do
    leaders: list[LeadingGroupPost]
    vacant: list[str]


def sheet_of(run: ScoreRun, township: Township) -> Sheet:
    card = cards_of(run, township)[0]
    period = run.period
    letters = ResponsibilityLetter.objects.verified().filter(township=township)
    held = LeadingGroupPost.objects.verified().filter(township=township).held_on(period.last_day)
    leaders = list(held.order_by("post", "starts_on"))
    reports = Report.objects.filter(township=township).select_related("period")
    before = (period.year, period.quarter - 1) if period.quarter > 1 else (period.year - 1, 4)
    return Sheet(
        card=card,
        gaps=gaps_of(card),
        letters=list(letters.filter(year__in=(period.year - 1, period.year)).order_by("year")),
        report=reports.filter(period=period).first(),
        earlier=reports.filter(period__year=before[0], period__quarter=before[1]).first(),
        leaders=leaders,
        vacant=[str(post.label) for post in POSTS if post not in {row.post for row in leaders}],
    )


def gaps_of(card: Card) -> list[Gap]:
    """The largest first."""
    lines = [line for group in card.groups for line in group.lines if line.lost > 0]
    lines.sort(key=lambda line: (-line.lost, line.indicator.position))
    return [Gap(line, _lacking(line)) for line in lines[:GAPS]]


def _lacking(line: Line) -> Decimal | None:
    if line.expected is None or line.counted is None or line.out_of is not None:
        return None
    return max(Decimal(0), line.expected - line.counted)
