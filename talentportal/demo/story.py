"""What happens in the demo: how strong each unit is, which experts come, rise and leave, and what goes wrong.

Experts are written as words: `13Q1d>14Q1m` came in the first quarter of 2013 with the district plan and rose to the
municipal plan a year later; `~` is a flexible engagement; `-14Q2` left in that quarter. Levels: n, p, m, d.
"""

from dataclasses import dataclass
from typing import NamedTuple

START, END = "2012Q4", "2014Q3"


@dataclass(frozen=True)
class Story:
    """One unit: the share of its targets that it reaches in 2012 and in 2014, and its experts."""

    first: float
    last: float
    experts: str = ""
    twin: str = ""  # the unit whose figures it repeats, so that scores tie


# 8 units of the high tier, 8 of the medium and 10 of the low one; 96 experts in all.
STORIES: dict[str, Story] = {
    "P-WC": Story(
        0.90,
        1.02,
        "12Q2p 12Q3m>13Q2p 12Q4n 12Q4d 13Q1d>14Q1m 13Q2p 13Q2d 13Q3m~ 13Q4n 14Q1d 14Q2n 14Q2p 14Q3d",
    ),
    "330212007": Story(
        0.90,
        0.99,
        "12Q2n 12Q3p 12Q4d 12Q4m 13Q1m>14Q2p 13Q1d 13Q2n 13Q2d 13Q3p 13Q3d~ 13Q4d 14Q1p 14Q2d 14Q2m 14Q3p",
    ),
    "330212006": Story(
        0.80,
        0.95,
        "12Q2p 12Q3d 12Q4m 13Q1d>14Q1m 13Q2p 13Q2d 13Q3m 13Q4d~ 14Q1m 14Q2p 14Q2d 14Q2m 14Q3d",
    ),
    "P-EDZ": Story(0.84, 0.94, "12Q3p 12Q4d 13Q1m 13Q2p 13Q3d 13Q4d>14Q2m 14Q1d~ 14Q2p 14Q2d 14Q3m"),
    "330212005": Story(0.80, 0.91, "12Q3p 12Q4d-14Q1 13Q2p 13Q3m 14Q1d 14Q2p 14Q3m"),
    "P-TC": Story(0.74, 0.86, "12Q4m 13Q2p 13Q4d 14Q1m 14Q2p~ 14Q3d"),
    "330212001": Story(0.74, 0.88, "12Q4m 13Q3p 14Q2p 14Q2d"),
    "330212002": Story(0.76, 0.88, "13Q4m 14Q3d"),
    "330212105": Story(0.82, 0.95, "12Q3m 12Q4d 13Q2m 13Q3d>14Q1m 14Q2m 14Q3d"),
    "330212115": Story(0.78, 0.92, "12Q4m 13Q2d 13Q4d>14Q2m 14Q1d 14Q2m"),
    "330212110": Story(0.76, 0.84, "13Q1d 13Q3m 14Q2m~"),
    "330212106": Story(0.76, 0.88, "13Q2m 14Q2m"),
    "330212116": Story(0.74, 0.88, "13Q4m 14Q2d"),
    "330212108": Story(0.74, 0.86, "13Q2m 14Q3m"),
    "330212003": Story(0.72, 0.82, "13Q2m-13Q4"),
    "330212113": Story(0.70, 0.80, "12Q4d-14Q2"),
    "330212104": Story(0.70, 0.84, "13Q2d"),
    "330212119": Story(0.68, 0.80, "13Q3d-14Q1"),
    "330212200": Story(0.62, 0.78, "14Q2d"),
    "330212120": Story(0.60, 0.74, "13Q1d"),
    "330212114": Story(0.68, 0.76),
    "330212118": Story(0.64, 0.72),
    "330212109": Story(0.64, 0.72),
    "330212101": Story(0.66, 0.75),
    "330212102": Story(0.66, 0.75, twin="330212101"),
    "330212100": Story(0.64, 0.72),
}

# What goes wrong with reports of published quarters.
MISSING = {("330212002", "2013Q1")}
LATE = {  # working days after the due day
    ("330212100", "2013Q2"): 2,
    ("330212109", "2013Q3"): 5,
    ("330212003", "2014Q1"): 1,
    ("330212100", "2014Q2"): 4,
}
RETURNED = {  # for the unit's own error, before it was approved
    ("330212115", "2013Q4"),
    ("330212110", "2014Q1"),
    ("330212113", "2014Q2"),
    ("330212114", "2013Q2"),
}

# On the morning of 8 October 2014 the report of the third quarter stands like this.
APPROVED_NOW = [
    "P-WC",
    "330212007",
    "330212105",
    "330212106",
    "330212116",
    "330212001",
    "330212104",
    "330212108",
    "P-EDZ",
]
IN_REVIEW_NOW = ["330212115", "330212005", "330212002", "330212114", "330212119"]
RETURNED_NOW = ["330212110", "P-TC"]
NOT_STARTED_NOW = ["330212120", "330212100", "330212200"]
SECTIONS_DONE_NOW = {  # in progress; the rest of the sections is to do
    "330212006": 7,
    "330212003": 5,
    "330212113": 6,
    "330212118": 3,
    "330212109": 4,
    "330212102": 1,
    "330212101": 2,
}
PLAYED_UNIT = "330212006"  # the unit of the printed accounts: one section is left to fill


class Coming(NamedTuple):
    """One expert of a unit."""

    unit: str
    quarter: str
    level: str
    is_flexible: bool
    rises_in: str
    rises_to: str
    leaves_in: str


LEVELS = {"n": "national", "p": "provincial", "m": "municipal", "d": "district"}


def comings() -> list[Coming]:
    """The 96 experts in the order of units and quarters."""
    return [_read(unit, word) for unit, story in STORIES.items() for word in story.experts.split()]


def _read(unit: str, word: str) -> Coming:
    word, _, leaves = word.partition("-")
    word, _, rise = word.partition(">")
    return Coming(
        unit=unit,
        quarter=f"20{word[:4]}",
        level=LEVELS[word[4]],
        is_flexible=word.endswith("~"),
        rises_in=f"20{rise[:4]}" if rise else "",
        rises_to=LEVELS[rise[4]] if rise else "",
        leaves_in=f"20{leaves}" if leaves else "",
    )
