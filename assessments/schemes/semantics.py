"""What a scheme must mean to be scored: every choice once, weights that add up, rules with all they need.

A fault marked open leaves a draft unfinished; the others break what the database holds to.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from assessments.measures import MEASURES
from assessments.models import Indicator, Scheme
from experts.models import Engagement
from platforms.models import Level
from townships.models import Tier

from .faults import Document, Fault, Path, fault
from .needs import KNOWN_ITEMS, NEEDS, needs_of

HIGHEST_DAY = 28


def meaning_faults(document: Document) -> list[Fault]:
    return [
        *_closed_lists(document),
        *_codes(document),
        *_bonus(document),
        *_calendar(document),
        *_bands(document),
        *_prizes(document),
        *_sums(document),
        *(found for path, row in indicators_of(document) for found in _indicator(document, path, row)),
    ]


def indicators_of(document: Document) -> Iterator[tuple[Path, Document]]:
    """Every indicator with its place."""
    for g, group in enumerate(document.get("groups", [])):
        for i, indicator in enumerate(group.get("indicators", [])):
            yield ("groups", g, "indicators", i), indicator


def number(value: Any) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _closed_lists(document: Document) -> Iterator[Fault]:
    for part, key, choices in (
        ("levels", "level", Level),
        ("tiers", "tier", Tier),
        ("factors", "engagement", Engagement),
    ):
        found = [row[key] for row in document.get(part, [])]
        for value in choices.values:
            if found.count(value) != 1:
                words = _("%(value)s must appear exactly once") % {"value": value}
                yield fault(document, (part,), words, is_open=value not in found)
    ranks = [row["rank"] for row in document.get("levels", [])]
    if len(set(ranks)) != len(ranks):
        yield fault(document, ("levels",), _("two levels have the same rank"), is_open=True)


def _twice(document: Document, path: Path, rows: Iterable[Document], key: str = "code") -> Iterator[Fault]:
    seen: set[Any] = set()
    for row_number, row in enumerate(rows):
        if row[key] in seen:
            yield fault(document, (*path, row_number, key), _("the code %(code)s is used twice") % {"code": row[key]})
        seen.add(row[key])


def _codes(document: Document) -> Iterator[Fault]:
    for part in ("groups", "grades", "lights", "deductions"):
        yield from _twice(document, (part,), document.get(part, []))
    seen: set[str] = {row["code"] for row in document.get("deductions", [])}
    for path, row in indicators_of(document):
        if row["code"] in seen:
            yield fault(document, (*path, "code"), _("the code is used twice"))
        seen.add(row["code"])
        yield from _twice(document, (*path, "items"), row.get("items", []))
    if not document.get("groups"):
        yield fault(document, (), _("there is no group of indicators"), is_open=True)


def _bonus(document: Document) -> Iterator[Fault]:
    bonus = document.get("bonus", {})
    cap, floor = number(bonus.get("cap", 5)), number(bonus.get("floor", 0))
    if floor > cap:
        yield fault(document, ("bonus", "floor"), _("the floor is above the cap"), is_open=True)
    if not 0 < number(bonus.get("min_share", Decimal("0.10"))) <= Decimal("0.50"):
        words = _("the smallest share lies between 0.01 and 0.50")
        yield fault(document, ("bonus", "min_share"), words, is_open=True)
    mode = bonus.get("mode", Scheme.BonusMode.GRADED)
    if mode == Scheme.BonusMode.PER_HEAD and not number(bonus.get("per_head", 1)):
        yield fault(document, ("bonus", "per_head"), _("a bonus per head needs points for each head"), is_open=True)


def _calendar(document: Document) -> Iterator[Fault]:
    calendar = document.get("calendar", {})
    days = [calendar.get(key, usual) for key, usual in (("due_day", 10), ("lock_day", 20), ("review_day", 25))]
    if days != sorted(days):
        words = _("reports are due before the lock, and the lock comes before the end of the review")
        yield fault(document, ("calendar",), words, is_open=True)
    if not all(1 <= day <= HIGHEST_DAY for day in days):
        words = _("a day of the month lies between 1 and %(last)s") % {"last": HIGHEST_DAY}
        yield fault(document, ("calendar",), words, is_open=True)
    for key in ("notice_days", "decision_days"):
        if calendar.get(key, 5) < 1:
            yield fault(document, ("calendar", key), _("at least one working day"), is_open=True)


def _bands(document: Document) -> Iterator[Fault]:
    for part in ("grades", "lights"):
        minima = [number(row["minimum"]) for row in document.get(part, [])]
        if not minima:
            yield fault(document, (part,), _("every band needs a minimum"), is_open=True)
        elif minima[-1] != 0 or any(high <= low for high, low in pairwise(minima)):
            yield fault(document, (part,), _("minima must fall from row to row and end at 0"), is_open=True)


def _prizes(document: Document) -> Iterator[Fault]:
    """Rows that could not stand together, a basis without its rows, and places that cost more than the budget."""
    prizes = document.get("prizes", {})
    basis, places, grades = prizes.get("basis", ""), prizes.get("places", []), prizes.get("grades", [])
    for part, key, rows in (("places", "place", places), ("grades", "grade", grades)):
        keys = [(row.get("tier", ""), row[key]) for row in rows]
        for row_number, pair in enumerate(keys):
            if pair in keys[:row_number]:
                yield fault(document, ("prizes", part, row_number), _("the same prize appears twice"))
    for row_number, row in enumerate(places):
        if row["place"] < 1:
            yield fault(document, ("prizes", "places", row_number, "place"), _("the first place is 1"))
    known = {row["code"] for row in document.get("grades", [])}
    for row_number, row in enumerate(grades):
        if row["grade"] not in known:
            words = _("there is no grade %(code)s") % {"code": row["grade"]}
            yield fault(document, ("prizes", "grades", row_number, "grade"), words, is_open=True)
    needed = {Scheme.PrizeBasis.TIER_RANK: places, Scheme.PrizeBasis.GRADE: grades}
    if basis in needed and not needed[basis]:
        yield fault(document, ("prizes",), _("this basis needs amounts"), is_open=True)
    yield from _budget(document, prizes)


def _budget(document: Document, prizes: Document) -> Iterator[Fault]:
    if prizes.get("basis") != Scheme.PrizeBasis.TIER_RANK or prizes.get("budget_yuan") is None:
        return
    if (cost := cost_of_places(prizes)) > number(prizes["budget_yuan"]):
        words = _("the places cost %(cost)s yuan, the budget has %(budget)s")
        said = {"cost": cost, "budget": prizes["budget_yuan"]}
        yield fault(document, ("prizes", "budget_yuan"), words % said, is_open=True)


def cost_of_places(prizes: Document) -> Decimal:
    """Every place paid once; an amount without a tier is paid in each tier that has none of its own."""
    places = prizes.get("places", [])
    own = {(row["tier"], row["place"]) for row in places if row.get("tier")}
    cost = Decimal(0)
    for row in places:
        tiers = [row["tier"]] if row.get("tier") else [t for t in Tier.values if (t, row["place"]) not in own]
        cost += number(row["amount_yuan"]) * len(tiers)
    return cost


def _sums(document: Document) -> Iterator[Fault]:
    total = Decimal(0)
    for at, group in enumerate(document.get("groups", [])):
        weight = number(group["weight"])
        parts = sum((number(row["weight"]) for row in group.get("indicators", [])), Decimal(0))
        total += weight
        if parts != weight:
            words = _("indicators add up to %(sum)s, the group has %(weight)s")
            said = {"sum": parts, "weight": group["weight"]}
            yield fault(document, ("groups", at, "weight"), words % said, is_open=True)
    if total != number(document["base_points"]):
        words = _("add up to %(sum)s, base_points is %(base)s") % {"sum": total, "base": document["base_points"]}
        yield fault(document, ("groups",), words, is_open=True)


def _indicator(document: Document, path: Path, row: Document) -> Iterator[Fault]:
    for key, words in _indicator_words(row):
        yield fault(document, (*path, key), words, is_open=True)


def _indicator_words(row: Document) -> Iterator[tuple[str, str]]:
    needs = NEEDS[row["kind"]]
    yield from _measure_words(row)
    if "target" in needs:
        for tier in Tier.values:
            if tier not in row.get("target", {}):
                yield "target", _("no target for tier %(tier)s") % {"tier": tier}
    if row["kind"] == Indicator.Kind.RATE and any(value > 1 for value in row.get("target", {}).values()):
        yield "target", _("the target of a rate is a share of at most 1.00")
    if "steps" in needs:
        yield from (("steps", words) for words in _step_words(row))
    if "phase" in row and (row["basis"] != "ytd" or sorted(row["phase"]) != row["phase"] or row["phase"][-1] != 1):
        yield "phase", _("phase needs four shares that rise to 1.00, on a year-to-date basis")
    yield from (("items", words) for words in _item_words(row))


def _measure_words(row: Document) -> Iterator[tuple[str, str]]:
    measure = MEASURES.get(row["measure"])
    if measure is None:
        yield "measure", _("unknown measure %(name)r") % {"name": row["measure"]}
        return
    kind, source, is_reported = row["kind"], row["source"], row["measure"] == "reported"
    if is_reported != (source == Indicator.Source.SELF) and is_reported:
        yield "source", _("only the unit itself can report this figure")
    if (row["measure"] == "report_quality") != (source == Indicator.Source.SYSTEM):
        yield "source", _("the portal itself finds the penalty points of reports, and nothing else")
    if measure.is_rate and kind not in (Indicator.Kind.RATE, Indicator.Kind.STEPS):
        yield "kind", _("this measure is a share: it needs a rate or steps")
    if kind == Indicator.Kind.RATE and not measure.is_rate and not is_reported:
        yield "kind", _("a rate needs a measure that is a share")
    if (kind == Indicator.Kind.PENALTY) != (row["measure"] == "report_quality"):
        yield "kind", _("penalty points are found only in the reports themselves")


def _step_words(row: Document) -> Iterator[str]:
    for tier in Tier.values:
        steps = row.get("steps", {}).get(tier, [])
        if not steps:
            yield _("no steps for tier %(tier)s") % {"tier": tier}
        elif any(low[0] >= high[0] or low[1] >= high[1] for low, high in pairwise(steps)):
            yield _("steps of tier %(tier)s do not rise") % {"tier": tier}
        elif steps[-1][1] > number(row["weight"]):
            yield _("steps of tier %(tier)s give more than the indicator's points") % {"tier": tier}


def _item_words(row: Document) -> Iterator[str]:
    codes = {item["code"] for item in row.get("items", [])}
    if row["kind"] == Indicator.Kind.CHECKLIST and not codes:
        yield _("a checklist needs items")
    known = KNOWN_ITEMS.get(row["measure"])
    if known is None:
        return
    if row["kind"] == Indicator.Kind.PENALTY and codes != known:
        yield _("a penalty needs the items %(codes)s") % {"codes": ", ".join(sorted(known))}
    elif not codes and "items" in needs_of(row):
        yield _("this measure needs the values of %(codes)s") % {"codes": ", ".join(sorted(known))}
    for code in sorted(codes - known):
        yield _("nothing counts the item %(code)s") % {"code": code}
