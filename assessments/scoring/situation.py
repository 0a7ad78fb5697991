"""Where a unit stands when it asks for advice, and what a move and a closed line are."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.queries.advice import Hosted
from assessments.queries.rulebook import Line, Rulebook
from experts.services.terms import Terms

from .single import Change, Standing


@dataclass(frozen=True)
class Move:
    """`n` more of `what` (a level, a named item, or the line's own unit) for one line.

    `effort` is the share of the year's target that it is.
    """

    line: Line | None  # None: the bonus
    action: str
    n: Decimal
    what: str
    change: Change
    effort: Fraction


@dataclass(frozen=True)
class Closed:
    """A line below its full points that cannot be moved, and why."""

    line: Line
    reason: str


@dataclass(frozen=True)
class Situation:
    """Where the unit stands, under which terms, whom it could raise, and which day it is."""

    standing: Standing
    terms: Terms
    hosted: tuple[Hosted, ...]
    last_day: dt.date
    today: dt.date

    @property
    def book(self) -> Rulebook:
        return self.standing.book

    def by_measure(self, measure: str) -> Line | None:
        return next((line for line in self.book.lines if line.measure == measure), None)

    def counted(self, line: Line) -> Decimal:
        return self.standing.counted[line.position - 1]

    def out_of(self, line: Line) -> Decimal | None:
        return self.standing.out_of[line.position - 1]

    def points(self, line: Line, change: Change) -> int:
        return self.standing.after(change).points_of(line) or 0

    def share(self, line: Line | None, n: Decimal) -> Fraction:
        """So much of the year's target; the whole of it where there is none."""
        annual = self.standing.annual(line) if line else Fraction(0)
        return Fraction(n) / annual if annual else Fraction(1)
