"""What differs between two versions of a scheme, in words: weight of B1 20 → 18."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from experts.models import Engagement
from platforms.models import Level
from talentportal.core.bilingual import reads_english
from talentportal.core.formats import NOTHING, number
from townships.models import Tier

from .faults import PARTS, Document
from .words import label, words

IGNORED = {"code", "version"}  # of the scheme itself: always another one
Key = Callable[[Document], Any]


@dataclass(frozen=True)
class Change:
    """`what` of `place` was `before` and is `after`; `is_new` and `is_gone` for whole rows."""

    part: str
    place: str
    what: str
    before: str
    after: str
    is_new: bool = False
    is_gone: bool = False


def differences(old: Document, new: Document) -> list[Change]:
    """Everything that changed, part by part in the order of the document."""
    return [
        *_values("basics", _("Basics"), _head(old), _head(new)),
        *_values("calendar", _("Calendar"), old.get("calendar", {}), new.get("calendar", {})),
        *_values("bonus", _("Bonus"), old.get("bonus", {}), new.get("bonus", {})),
        *_lists(old, new),
        *_prizes(old.get("prizes", {}), new.get("prizes", {})),
        *_indicators(old, new),
    ]


def named(row: Document) -> str:
    """B1 达档专家引进数."""
    name = row.get("name_en") if reads_english() else row.get("name_zh")
    return f"{row.get('code', '')} {name or ''}".strip()


def _head(document: Document) -> Document:
    return {key: value for key, value in document.items() if key not in IGNORED and not isinstance(value, list | dict)}


def _values(part: str, place: str, old: Document, new: Document) -> Iterator[Change]:
    """Plain keys of one table on both sides."""
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        if before != after:
            yield Change(part, place, label(key), words(key, before, old), words(key, after, new))


def _lists(old: Document, new: Document) -> Iterator[Change]:
    plain: tuple[tuple[str, Key, Callable[[Document], str]], ...] = (
        ("levels", lambda row: row["level"], lambda row: str(Level(row["level"]).label)),
        ("tiers", lambda row: row["tier"], lambda row: str(Tier(row["tier"]).label)),
        ("factors", lambda row: row["engagement"], lambda row: str(Engagement(row["engagement"]).label)),
        ("grades", lambda row: row["code"], named),
        ("lights", lambda row: row["code"], named),
        ("deductions", lambda row: row["code"], named),
    )
    for part, key, name in plain:
        yield from _rows(part, old.get(part, []), new.get(part, []), key, name)


def _rows(
    part: str, old: list[Document], new: list[Document], key: Key, name: Callable[[Document], str], within: str = ""
) -> Iterator[Change]:
    """Rows with the same key compared; the others are new or gone."""
    before, after = {key(row): row for row in old}, {key(row): row for row in new}
    for one in dict.fromkeys([*before, *after]):
        row, now = before.get(one), after.get(one)
        about = name(now or row or {})
        place = f"{within} · {about}" if within else f"{PARTS.get(part, part)} · {about}"
        if row is None:
            yield Change(part, place, _("new"), NOTHING, _summary(now or {}), is_new=True)
        elif now is None:
            yield Change(part, place, _("removed"), _summary(row), NOTHING, is_gone=True)
        else:
            yield from _values(part, place, row, now)


def _summary(row: Document) -> str:
    """The figure that matters of a row that came or went."""
    key = next((key for key in ("weight", "points", "bonus", "minimum", "amount_yuan", "value") if key in row), None)
    return f"{label(key)} {number(row[key])}" if key else NOTHING


def _prizes(old: Document, new: Document) -> Iterator[Change]:
    yield from _values("prizes", _("Prize money"), _plain(old), _plain(new))
    for part, key in (("places", "place"), ("grades", "grade")):
        yield from _rows(
            "prizes",
            old.get(part, []),
            new.get(part, []),
            lambda row, key=key: (row.get("tier", ""), row[key]),  # type: ignore[misc]
            lambda row, key=key: _prize_name(row, key),  # type: ignore[misc]
        )


def _prize_name(row: Document, key: str) -> str:
    tier = str(Tier(row["tier"]).label) if row.get("tier") else _("every tier")
    what = _("place %(n)s") % {"n": row["place"]} if key == "place" else str(row["grade"])
    return f"{tier} · {what}"


def _plain(table: Document) -> Document:
    return {key: value for key, value in table.items() if not isinstance(value, list)}


def _indicators(old: Document, new: Document) -> Iterator[Change]:
    """Groups, then every indicator by its code wherever it stands, with its named values."""
    plain = [[{k: v for k, v in g.items() if k != "indicators"} for g in d.get("groups", [])] for d in (old, new)]
    yield from _rows("groups", plain[0], plain[1], lambda row: row["code"], named)
    before, after = _by_code(old), _by_code(new)
    for code in dict.fromkeys([*after, *before]):
        row, now = before.get(code), after.get(code)
        place = named(now or row or {})
        if row is None:
            yield Change("indicators", place, _("new"), NOTHING, _summary(now or {}), is_new=True)
        elif now is None:
            yield Change("indicators", place, _("removed"), _summary(row), NOTHING, is_gone=True)
        else:
            yield from _values("indicators", place, _without_items(row), _without_items(now))
            items = (row.get("items", []), now.get("items", []))
            yield from _rows("indicators", *items, lambda item: item["code"], named, place)
    if list(before) != list(after) and sorted(before) == sorted(after):
        yield Change("indicators", _("Indicators"), label("position"), " ".join(before), " ".join(after))


def _by_code(document: Document) -> dict[str, Document]:
    return {
        row["code"]: row | {"group": group["code"]}
        for group in document.get("groups", [])
        for row in group.get("indicators", [])
    }


def _without_items(row: Document) -> Document:
    return {key: value for key, value in row.items() if key != "items"}
