"""Names as people look for them: sort key, initials and search grams of a Chinese name.

A name is read as a row of characters, each with its readings. A search text fits when it can be laid over
neighbouring characters, each piece being the character itself or the beginning of one of its readings: 示甲, yanshi,
yan shi jia, ysj and yanshij all find 演示甲. The grams stored with each person are every pair that such a text can
contain, so one index narrows the search; `is_match` then decides exactly.
"""

import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin

# Surnames that are read otherwise than the word; the first reading sorts, all of them find.
SURNAMES = {
    "单": ("shan4",),
    "仇": ("qiu2",),
    "曾": ("zeng1",),
    "区": ("ou1",),
    "查": ("zha1",),
    "解": ("xie4",),
    "任": ("ren2",),
    "盖": ("ge3",),
    "朴": ("piao2",),
    "乐": ("yue4", "le4"),
    "华": ("hua4",),
    "应": ("ying1",),
    "葛": ("ge3",),
    "翟": ("zhai2",),
    "缪": ("miao4",),
    "员": ("yun4",),
    "召": ("shao4",),
    "秘": ("bi4",),
    "折": ("she2",),
    "过": ("guo1",),
    "黑": ("he4",),
    "繁": ("po2",),
    "种": ("chong2",),
    "能": ("nai4",),
    "祭": ("zhai4",),
    "燕": ("yan1",),
    "洗": ("xian3",),
    "冼": ("xian3",),
    "谌": ("chen2", "shen4"),
    "覃": ("qin2", "tan2"),
    "隗": ("wei3", "kui2"),
    "牟": ("mou2", "mu4"),
    "尉": ("wei4", "yu4"),
    "都": ("du1",),
    "车": ("che1",),
    "长孙": ("zhang3 sun1",),
    "尉迟": ("yu4 chi2",),
    "万俟": ("mo4 qi2",),
    "澹台": ("tan2 tai2",),
    "单于": ("chan2 yu2",),
}


class Unit(NamedTuple):
    """One character (or one Latin word) of a name with the ways it may be typed."""

    text: str
    readings: tuple[str, ...]


def sort_key(name: str) -> str:
    """Pinyin with tones, syllable by syllable: the order of the Chinese dictionary without a server collation."""
    return " ".join(_syllables(name.strip())).casefold()[:200]


def initials(name: str) -> str:
    """ysj for 演示甲; Latin words by their first letter."""
    return "".join(syllable[0] for syllable in sort_key(name).split())[:20]


def grams(name: str, name_en: str = "") -> list[str]:
    """Every single and pair of characters that a fitting search text can begin with or contain."""
    found: set[str] = set()
    for units in _rows(name, name_en):
        for unit in units:
            for way in _ways(unit):
                found.add(way[0])
                found.update(a + b for a, b in pairwise(way))
        for left, right in pairwise(units):
            ends = {letter for way in _ways(left) for letter in (way[-1:] if way == left.text else way)}
            found.update(end + way[0] for end in ends for way in _ways(right))
    return sorted(found)


def search_grams(text: str) -> list[str]:
    """What the stored grams must contain for the text to fit; empty for a text without letters."""
    wanted = _plain(text)
    return sorted({a + b for a, b in pairwise(wanted)}) if len(wanted) > 1 else list(wanted)


def is_match(text: str, name: str, name_en: str = "") -> bool:
    """Whether the text fits the name, exactly (the grams alone may let too much through)."""
    wanted = _plain(text)
    return bool(wanted) and any(
        _fits(wanted, units, start) for units in _rows(name, name_en) for start in range(len(units))
    )


def search_fields(name: str, name_en: str = "") -> dict[str, str | list[str]]:
    """The three columns that follow from a name, for whoever writes a person."""
    return {"sort_key": sort_key(name), "initials": initials(name), "grams": grams(name, name_en)}


def _fits(wanted: str, units: tuple[Unit, ...], at: int) -> bool:
    if not wanted:
        return True
    if at == len(units):
        return False
    for way in _ways(units[at]):
        shared = 0
        while shared < min(len(way), len(wanted)) and way[shared] == wanted[shared]:
            shared += 1
        # A character is typed whole; of a reading any beginning will do.
        lengths = range(shared, 0, -1) if way != units[at].text or way.isascii() else [shared] if shared else []
        if any(_fits(wanted[length:], units, at + 1) for length in lengths):
            return True
    return False


def _ways(unit: Unit) -> tuple[str, ...]:
    return (unit.text, *unit.readings)


def _plain(text: str) -> str:
    """Folded width and case, ü as v, no tone marks, blanks or separators."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    stripped = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return "".join(c for c in stripped if c.isalnum())


@lru_cache(maxsize=4096)
def _rows(name: str, name_en: str) -> tuple[tuple[Unit, ...], ...]:
    rows = (_units(name), tuple(Unit(word, ()) for word in map(_plain, name_en.split()) if word))
    return tuple(row for row in rows if row)


def _units(name: str) -> tuple[Unit, ...]:
    surname = _surname(name)
    units: list[Unit] = []
    word = ""
    for index, char in enumerate(name):
        if char.isascii() and char.isalpha():
            word += _plain(char)
            continue
        if word:
            units.append(Unit(word, ()))
            word = ""
        if plain := _plain(char):
            extra = [reading.split()[index] for reading in SURNAMES[surname]] if index < len(surname) else []
            units.append(Unit(plain, _readings(name, index, extra)))
    return (*units, Unit(word, ())) if word else tuple(units)


def _readings(name: str, index: int, extra: list[str]) -> tuple[str, ...]:
    """Toneless readings of a character: as a surname, and as pypinyin reads it; lv may be typed lyu."""
    char = name[index]
    usual = _usual(char)
    in_name = _in_context(name)[index] if len(_in_context(name)) == len(name) else usual
    plain = [r.rstrip("12345") for r in extra] + [in_name, usual]
    plain += [r[0] + "yu" + r[2:] for r in plain if r[:2] in {"lv", "nv"}]
    return tuple(dict.fromkeys(r for r in plain if r != char and r.isascii()))


@lru_cache(maxsize=8192)
def _usual(char: str) -> str:
    """A name has few characters, and ten thousand names have the same few thousand."""
    return lazy_pinyin(char)[0]


@lru_cache(maxsize=512)
def _in_context(name: str) -> list[str]:
    return lazy_pinyin(name)


@lru_cache(maxsize=512)
def _syllables(name: str) -> tuple[str, ...]:
    surname = _surname(name)
    rest = lazy_pinyin(name[len(surname) :], style=Style.TONE3, neutral_tone_with_five=True)
    return (*(SURNAMES[surname][0].split() if surname else []), *(s.strip() for s in rest if s.strip()))


def _surname(name: str) -> str:
    return next((name[:size] for size in (2, 1) if name[:size] in SURNAMES), "")
