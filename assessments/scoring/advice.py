"""The next-point adviser: the cheapest open points of a unit, and what rank and money each would bring now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import prefetch_related_objects

from assessments.models import Score
from assessments.queries.advice import Place, hosted_by, places_of, terms_of
from assessments.queries.rulebook import rulebook_of

from .moves import LEVELS, expert_moves, moves_for
from .prizes import prizes
from .single import Result, Standing
from .situation import Closed, Move, Situation


@dataclass(frozen=True)
class Outlook:
    """What a move brings: its own line's points, the total, the places and the money, all as of now."""

    move: Move
    line_gain: Decimal
    total: Decimal
    gain: Decimal
    tier_rank: int
    rank: int
    grade: str
    prize: Decimal | None
    fills: bool
    beside: tuple[tuple[str, Decimal], ...]  # other lines that change, by code; X1 for the bonus

    @property
    def per_effort(self) -> Fraction:
        return Fraction(self.gain) / self.move.effort


@dataclass(frozen=True)
class Advice:
    """`ways` in the order of points for the effort; `experts` is what one of each level would bring."""

    ways: list[Outlook]
    experts: list[Outlook]
    closed: list[Closed]
    prize: Decimal | None
    tier_rank: int
    rank: int


class _League:
    """The unit's district with one result changed: places by exact keys, and the money that goes with them."""

    def __init__(self, score: Score, places: Iterable[Place]) -> None:
        self.scheme = score.run.scheme
        everybody = list(places)
        self.mine = next(place for place in everybody if place.township_id == score.township_id)
        self.others = [place for place in everybody if place is not self.mine]
        self.pays = bool(self.scheme.prize_basis)
        if self.pays:
            prefetch_related_objects([self.scheme], "prizes")

    def ranks(self, result: Result) -> tuple[int, int]:
        above = [place for place in self.others if place.key > result.key]
        return 1 + sum(place.tier == self.mine.tier for place in above), 1 + len(above)

    def prize(self, result: Result) -> Decimal | None:
        """As if the year ended with this table; only the unit's own tier decides."""
        if not self.pays:
            return None
        peers = [place for place in self.others if place.tier == self.mine.tier]
        keys = [result.key, *(place.key for place in peers)]
        grades = [result.grade, *(place.grade for place in peers)]
        rows = [
            (self.mine.tier, 1 + sum(other > key for other in keys), grade)
            for key, grade in zip(keys, grades, strict=True)
        ]
        return prizes(self.scheme, rows)[0]


def advise(score: Score, *, today: dt.date) -> Advice:
    """The advice for one score, on the results of its run as they are stored."""
    book = rulebook_of(score.run.scheme_id)
    heads = next((line.position for line in book.lines if line.measure == "heads"), None)
    standing = Standing.of(score, book)
    hosted = tuple(hosted_by(score, LEVELS))
    unit = Situation(standing, terms_of(score.run.scheme), hosted, score.run.period.last_day, today)
    league = _League(score, places_of(score, heads))
    now = standing.result()
    ways: list[Outlook] = []
    closed: list[Closed] = []
    for line in book.lines:
        found = moves_for(line, unit)
        if isinstance(found, Closed):
            closed.append(found)
            continue
        outlooks = [_outlook(move, unit, now, league) for move in found]
        useful = [outlook for outlook in outlooks if outlook.gain > 0]
        ways += useful
        if outlooks and not useful:
            closed.append(Closed(line, "no_gain"))
    experts = [_outlook(move, unit, now, league) for move in expert_moves(unit)]
    tier_rank, rank = league.ranks(now)
    ways.sort(key=lambda way: -way.per_effort)
    return Advice(ways, experts, closed, league.prize(now), tier_rank, rank)


def _outlook(move: Move, unit: Situation, now: Result, league: _League) -> Outlook:
    after = unit.standing.after(move.change).result()
    tier_rank, rank = league.ranks(after)
    position = move.line.position if move.line else 0
    gains = {
        line.position: Decimal((new or 0) - (old or 0)) / 100
        for line, old, new in zip(unit.book.lines, now.points, after.points, strict=True)
    }
    beside = [(line.code, gains[line.position]) for line in unit.book.lines if line.position != position]
    bonus = after.bonus - now.bonus
    if move.line is None:
        own = bonus
    else:
        own = gains[position]
        beside.append(("X1", bonus))
    return Outlook(
        move=move,
        line_gain=own,
        total=after.total,
        gain=after.total - now.total,
        tier_rank=tier_rank,
        rank=rank,
        grade=after.grade,
        prize=league.prize(after),
        fills=bool(move.line) and after.points[position - 1] == unit.book.lines[position - 1].weight,
        beside=tuple((code, change) for code, change in beside if change),
    )
