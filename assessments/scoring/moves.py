"""What a unit could do about each line, as changes of its figures: one head, three participations, the next step.

An expert, a platform or an upgrade touches several lines at once; a move carries all of them, so that what it promises
is what the engine will compute once the rows are in the registers.
"""

from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from assessments.models import Indicator
from assessments.queries.rulebook import Line
from platforms.models import Level

from .single import Change
from .situation import Closed, Move, Situation

ONE = Decimal(1)
GRAINS = {"fund_paid": Decimal("0.1")}  # what is not counted piece by piece
POINT = 100  # hundredths: a move is worth naming alone when it brings a whole point
LEVELS = tuple(Level.values)  # from the highest down
Kind = Indicator.Kind


Moves = Iterator[Move]


def moves_for(line: Line, unit: Situation) -> list[Move] | Closed:
    """The moves for a line that has points left, or why there are none."""
    points = unit.standing.points_of(line)
    if points == line.weight:
        return []
    if reason := _closed(line, unit):
        return Closed(line, reason)
    found = list(_SPECIAL.get(line.measure, _BY_KIND[line.kind])(line, unit))
    return found or Closed(line, "nothing")


def _closed(line: Line, unit: Situation) -> str:
    if line.is_reported and unit.standing.is_missing:
        return "missing"
    if line.kind in (Kind.PENALTY, Kind.JUDGED):
        return str(line.kind)
    is_share = line.kind == Kind.RATE or line.measure == "requests_on_time"
    if is_share and not unit.out_of(line):
        return "no_whole"
    if line.measure == "requests_on_time" and unit.today > unit.last_day:
        return "late"
    if line.measure == "upgrades" and not any(LEVELS.index(row.level) for row in unit.hosted):
        return "nobody"
    return ""


# --- counting on: by the line's own unit ---


def _counts(line: Line, unit: Situation) -> Moves:
    """The fewest that bring a whole point, and the fewest that fill the line."""
    grain = GRAINS.get(line.measure, ONE)
    most = _to_fill(line, unit, grain)
    if most <= 0:
        return
    now = unit.standing.points_of(line) or 0

    def gains(k: int) -> int:
        return unit.points(line, Change({line.position: k * grain}))

    full = _fewest(most, lambda k: gains(k) >= gains(most))
    first = _fewest(full, lambda k: gains(k) >= min(now + POINT, gains(full)))
    for k in dict.fromkeys((first, full)):
        yield Move(line, _ACTIONS.get(line.measure, "count"), k * grain, "", Change({line.position: k * grain}),
                   _effort(line, unit, k * grain))  # fmt: skip


