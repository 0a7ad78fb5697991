"""Random lives of random persons through the services and tables, recorded in more than one order.

Every fact is recorded by the verb that a page would call, and the ledger is posted after each. Whatever the order,
the ledger says the same in the end, keeps to its limits, and posting once more adds nothing.
"""

import datetime as dt
import random
from collections import defaultdict
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.services import attribution, crediting
from assessments.services.scoring import score_period
from experts.models import CreditEntry, Expert
from experts.services.facts import months_after
from tests import make
from townships.models import TownshipSuccession

from .lives import TERMS

pytestmark = pytest.mark.django_db
QUICKLY = {"deadline": None, "suppress_health_check": list(HealthCheck)}
START, LAST = dt.date(2012, 1, 1), dt.date(2014, 12, 31)
DAYS = st.integers(0, (LAST - START).days).map(lambda n: START + dt.timedelta(days=n))
LEVELS = sorted(TERMS.values)
REASONS = ["left", "left", "left", "moved", "moved", "converted", "reorganised", "died", "illness", "state_posting"]
PARTY, CODE = st.integers(0, 2), "示例协议"


class Landing(NamedTuple):
    """A placement to be: in which unit, from when to when, how."""

    unit: int
    starts_on: dt.date
    ends_on: dt.date | None
    reason: str
    engagement: str
    is_claimed_first: bool


class Story(NamedTuple):
    """What will be recorded of one person."""

    selections: dict[str, dt.date]
    landings: tuple[Landing, ...]
    dispute: tuple[bool, int] | None  # whether it is decided, and for which of the two
    share: tuple[Decimal, dt.date] | None


@st.composite
def stories(draw) -> Story:
    landings, after = [], None
    for _ in range(draw(st.integers(1, 3))):
        starts_on = after if after and draw(st.booleans()) else draw(DAYS)
        length = draw(st.none() | st.integers(20, 450))
        after = starts_on + dt.timedelta(days=length) if length else None
        reason = draw(st.sampled_from(REASONS)) if length else ""
        how = draw(st.sampled_from(["full_time", "full_time", "flexible"]))
        landings.append(Landing(draw(PARTY), starts_on, after, reason, how, draw(st.booleans())))
    share = draw(st.none() | st.tuples(st.integers(10, 90).map(lambda n: Decimal(n) / 100), DAYS))
    chosen = draw(st.dictionaries(st.sampled_from(LEVELS), DAYS, min_size=1, max_size=3))
    dispute = draw(st.none() | st.tuples(st.booleans(), st.integers(0, 1)))
    return Story(chosen, tuple(landings), dispute if len(landings) > 1 else None, share)


