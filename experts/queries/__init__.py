"""What the pages of experts show, one module per subject."""

from .conflicts import (
    CONFLICT_STATES,
    CONTESTED,
    DECIDED,
    LATE,
    OPEN,
    conflict_entries,
    conflict_rows,
    conflicts_of_run,
    contested_values,
)
from .lives import Life, Waiting, life_of, waiting_of
from .names import UnitNames, units_to_choose
from .register import ACTIVE, CLAIMED, LEFT, STATE_MARKS, STATES, found, register_rows, with_service

__all__ = [
    "ACTIVE",
    "CLAIMED",
    "CONFLICT_STATES",
    "CONTESTED",
    "DECIDED",
    "LATE",
    "LEFT",
    "OPEN",
    "STATES",
    "STATE_MARKS",
    "Life",
    "UnitNames",
    "Waiting",
    "conflict_entries",
    "conflict_rows",
    "conflicts_of_run",
    "contested_values",
    "found",
    "life_of",
    "register_rows",
    "units_to_choose",
    "waiting_of",
    "with_service",
]
