"""What is due to a number of persons together, where the benefit of one year depends on what others brought in it.

A claw-back in a later year is what the amount was good for in the bonus of its year. Where that year is published the
published sum says so; until then the ledger does, and an entry of one person then moves the claw-back of another.
What a year owes to its departures counts in a later one, so the reckoning comes to rest after as many rounds as years.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from django.db.models import F, Sum
from django.db.models.functions import ExtractYear

from experts.models import CreditEntry, Expert, Placement

from .facts import PersonFacts
from .ledger import DueEntry, Key, due_entries
from .ledger.entries import Credit
from .lives import Tiers, facts_of
from .posted import Difference, Rows, credit_of, rows_of
from .terms import TermsOn

ROUNDS = 100
UnitYear = tuple[int, int]
Published = Callable[[Iterable[int]], Mapping[UnitYear, Decimal]]
OpensOn = Callable[[dt.date], dt.date]


def nothing_published(_townships: Iterable[int]) -> Mapping[UnitYear, Decimal]:
    return {}


def on_the_day(day: dt.date) -> dt.date:
    return day


class Reckoning:
    """Persons taken in, and what is due to them under the terms.

    `published` answers the sums behind the published bonus of years, `opens_on` the day on which an entry counts.
    """

    def __init__(self, terms: TermsOn, *, published: Published, opens_on: OpensOn, tiers: Tiers | None = None) -> None:
        self._terms, self._published, self._opens_on, self._tiers = terms, published, opens_on, tiers
        self._facts: dict[int, PersonFacts] = {}
        self._rows: dict[int, Rows] = {}
        self._due: dict[int, list[DueEntry]] = {}
        self._moves: dict[int, dict[UnitYear, Decimal]] = {}
        self._known: dict[UnitYear, Decimal] = {}
        self._sums: dict[UnitYear, Decimal] = defaultdict(Decimal)
        self._loaded: set[int] = set()
        self._asked: dict[int, set[UnitYear]] = defaultdict(set)

    @property
    def ids(self) -> list[int]:
        return sorted(self._facts)

    def take(self, people: Iterable[Expert]) -> None:
        """Take these persons in: what is verified about them and what the ledger says."""
        people = list(people)
        facts = facts_of(people, tiers=self._tiers)
        self._rows |= rows_of(facts)
        self._facts |= facts
        for pk in facts:
            self._walk(pk)
        self._settle()

    def differences(self) -> Iterator[Difference]:
        """Entries whose rows do not add up to what is due, person by person, in the order of the walk."""
        for pk in self._facts:
            yield from self._differences(pk)

    def dependents(self) -> list[Expert]:
        """Persons not taken in yet whose claw-back may move with the sums that moved here."""
        moved: dict[UnitYear, Decimal] = defaultdict(Decimal)
        for changes in self._moves.values():
            for unit_year, amount in changes.items():
                moved[unit_year] += amount
        concerned = {unit_year for unit_year, amount in moved.items() if amount}
        if not concerned:
            return []
        rows = (
            CreditEntry.objects.annotate(year=ExtractYear("counts_on"))
            .filter(
                township__in={unit for unit, _year in concerned},
                year__in={year for _unit, year in concerned},
                expert__placements__end_reason=Placement.EndReason.LEFT,
                expert__placements__verified_at__isnull=False,
                expert__placements__ends_on__year__gt=F("year"),
            )
            .exclude(expert__in=list(self._facts))
        )
        return list(Expert.objects.filter(pk__in=rows.values("expert")).order_by("pk"))

    def first_row(self, pk: int, key: Key) -> CreditEntry | None:
        """The row by which an entry came into the ledger, if it is there already."""
        return next(iter(self._rows.get(pk, {}).get(key, [])), None)

    # --- one person ---

    def _walk(self, pk: int) -> bool:
        """Reckon one person anew; answers whether that changed anything."""
        rows = self._rows.get(pk, {})

        def benefit(township_id: int, year: int, amount: Decimal) -> Decimal:
            return self._benefit(pk, township_id, year, amount)

        def counted(key: Key) -> dt.date:
            return rows[key][0].counts_on if key in rows else self._opens_on(key.effective_on)

        due = due_entries(self._facts[pk], self._terms, benefit=benefit, counted=counted)
        if due == self._due.get(pk):
            return False
        self._due[pk] = due
        self._note_moves(pk)
        return True

    def _differences(self, pk: int) -> Iterator[Difference]:
        rows = self._rows.get(pk, {})
        due = {entry.key: entry for entry in self._due[pk]}
        for key in [*due, *(key for key in rows if key not in due)]:
            entry, posted = due.get(key), rows.get(key, [])
            change = (entry.credit if entry else Credit()) - credit_of(posted)
            if change or _is_silent(entry) != _stands_silent(posted):
                yield Difference(pk, key, entry, posted, change, self._opens_on(key.effective_on))

    def _note_moves(self, pk: int) -> None:
        """What posting would add to each unit and year for this person."""
        for unit_year, amount in self._moves.get(pk, {}).items():
            self._sums[unit_year] -= amount
        moves: dict[UnitYear, Decimal] = defaultdict(Decimal)
        for change in self._differences(pk):
            moves[change.key.township_id, change.counts_on.year] += change.credit.amount
        for unit_year, amount in moves.items():
            self._sums[unit_year] += amount
        self._moves[pk] = moves

    # --- the sums of years ---

    def _benefit(self, pk: int, township_id: int, year: int, amount: Decimal) -> Decimal:
        """What the unit's bonus of the year would have lacked without the amount."""
        self._asked[pk].add((township_id, year))
        raw = self._known.get((township_id, year))
        if raw is None:
            raw = self._sums[township_id, year]
        terms = self._terms(dt.date(year, 12, 31))
        return terms.bonus(raw) - terms.bonus(raw - amount)

    def _settle(self) -> None:
        """Go round those whose claw-back depends on sums until nothing moves."""
        for _round in range(ROUNDS):
            self._load({unit for asked in self._asked.values() for unit, _year in asked})
            if not sum(self._walk(pk) for pk in list(self._asked)):
                return

    def _load(self, townships: set[int]) -> None:
        """The published sums of these units, and what the ledger says before anything is posted."""
        fresh = townships - self._loaded
        if not fresh:
            return
        self._loaded |= fresh
        self._known |= self._published(fresh)
        rows = CreditEntry.objects.filter(township__in=fresh).values("township", year=ExtractYear("counts_on"))
        for row in rows.annotate(amount=Sum("amount")):
            self._sums[row["township"], row["year"]] += row["amount"]


def _is_silent(entry: DueEntry | None) -> bool:
    """An upgrade between levels that are worth the same."""
    return entry is not None and not entry.credit


def _stands_silent(rows: list[CreditEntry]) -> bool:
    """Rows that move nothing say in turn that there is such an upgrade, that there is not, that there is."""
    return sum(not credit_of([row]) for row in rows) % 2 == 1
