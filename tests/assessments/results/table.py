"""Results for tests of the pages: runs whose totals are given, and pages read as people read them."""

import html
import re
from decimal import Decimal

from django.test import Client

from assessments.models import Indicator, Period, Score, ScoreRun
from tests import make
from townships.models import Township

TAGS = re.compile(r"<[^>]+>")


def standings(
    period: Period, totals: dict[Township, str], *, tiers=None, bonus=None, version=1, published=True
) -> ScoreRun:
    """A run in which the units have these totals; ranks as the engine gives them (equal totals share a rank).

    Points are spread over the indicators by their weight, so the groups of a row add up to its base.
    """
    run = make.run(period, version=version)
    lines = list(Indicator.objects.filter(scheme=period.scheme).order_by("position"))
    scores = [_score(run, lines, unit, Decimal(total), tiers, bonus) for unit, total in totals.items()]
    for score in scores:
        better = [other for other in scores if other.total > score.total]
        score.rank = 1 + len(better)
        score.tier_rank = 1 + sum(other.tier == score.tier for other in better)
    Score.objects.bulk_create(scores)
    if published:
        run.status, run.published_by, run.published_at = "published", make.approver(), make.AT
        run.save()
    return run


def _score(run: ScoreRun, lines: list[Indicator], unit: Township, total: Decimal, tiers, bonus) -> Score:
    extra = Decimal((bonus or {}).get(unit, 0))
    base, none = total - extra, [None] * len(lines)
    points = [int(line.weight * base) for line in lines]
    points[0] += int(base * 100) - sum(points)
    return Score(
        run=run,
        township=unit,
        tier=(tiers or {}).get(unit, "medium"),
        tier_months=[0, 12, 0, 0, 12, 0],
        counted=[Decimal(1)] * len(lines),
        out_of=none,
        expected=[Decimal(1)] * len(lines),
        points=points,
        row_ids=[],
        row_counts=[0] * len(lines),
        deduction_counts=[0, 0, 0],
        earned=base,
        applicable=Decimal(100),
        base=base,
        deductions=Decimal(0),
        bonus_raw=extra,
        bonus=extra,
        total=total,
        rank=0,
        tier_rank=0,
        grade="good",
        light="on_track",
    )


class Reader:
    """A person at the browser."""

    def __init__(self, person, language="zh-hans"):
        self.client = Client()
        self.client.force_login(person)
        self.client.cookies["django_language"] = language

    def get(self, path, *, expect=200, **more):
        answer = self.client.get(path, **more)
        assert answer.status_code == expect, answer.content.decode()[:2000]
        return answer.content.decode()

    def post(self, path, *, expect=302, **fields):
        answer = self.client.post(path, fields)
        assert answer.status_code == expect, answer.content.decode()[:2000]
        return answer


def words(page: str) -> str:
    """What a person reads of the main part: no tags, single blanks."""
    return text(page.split("<main", 1)[1].split(">", 1)[1])


def text(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(TAGS.sub(" ", markup))).strip()


def rows(page: str) -> list[list[str]]:
    """The cells of the first table's body."""
    body = page.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [
        [text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr.*?</tr>", body, re.S)
    ]
