"""Days and moments of the demo. Nothing is random: small differences come from a checksum of what they are for."""

import datetime as dt
import zlib
from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2014, 10, 8, 9, 0, tzinfo=SHANGHAI)
SEEN = dt.datetime(2014, 10, 8, 8, 0, tzinfo=SHANGHAI)  # the last verification of a register row
DAY = dt.timedelta(days=1)


def moment(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI)


def verified_at(day: dt.date) -> dt.datetime:
    """The district verifies a row five days after the fact, and everything by this morning."""
    return min(moment(day + 5 * DAY), SEEN)


def quarters(first: str, last: str) -> Iterator[str]:
    year, quarter = int(first[:4]), int(first[5])
    while f"{year}Q{quarter}" <= last:
        yield f"{year}Q{quarter}"
        year, quarter = year + quarter // 4, quarter % 4 + 1


def first_day(code: str) -> dt.date:
    return dt.date(int(code[:4]), 3 * int(code[5]) - 2, 1)


def last_day(code: str) -> dt.date:
    year, quarter = int(code[:4]), int(code[5])
    return dt.date(year + quarter // 4, 3 * quarter % 12 + 1, 1) - DAY


def pick(modulus: int, *of: object) -> int:
    """A number below the modulus that is always the same for the same words."""
    return zlib.crc32("/".join(map(str, of)).encode()) % modulus


def day_in(code: str, *of: object) -> dt.date:
    """A weekday of the quarter, the same for the same words; national holidays are left free."""
    day = first_day(code) + DAY * (7 + pick(72, code, *of))
    return day - DAY * max(0, day.isoweekday() - 5)


def half_up(value: float | Decimal) -> int:
    return int(Decimal(str(value)) + Decimal("0.5"))
