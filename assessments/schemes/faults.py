"""Faults of a scheme: where (by place, by key and by line of a file), what, and whether a draft may live with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Document = dict[str, Any]
Path = tuple[str | int, ...]

PARTS = {
    "bonus": gettext_lazy("bonus"),
    "calendar": gettext_lazy("calendar"),
    "levels": gettext_lazy("levels"),
    "tiers": gettext_lazy("tiers"),
    "factors": gettext_lazy("engagement factors"),
    "grades": gettext_lazy("grades"),
    "lights": gettext_lazy("lights"),
    "deductions": gettext_lazy("deductions"),
    "prizes": gettext_lazy("prizes"),
    "groups": gettext_lazy("groups"),
}


@dataclass(frozen=True)
class Fault:
    """`is_open`: the draft is not finished; it can be stored, but not reviewed."""

    path: Path
    place: str
    words: str
    is_open: bool = False
    line: int | None = None

    def __str__(self) -> str:
        told = about(self.place, self.words) if self.place else self.words
        return f"{_('line %(n)s') % {'n': self.line}}, {told}" if self.line else told

    @property
    def key(self) -> str:
        """As a programmer writes it: groups[0].indicators[2].weight."""
        text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return text.removeprefix(".")

    def at(self, lines: Mapping[Path, int]) -> "Fault":
        """With the line of its key, or of the nearest table around it."""
        for end in range(len(self.path), 0, -1):
            if self.path[:end] in lines:
                return replace(self, line=lines[self.path[:end]])
        return self


def about(what: str, words: str) -> str:
    """The words with what they are about, as the language punctuates it."""
    return _("%(what)s: %(words)s") % {"what": what, "words": words}


class SchemeFaults(Exception):
    """The document cannot be a scheme; `faults` names every fault with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, faults)))


def place_of(document: Document, path: Path) -> str:
    """The place in words: a group or an indicator by its code, every other part by its name."""
    if not path:
        return ""
    if path[0] == "groups" and len(path) > 1:
        group = _row(document.get("groups"), path[1])
        named = {"group": group.get("code", "?")}
        if len(path) > 3 and path[2] == "indicators":
            indicator = _row(group.get("indicators"), path[3])
            return _("group %(group)s, indicator %(code)s") % {**named, "code": indicator.get("code", "?")}
        return _("group %(group)s") % named
    return str(PARTS.get(str(path[0]), path[0]))


def _row(rows: Any, number: Any) -> Document:
    row = rows[number] if isinstance(rows, list) and isinstance(number, int) and number < len(rows) else {}
    return row if isinstance(row, dict) else {}


def fault(document: Document, path: Path, words: str, *, is_open: bool = False) -> Fault:
    return Fault(path, place_of(document, path), words, is_open)