class World:
    """Three units, the persons, and the steps by which their lives are recorded."""

    def __init__(self, told: list[Story], merger: dt.date | None) -> None:
        self.units = [make.township(tier=tier) for tier in ("high", "medium", "low")]
        self.heir = make.township(tier="medium")
        self.by = make.approver()
        self.people = [make.expert() for _ in told]
        for unit in self.units:  # so much other credit that the cap of a year is near
            for year in (2012, 2013):
                make.credit(make.expert(), unit, amount="4.00", on=dt.date(year, 7, 1))
        self.placed: dict = {}
        self.conflicts: dict = {}
        self.steps: dict = {}
        for number, story in enumerate(told):
            self.tell(number, story)
        if merger:
            self.steps["merger"] = ((), lambda: self.merge(merger))

    def tell(self, n: int, story: Story) -> None:
        for level, day in story.selections.items():
            self.steps[n, "selected", level] = ((), lambda level=level, day=day: self.select(n, level, day))
        for i, landing in enumerate(story.landings):
            claimed = landing.is_claimed_first and story.dispute is None
            self.steps[n, "landed", i] = ((), lambda i=i, x=landing, c=claimed: self.land(n, i, x, c))
            if claimed:
                self.steps[n, "verified", i] = (((n, "landed", i),), lambda i=i: self.verify(n, i))
            if landing.ends_on:
                self.steps[n, "ended", i] = (((n, "landed", i),), lambda i=i, x=landing: self.leave(n, i, x))
        if story.dispute:
            both = ((n, "landed", 0), (n, "landed", 1))
            self.steps[n, "contested"] = (both, lambda: self.contest(n))
            if story.dispute[0]:
                self.steps[n, "decided"] = (((n, "contested"),), lambda: self.decide(n, story.dispute[1]))
        if story.share:
            self.steps[n, "shared"] = ((), lambda: self.share(n, *story.share))

    def record(self, seed: int) -> None:
        """Every step once, in a random order in which none comes before what it needs."""
        chance, left = random.Random(seed), dict(self.steps)  # noqa: S311 - an order, not a secret
        while left:
            ready = [name for name, (needs, _do) in left.items() if not any(need in left for need in needs)]
            left.pop(chance.choice(ready))[1]()

    def select(self, n, level, day):
        row = {
            "programme": make.programme(level=level),
            "selected_on": day,
            "document_no": "示例1号",
            "document_on": day,
        }
        crediting.add_selection(self.people[n], selection=row, by=self.by, at=make.AT)

    def land(self, n, i, landing, is_claimed):
        by = make.staff(self.units[landing.unit])["clerk"] if is_claimed else self.by
        about = {
            "township": self.units[landing.unit], "starts_on": landing.starts_on, "engagement": landing.engagement,
            "contract_from": landing.starts_on, "contract_until": months_after(landing.starts_on, 60),
            "has_social_insurance": True, "months_a_year": 12,
        }  # fmt: skip
        self.placed[n, i] = crediting.add_placement(self.people[n], placement=about, by=by, at=make.AT)

    def verify(self, n, i):
        crediting.verify(self.people[n], selections=[], placements=[self.placed[n, i].pk], by=self.by, at=make.AT)

    def leave(self, n, i, landing):
        gone = {"ends_on": landing.ends_on, "reason": landing.reason, "reported_on": landing.ends_on}
        crediting.end_placement(self.placed[n, i], departure=gone, by=self.by, at=make.AT)

    def contest(self, n):
        rows = [self.placed[n, 0], self.placed[n, 1]]
        self.conflicts[n] = attribution.open_conflict(self.people[n], placements=rows, by=None, at=make.AT)

    def decide(self, n, which):
        unit = self.placed[n, which].township
        about = {"winner": unit, "ground": "contract", "reason": "合同在先", "by": self.by}
        attribution.decide_conflict(self.conflicts[n], **about, at=make.AT + dt.timedelta(hours=1))

    def share(self, n, share, starts_on):
        make.agreement(self.people[n], {self.units[0]: share, self.units[1]: 1 - share}, starts_on=starts_on)
        self.post()

    def merge(self, day):
        names = {"predecessor": self.units[1], "successor": self.heir}
        TownshipSuccession.objects.create(kind="merger", takes_over_on=day, **names)
        self.post()

    def post(self):
        return crediting.post_credits(Expert.objects.all(), by=self.by, at=make.AT)

    def ledger(self):
        """What the rows of each entry add up to, told without keys of the database."""
        units = {unit.pk: i for i, unit in enumerate([*self.units, self.heir])}
        people = {person.pk: i for i, person in enumerate(self.people)}
        rows = CreditEntry.objects.exclude(rule="").values_list(
            "expert", "effective_on", "counts_on", "township", "rule"
        )
        sums = rows.annotate(a=Sum("amount"), h=Sum("heads"), p=Sum("persons")).order_by()
        return {
            (people[who], on, counts, units[unit], rule): (a, h, p)
            for who, on, counts, unit, rule, a, h, p in sums
            if a or h or p
        }


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def recorded(told, merger, seed):
    """The ledger after one order of recording; posting once more adds nothing."""
    with undone():
        make.published_scheme()
        world = World(told, merger)
        world.record(seed)
        assert world.post() == []
        return world.ledger()


TOLD = st.lists(stories(), min_size=1, max_size=3)


@given(TOLD, st.none() | DAYS, st.integers(0, 2**32), st.integers(0, 2**32))
@settings(max_examples=14, **QUICKLY)
def test_any_order_of_recording_gives_the_same_ledger(told, merger, one, other):
    assert recorded(told, merger, one) == recorded(told, merger, other)


@given(TOLD, st.none() | DAYS, st.integers(0, 2**32))
@settings(max_examples=8, **QUICKLY)
def test_no_person_is_worth_more_than_the_highest_level_and_no_unit_earns_more_than_the_cap(told, merger, seed):
    with undone():
        make.published_scheme()
        world = World(told, merger)
        world.record(seed)
        for person, story in zip(world.people, told, strict=True):
            days = defaultdict(Decimal)
            for entry in person.credits.all():
                days[entry.effective_on] += entry.amount
            running = Decimal(0)
            for day in sorted(days):
                running += days[day]
                held = [TERMS.value(level) for level, on in story.selections.items() if on <= day]
                assert 0 <= running <= max(held)
        for year in (2012, 2013, 2014):
            check_the_bonus_of(year, world, merger)


def check_the_bonus_of(year, world, merger):
    """The bonus of the year's last quarter: the sum of the ledger between floor and cap; a merged unit has none."""
    at = make.moment(max(dt.date(year + 1, 3, 1), make.AT.date() + dt.timedelta(days=1)))
    rows = CreditEntry.objects.filter(counts_on__year=year).values_list("township")
    raw = defaultdict(Decimal, rows.annotate(amount=Sum("amount")).order_by())
    if merger and merger.year <= year:
        raw[world.heir.pk] += raw.pop(world.units[1].pk, Decimal(0))
    scores = score_period(make.period(year, 4), at=at).scores.all()
    assert {score.township_id for score in scores} >= {unit.pk for unit in world.units}
    for score in scores:
        assert score.bonus_raw == raw[score.township_id]
        assert score.bonus == min(Decimal(5), max(Decimal(0), raw[score.township_id]))
