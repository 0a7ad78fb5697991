"""What the credit ledger of one person should say: a pure function from facts and terms (domain §3.4).

`due_entries` walks through the person's life in the order of days. Each rule is one small function:

    events.py   a level, a landing or a full-time post newly reached is credited: landing, upgrade, conversion
    leaving.py  a placement ends: claw-back in the same or a later year, move to another unit, new post in the unit
    passing.py  a unit is merged or split: what it holds passes to the unit that takes over
    life.py     what stands credited while the walk goes on
    entries.py  what it answers
"""

from .entries import Credit, DueEntry, Key
from .life import Benefit, Counted
from .walk import due_entries

__all__ = ["Benefit", "Counted", "Credit", "DueEntry", "Key", "due_entries"]
