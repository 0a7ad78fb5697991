"""Collecting the bound values of a statement while its text is written."""

from typing import Any


class Values:
    """Remembers each value under a name and answers the name's placeholder; the text itself holds no value."""

    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}

    def bind(self, name: str, value: Any, cast: str = "") -> str:
        self.bound[name] = value
        return f"%({name})s{cast}"
