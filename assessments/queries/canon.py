"""The canon of sealed texts: the same facts always give the same bytes (docs/sealing.md)."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces, characters as they are, decimals as text with all places of their column,
    days as 2014-07-01 and moments in UTC."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_text)


def plain(value: Any) -> Any:
    """What the canonical text says, read back: to compare it with another text part by part."""
    return json.loads(canonical(value))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: Any) -> str:
    match value:
        case Decimal():
            return format(value, "f")
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
        case dt.date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical text")