def _to_fill(line: Line, unit: Situation, grain: Decimal) -> int:
    """How many grains at most: up to what is due, of a rate up to its whole; one where nothing was due at all."""
    counted, due, out_of = Fraction(unit.counted(line)), unit.standing.expected(line), unit.out_of(line)
    if line.kind == Kind.RATE:
        due = Fraction(out_of or 0) * (due or 0)
    if line.kind == Kind.YES_NO:
        due = Fraction(1)
    gap = ((due or 0) - counted) / Fraction(grain)
    most = max(-(-gap.numerator // gap.denominator), 1 if not due else 0)
    return min(most, int((out_of or 0) - unit.counted(line))) if line.kind == Kind.RATE else most


def _effort(line: Line, unit: Situation, n: Decimal) -> Fraction:
    """Of a rate the target is a share of its whole."""
    whole = unit.out_of(line) if line.kind == Kind.RATE else None
    return unit.share(line, n) / Fraction(whole) if whole else unit.share(line, n)


def _fewest(most: int, enough: Callable[[int], bool]) -> int:
    """The smallest number from 1 on that is enough; more never brings less."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _steps(line: Line, unit: Situation) -> Moves:
    """Each step above the present one, as far as the whole allows."""
    steps = line.steps.get(unit.standing.tier, ())
    counted, out_of = unit.counted(line), unit.out_of(line)
    whole = ONE if out_of is None else out_of
    if not steps:
        return
    top = steps[-1][0] * whole
    for at_least, _points in steps:
        n = (at_least * whole - counted).to_integral_value(ROUND_CEILING)
        if n > 0 and (out_of is None or counted + n <= out_of):
            effort = Fraction(n) / Fraction(top) if top else Fraction(1)
            yield Move(line, "count", n, "", Change({line.position: n}), effort)


# --- moves that touch several lines ---


def expert_moves(unit: Situation) -> Moves:
    """For the bonus: one full-time expert of each level, the highest first."""
    for level in LEVELS:
        if unit.terms.value(level):
            yield _expert(None, level, 1, unit)


def _heads(line: Line, unit: Situation) -> Moves:
    """One expert of the lowest level that counts for the tier, and as many as fill the line."""
    level = next((level for level in reversed(LEVELS) if unit.terms.reaches(level, unit.standing.tier)), None)
    if level is None:
        return
    most = _to_fill(line, unit, ONE)
    for n in dict.fromkeys((1, most)) if most > 0 else ():
        yield _expert(line, level, n, unit)


def _coverage(line: Line, unit: Situation) -> Moves:
    yield _expert(line, LEVELS[-1], 1, unit)


def _expert(line: Line | None, level: str, n: int, unit: Situation) -> Move:
    """A landing counts as a head if the level reaches the tier, meets the goal of one expert, and is one more to
    be contacted by the leaders."""
    counted, out_of = {}, {}
    heads = unit.by_measure("heads")
    if heads and unit.terms.reaches(level, unit.standing.tier):
        counted[heads.position] = Decimal(n)
    if (goal := unit.by_measure("coverage")) and not unit.counted(goal):
        counted[goal.position] = ONE
    if contacts := unit.by_measure("leader_contacts"):
        out_of[contacts.position] = Decimal(n)
    change = Change(counted, out_of, n * unit.terms.value(level), Decimal(n))
    return Move(line, "expert", Decimal(n), level, change, unit.share(heads, Decimal(n)))


def _upgrades(line: Line, unit: Situation) -> Moves:
    """One expert of the unit raised by one level: the increment, and a head if the tier's level is reached first."""
    heads = unit.by_measure("heads")
    seen = set()
    for row in unit.hosted:
        at = LEVELS.index(row.level)
        if not at or row.level in seen:
            continue
        seen.add(row.level)
        level = LEVELS[at - 1]
        counted = {line.position: ONE}
        if heads and unit.terms.reaches(level, unit.standing.tier) and row.heads < 1:
            counted[heads.position] = 1 - row.heads
        gain = max(Decimal(0), unit.terms.value(level) - row.amount)
        yield Move(line, "upgrade", ONE, row.level, Change(counted, bonus=gain), unit.share(line, ONE))


def _items(line: Line, unit: Situation) -> Moves:
    """One of each named kind until one fills the line; of the most valuable as many as it takes."""
    kinds = sorted(line.items.items(), key=lambda item: item[1])
    now, most = unit.standing.points_of(line) or 0, 0
    for code, value in kinds:
        if value <= 0:
            continue
        move = _item(line, code, value, 1, unit)
        gained = unit.points(line, move.change)
        if gained > max(now, most):
            most = gained
            yield move
    code, value = kinds[-1]
    if most < line.weight and value > 0:
        gap = ((unit.standing.expected(line) or 0) - Fraction(unit.counted(line))) / Fraction(value)
        n = -(-gap.numerator // gap.denominator)
        if n > 1:
            yield _item(line, code, value, n, unit)


def _item(line: Line, code: str, value: Decimal, n: int, unit: Situation) -> Move:
    """A new platform is one more that has to be active; a person one more to be contacted by the leaders."""
    beside = {"new_platforms": "active_platforms", "other_talent": "leader_contacts"}.get(line.measure, "")
    other = unit.by_measure(beside) if code != "team" else None
    out_of = {other.position: Decimal(n)} if other else {}
    change = Change({line.position: n * value}, out_of)
    action = {"new_platforms": "platform", "other_talent": "talent"}.get(line.measure, "item")
    return Move(line, action, Decimal(n), code, change, unit.share(line, n * value))


_ACTIONS = {
    "responsibility_letter": "letter",
    "partnership": "partnership",
    "symposium": "symposium",
    "active_platforms": "active",
    "leader_contacts": "contact",
}
_SPECIAL: dict[str, Callable[[Line, Situation], Moves]] = {
    "heads": _heads,
    "coverage": _coverage,
    "upgrades": _upgrades,
    "new_platforms": _items,
    "other_talent": _items,
}
_BY_KIND: dict[str, Callable[[Line, Situation], Moves]] = {
    Kind.RATIO: _counts,
    Kind.YES_NO: _counts,
    Kind.CHECKLIST: _counts,
    Kind.RATE: _counts,
    Kind.STEPS: _steps,
}
