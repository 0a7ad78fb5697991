"""The kinds of notices: what each is called, and the words it says in the reader's language.

An app registers its own in `notices.py`; the kernel keeps, counts and sends them without knowing what they are about.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.module_loading import autodiscover_modules

Words = Callable[[dict[str, Any]], str]


class Kind(NamedTuple):
    """`words` makes one sentence of the arguments of a notice."""

    code: str
    label: Any
    words: Words


_kinds: dict[str, Kind] = {}


def notice_kind(code: str, label: Any) -> Callable[[Words], Words]:
    """Register the words of a kind."""

    def register(words: Words) -> Words:
        _kinds[code] = Kind(code, label, words)
        return words

    return register


def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of registration."""
    if not _kinds:
        autodiscover_modules("notices")
    return _kinds


def words(kind: str, args: dict[str, Any]) -> str:
    """The sentence in the active language."""
    return kinds()[kind].words(args)
