"""How a person wants pages to look: theme, row height, single-key shortcuts; kept in one cookie on his machine."""

from collections.abc import Mapping
from typing import NamedTuple

COOKIE = "look"
AGE = 365 * 24 * 3600
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "density": ("cosy", "compact"),
    "keys": ("on", "off"),
}


class Look(NamedTuple):
    theme: str = "auto"
    density: str = "cosy"
    keys: str = "on"

    def changed(self, wishes: Mapping[str, str]) -> "Look":
        """With those wishes that are among the choices; anything else is ignored."""
        return self._replace(**{n: wishes[n] for n, known in CHOICES.items() if wishes.get(n) in known})

    def as_cookie(self) -> str:
        return ".".join(self)


def from_cookie(text: str) -> Look:
    return Look().changed(dict(zip(CHOICES, text.split("."), strict=False)))
