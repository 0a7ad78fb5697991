"""What can be counted: one small function for each measure, named once in `registry`.

A scheme's indicator names its measure; `register` tells which register the ids of its rows come from. To add a
measure, write its function beside its kind, name it in the registry, and test it in
tests/assessments/scoring/test_measures.py.
"""

from .base import Ask, Measure
from .figures import Figure, read_figures
from .registry import BONUS, MEASURES, REPORTED

__all__ = ["BONUS", "MEASURES", "REPORTED", "Ask", "Figure", "Measure", "read_figures"]
