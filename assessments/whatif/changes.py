"""What differs in a what-if, and the one way in which addresses and saved scenarios write it down.

Each change is a pair of texts: `w-B1=18` a weight, `t-B1-high=3` a target, `tier-330212006=low` a tier,
`c-330212006-E1=40` a counted figure and `o-330212006-F1=16` its denominator, `j-330212006=3` judged points, `cap=4`,
`mode=per_head`, `per-head=1.5` and `phase=off`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from talentportal.core.forms import plain_digits

MOST = 1000  # changes in one address; nobody types more, and longer addresses are cut off on their way
LARGEST = Decimal(10) ** 8
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Changes:
    """Only what differs; units and indicators by their codes."""

    weights: Mapping[str, Decimal] = field(default_factory=dict)
    targets: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)  # by indicator and tier
    tiers: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)  # by unit and indicator
    out_of: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    judged: Mapping[str, Decimal] = field(default_factory=dict)
    bonus_cap: Decimal | None = None
    bonus_mode: str = ""
    bonus_per_head: Decimal | None = None
    is_unphased: bool = False

    def __bool__(self) -> bool:
        return bool(self.written())

    def written(self) -> Pairs:
        """The pairs in one fixed order, so that equal changes have equal addresses."""
        pairs = [(f"w-{code}", plain(value)) for code, value in self.weights.items()]
        pairs += [(f"t-{code}-{tier}", plain(value)) for (code, tier), value in self.targets.items()]
        pairs += [(f"tier-{unit}", tier) for unit, tier in self.tiers.items()]
        pairs += [(f"c-{unit}-{code}", plain(value)) for (unit, code), value in self.counted.items()]
        pairs += [(f"o-{unit}-{code}", plain(value)) for (unit, code), value in self.out_of.items()]
        pairs += [(f"j-{unit}", plain(value)) for unit, value in self.judged.items()]
        single = {"cap": self.bonus_cap, "mode": self.bonus_mode or None, "per-head": self.bonus_per_head}
        pairs += [(name, plain(value)) for name, value in single.items() if value is not None]
        return sorted([*pairs, ("phase", "off")] if self.is_unphased else pairs)


def plain(value: Decimal | str) -> str:
    """18 and not 18.00, so that one number has one writing."""
    if isinstance(value, str):
        return value
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass
class Reading:
    """Changes as read from pairs of texts; `faults` are the names whose text is no number, with that text."""

    changes: Changes
    faults: dict[str, str]


def read(pairs: Mapping[str, Any]) -> Reading:
    """Names that mean nothing here are passed over: an address may carry other things. Empty means unchanged."""
    found: dict[str, dict[Any, Any]] = {kind: {} for kind in _KEYS}
    named: dict[str, Any] = {attribute: found[kind] for kind, (attribute, *_rest) in _KEYS.items()}
    faults: dict[str, str] = {}
    for name, text in list(pairs.items())[:MOST]:
        if not isinstance(text, str) or not text.strip():
            continue
        kind, *rest = name.split("-", 1)
        try:
            if name in _SINGLE:
                attribute, parse = _SINGLE[name]
                named[attribute] = parse(text)
            elif kind in _KEYS and rest:
                found[kind][_key(kind, rest[0])] = _KEYS[kind][2](text)
        except ValueError:
            faults[name] = text
    return Reading(Changes(**named), faults)


def _key(kind: str, rest: str) -> Any:
    """A code of a unit may hold a hyphen (P-WC), a code of an indicator or a tier does not."""
    if _KEYS[kind][1] == 1:
        return rest
    first, _hyphen, second = rest.rpartition("-")
    return first, second


def cents(text: str) -> Decimal:
    """Points and targets: two decimal places."""
    return number(text, 2)


def number(text: str, places: int = 4) -> Decimal:
    """A plain number, not negative, as people type it; figures are kept with four decimal places."""
    try:
        value = Decimal(plain_digits(text))
    except InvalidOperation as error:
        raise ValueError(text) from error
    exponent = value.as_tuple().exponent
    if not value.is_finite() or not 0 <= value <= LARGEST or not isinstance(exponent, int) or exponent < -places:
        raise ValueError(text)
    return value


def _phase(text: str) -> bool:
    return text == "off"


_KEYS: dict[str, tuple[str, int, Any]] = {  # beginning of the name: the attribute, how many codes follow, the value
    "w": ("weights", 1, cents),
    "t": ("targets", 2, cents),
    "tier": ("tiers", 1, str.strip),
    "c": ("counted", 2, number),
    "o": ("out_of", 2, number),
    "j": ("judged", 1, cents),
}
_SINGLE: dict[str, tuple[str, Any]] = {
    "cap": ("bonus_cap", cents),
    "per-head": ("bonus_per_head", cents),
    "mode": ("bonus_mode", str.strip),
    "phase": ("is_unphased", _phase),
}
