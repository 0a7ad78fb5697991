"""Scoring a period: one set-based statement put together from a scheme's measures and rules.

`statement` composes it from four parts: `units` (who is assessed, with which expectations), `lines` (counts and
points), `totals` (base, deductions, bonus, grade, ranks) and the MERGE that stores them. `annual` reads a year from
its runs.
"""

from .annual import AnnualLine, annual_lines
from .statement import ENGINE, store_scores

__all__ = ["ENGINE", "AnnualLine", "annual_lines", "store_scores"]
