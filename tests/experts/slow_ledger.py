"""The clauses on the bonus read aloud, day by day: slow, without shares, and nothing taken from the ledger's code.

What it answers are sums for each day and unit: {(day, unit): [amount, heads]}.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

RANK = {"district": 1, "municipal": 2, "provincial": 3, "national": 4}
VALUE = {"district": Decimal("0.50"), "municipal": Decimal(1), "provincial": Decimal(2), "national": Decimal(3)}
LOWEST = {"high": "provincial", "medium": "municipal", "low": "district"}
FACTOR = {"full_time": Decimal(1), "flexible": Decimal("0.5")}
DAY = dt.timedelta(days=1)


def anniversary(day, years=1):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class SlowLedger:
    def __init__(self, person, tier_of, mergers=()):
        self.person, self.tier_of, self.mergers = person, tier_of, mergers
        self.book = defaultdict(lambda: [Decimal(0), Decimal(0)])
        self.lots = []
        self.landed = [p for p in person.placements if not p.is_contested and self.has_landed(p)]
        self.opened = 0

    def has_landed(self, p):
        contract = bool(p.contract_until) and p.contract_until >= anniversary(p.contract_from, 3) - DAY
        employer = p.enterprise_township_id
        if employer and self.last_name(employer) != self.last_name(p.township_id):
            return False
        own_firm = bool(employer) and self.person.category == "entrepreneur"
        on_site = p.has_social_insurance if p.engagement == "full_time" else p.months_a_year >= 2
        return on_site and (contract or own_firm)

    def unit_on(self, unit, day):
        for on, old, new in sorted(self.mergers):
            if on <= day and unit == old:
                unit = new
        return unit

    def last_name(self, unit):
        return self.unit_on(unit, dt.date.max)

    def read(self, first, last):
        day = first
        while day <= last:
            self.one_day(day)
            day += DAY
        return {key: tuple(sums) for key, sums in self.book.items() if any(sums)}

    def one_day(self, day):
        self.opened = max([self.opened] + [RANK[o.level] for o in self.person.openings if o.effective_on == day])
        for on, old, new in sorted(self.mergers):
            if on == day:
                self.merge(old, new, day)
        for p in sorted(
            self.landed, key=lambda p: (p.starts_on, p.contract_from, p.contract_until, p.ends_on or dt.date.max)
        ):
            if p.ends_on and p.end_reason == "left" and p.ends_on == day:
                self.leave(p, day)
            elif p.ends_on and p.end_reason in ("moved", "converted", "reorganised"):
                q = self.next_of(p)
                if q and max(q.starts_on, p.ends_on) == day:
                    self.go_on(p, q, day)
        started = any(p.starts_on == day or p.ends_on == day for p in self.landed)
        if started or any(s.selected_on == day for s in self.person.selections):
            self.reached(day)

    def next_of(self, p):
        later = [q for q in self.landed if q is not p and (not q.ends_on or q.ends_on > p.ends_on)]
        same_day = [q for q in later if q.starts_on == p.ends_on]
        there = [q for q in later if q.starts_on < p.ends_on]
        after = sorted((q for q in later if q.starts_on > p.ends_on), key=lambda q: q.starts_on)
        found = same_day or there or [q for q in after if q.starts_on == after[0].starts_on]
        return min(found, key=self.seniority, default=None)

    @staticmethod
    def seniority(p):
        never = dt.date.max
        return (p.starts_on, p.contract_from, p.contract_until, p.ends_on or never, p.engagement, p.township_id, p.id)

    def write(self, day, unit, amount, heads):
        self.book[day, unit][0] += amount
        self.book[day, unit][1] += heads

    def year_of(self, unit, year):
        rows = [sums for (day, of), sums in self.book.items() if of == unit and day.year == year]
        return sum((r[0] for r in rows), Decimal(0)), sum((r[1] for r in rows), Decimal(0))

    # Merge: the successor inherits the ledgers of the year, and the standing.
    def merge(self, old, new, day):
        amount, heads = self.year_of(old, day.year)
        self.write(day, old, -amount, -heads)
        self.write(day, new, amount, heads)
        for lot in self.lots:
            if lot["unit"] == old:
                lot["unit"] = new

    # Departure: left before effective + 12 months; the same year is reversed, of the next the benefit (here: all).
    def leave(self, p, day):
        for lot in list(self.lots):
            if lot["at"] == p.id and day < anniversary(lot["earned"]):
                self.lots.remove(lot)
                heads = lot["heads"] if lot["booked"] == day.year else Decimal(0)
                self.write(day, lot["unit"], -lot["amount"], -heads)

    def go_on(self, p, q, day):
        here, there = self.unit_on(p.township_id, day), self.unit_on(q.township_id, day)
        lots = [lot for lot in self.lots if lot["at"] == p.id]
        if here == there:
            for lot in lots:
                lot["at"] = q.id
        elif p.end_reason == "reorganised":
            for lot in lots:
                of_this_year = lot["booked"] == day.year
                if of_this_year:
                    self.write(day, here, -lot["amount"], -lot["heads"])
                    self.write(day, there, lot["amount"], lot["heads"])
                lot["unit"], lot["at"] = there, q.id
        else:
            self.move([lot for lot in lots if day < anniversary(lot["earned"])], q, there, day)

    # Move before 12 months: out and in, the destination's own tier decides about the head.
    def move(self, lots, q, there, day):
        if not lots:
            return
        for lot in lots:
            self.write(day, lot["unit"], -lot["amount"], -lot["heads"])
            lot["heads"] = Decimal(0)
        highest = max(lots, key=lambda lot: lot["rank"])
        if self.reaches(highest["rank"], there, day):
            factor = max(lot["factor"] for lot in lots)
            highest["heads"] = max(Decimal(0), factor - self.heads_standing(factor))
        for lot in lots:
            self.write(day, there, lot["amount"], lot["heads"])
            lot.update(unit=there, at=q.id, booked=day.year)

    def reaches(self, rank, unit, day):
        return rank >= RANK[LOWEST[self.tier_of(unit, day)]]

    def heads_standing(self, factor):
        """Heads counted so far in the district; who came before the portal with a head was counted then."""
        openings = self.person.openings
        before = any(self.reaches(RANK[o.level], o.township_id, o.effective_on) for o in openings)
        return sum((sums[1] for sums in self.book.values()), factor if before else Decimal(0))

    # When both selection and landing are true: the worth above what was credited before.
    def reached(self, day):
        before = [o.effective_on for o in self.person.openings]
        hosts = [p for p in self.landed if p.starts_on <= day and (not p.ends_on or day < p.ends_on)]
        levels = [s.level for s in self.person.selections if s.selected_on <= day]
        if not hosts or not levels or (before and day <= max(before)):
            return
        host, level = min(hosts, key=self.seniority), max(levels, key=RANK.get)
        factor, rank = FACTOR[host.engagement], RANK[level]
        credited = max([lot["rank"] for lot in self.lots] + [self.opened])
        fullest = Decimal(1) if self.opened else max((lot["factor"] for lot in self.lots), default=Decimal(0))
        if rank <= credited and factor <= fullest:
            return
        net = sum((sums[0] for sums in self.book.values()), Decimal(0))
        opened = max((VALUE[o.level] for o in self.person.openings if o.effective_on <= day), default=Decimal(0))
        amount = max(Decimal(0), (VALUE[level] - opened) * factor - net)
        unit, heads = self.unit_on(host.township_id, day), Decimal(0)
        if self.reaches(rank, unit, day):
            heads = max(Decimal(0), factor - self.heads_standing(factor))
        self.write(day, unit, amount, heads)
        lot = {"unit": unit, "amount": amount, "heads": heads, "earned": day, "rank": rank}
        self.lots.append({**lot, "factor": factor, "at": host.id, "booked": day.year})
