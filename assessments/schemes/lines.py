"""On which line of a TOML text a key stands. The standard reader does not tell; people who correct a file need it."""

import re
from collections.abc import Iterator

from .faults import Path

TABLE = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\s-]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")


def lines_of(text: str) -> dict[Path, int]:
    """Line numbers, from 1, of every table and key that begins a line."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.split("\n"), 1):
        if match := TABLE.match(line):
            table = _table(match[2], is_row=match[1] == "[[", counts=counts)
            found.setdefault(table, number)
            found.setdefault(table[:-1] if match[1] == "[[" else table, number)
        elif match := KEY.match(line):
            found.setdefault((*table, match[1]), number)
    return found


def _table(name: str, *, is_row: bool, counts: dict[Path, int]) -> Path:
    """`groups.indicators` as ("groups", 2, "indicators", 0): every array named before stands at its last row."""
    names = [part.strip() for part in name.split(".")]
    path: Path = ()
    for part in _parents(names):
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path] - 1)
    path = (*path, names[-1])
    if is_row:
        counts[path] = counts.get(path, 0) + 1
        return (*path, counts[path] - 1)
    return path


def _parents(names: list[str]) -> Iterator[str]:
    return iter(names[:-1])
