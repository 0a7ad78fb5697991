"""How numbers, days and quarters are written for people, in Chinese and English (design system, Words).

No data is "—"; zero is 0. Scores carry two decimals, money is kept in yuan and shown in 万元. Every function
takes the value first and answers text, so views may call them before a hot loop and templates use them as filters.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

NOTHING = "—"
FILTERS = (  # what templates may use
    *("score", "number", "change", "percent", "wan_yuan", "rank", "dash"),
    *("day", "short_day", "weekday", "clock_time", "moment", "short_moment", "quarter"),
)
MONTHS = ("January February March April May June July August September October November December").split()  # noqa: SIM905
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
QUARTERS_ZH = "一二三四"


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def score(value: Any) -> str:
    """87.35 — two decimals, half up."""
    number = _decimal(value)
    return NOTHING if number is None else f"{_rounded(number, 2):.2f}"


def number(value: Any, places: int | None = None) -> str:
    """1,234.5 — commas, and no zeros at the end unless the places are given."""
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    if places is not None:
        return f"{_rounded(exact, places):,.{places}f}"
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def change(value: Any, places: int | None = 2) -> str:
    """+0.67, -1.40, 0 — a difference always shows its sign."""
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    return "0" if exact == 0 else ("+" if exact > 0 else "-") + number(abs(exact), places)


def percent(value: Any, places: int | None = 0) -> str:
    """0.6154 → 62%; with places=None exactly, 61.54%."""
    ratio = _decimal(value)
    return NOTHING if ratio is None else f"{number(ratio * 100, places)}%"


def exact_percent(value: Any) -> str:
    """0.125 → 12.5%: a share of a rule, which is never rounded."""
    return percent(value, None)


def wan_yuan(value: Any) -> str:
    """Yuan as 397.00万元; in English, where no such unit exists, as CNY 3,970,000."""
    yuan = _decimal(value)
    if yuan is None:
        return NOTHING
    if in_english():
        return f"CNY {number(yuan)}"
    return f"{_rounded(yuan / 10000, 2):,.2f}万元"


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None


def day(value: Any) -> str:
    """2014年10月8日 / 8 October 2014."""
    date = _day(value)
    if date is None:
        return NOTHING
    if in_english():
        return f"{date.day} {MONTHS[date.month - 1]} {date.year}"
    return f"{date.year}年{date.month}月{date.day}日"


def short_day(value: Any) -> str:
    """10月8日 / 8 Oct: where the year is plain from the page."""
    date = _day(value)
    if date is None:
        return NOTHING
    return f"{date.day} {MONTHS[date.month - 1][:3]}" if in_english() else f"{date.month}月{date.day}日"


def weekday(value: Any) -> str:
    """周三 / Wed."""
    date = _day(value)
    if date is None:
        return NOTHING
    return WEEKDAYS_EN[date.weekday()] if in_english() else f"周{WEEKDAYS_ZH[date.weekday()]}"


def clock_time(value: Any) -> str:
    """14:32 in the zone of the portal."""
    if not isinstance(value, dt.datetime):
        return NOTHING
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H:%M}"


def moment(value: Any) -> str:
    """2014年10月8日14:32 / 8 October 2014, 14:32."""
    if not isinstance(value, dt.datetime):
        return day(value)
    return f"{day(value)}{', ' if in_english() else ''}{clock_time(value)}"


def short_moment(value: Any) -> str:
    """10月8日14:32 / 8 Oct, 14:32."""
    if not isinstance(value, dt.datetime):
        return short_day(value)
    return f"{short_day(value)}{', ' if in_english() else ''}{clock_time(value)}"


def quarter(value: Any) -> str:
    """2014Q3, or anything with `year` and `quarter`, as 2014年三季度 / 2014 Q3."""
    if value is None or value == "":
        return NOTHING
    if not isinstance(value, str) and hasattr(value, "quarter"):
        year, nth = value.year, value.quarter
    else:
        year, _, nth = str(value).partition("Q")
    if not str(nth).isdigit() or not 1 <= int(nth) <= 4:
        return str(value)
    return f"{year} Q{nth}" if in_english() else f"{year}年{QUARTERS_ZH[int(nth) - 1]}季度"


def rank(value: Any) -> str:
    """第3名 / No. 3."""
    if value is None or value == "":
        return NOTHING
    return f"No. {value}" if in_english() else f"第{value}名"


def dash(value: Any) -> Any:
    """The value, or — when there is none (zero is a value)."""
    return NOTHING if value is None or value == "" else value
