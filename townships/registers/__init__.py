"""The registers of the units themselves; `REGISTERS` names them all."""

from .base import STATE, UNIT, UnitRegister, choice_column, choice_facet, day_column
from .leadership import Letters, Posts, Sessions, ends_before_start

REGISTERS = (Posts(), Sessions(), Letters())

__all__ = [
    "REGISTERS",
    "STATE",
    "UNIT",
    "UnitRegister",
    "choice_column",
    "choice_facet",
    "day_column",
    "ends_before_start",
]
