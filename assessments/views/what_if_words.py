"""What the what-if says: what was changed, the table before and after, sums, and how robust the ranks are."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.models import Scheme
from assessments.queries.results import Outline, Run
from assessments.queries.scenarios import Named, names_of
from assessments.services.scenarios import Play
from assessments.whatif.changes import Changes
from assessments.whatif.robust import Shift
from talentportal.core import formats
from townships.models import Tier

HUNDRED = Decimal(100)
Link = Callable[[Changes], str]


class Said(NamedTuple):
    """One change in words, and the address of the same question without it."""

    text: str
    href: str


def run_name(run: Run) -> str:
    state = _("published") if run.is_published else _("provisional")
    told = {"quarter": formats.quarter(run.period), "n": run.version, "state": state}
    return _("%(quarter)s, version %(n)s, %(state)s") % told


def faults(found: dict[str, str], answer: Play) -> list[str]:
    return [
        _("“%(text)s” is not a number that can be used here. It was left out.") % {"text": t[:20]}
        for t in found.values()
    ]


def unbalanced(answer: Play) -> str:
    """Why nothing is reckoned: the weights do not add up."""
    if not answer.excess:
        return ""
    base = Decimal(answer.book.base_points) / HUNDRED
    told = {
        "sum": formats.score(base + answer.excess),
        "base": formats.score(base),
        "n": formats.score(abs(answer.excess)),
    }
    if answer.excess > 0:
        return _("The weights add up to %(sum)s, not to %(base)s: %(n)s too many.") % told
    return _("The weights add up to %(sum)s, not to %(base)s: %(n)s too few.") % told


def changes(answer: Play, run: Run, link: Link) -> list[Said]:
    return [Said(text, link(rest)) for text, rest in _changes(answer, run)]


def _changes(answer: Play, run: Run) -> list[tuple[str, Changes]]:
    asked, book = answer.changes, answer.book
    names = {name.code: name for name in names_of(run.scheme_id)}
    lines = {line.code: line for line in book.lines}
    said = []
    for code, value in asked.weights.items():
        text = _arrow(_("%(line)s points") % {"line": _line(names, code)}, lines[code].weight / HUNDRED, value)
        said.append((text, _without(asked, "weights", code)))
    for (code, tier), value in asked.targets.items():
        told = {"line": _line(names, code), "tier": Tier(tier).label}
        text = _arrow(_("%(line)s target, %(tier)s") % told, lines[code].targets[tier], value)
        said.append((text, _without(asked, "targets", (code, tier))))
    return said + _unit_changes(answer, names) + _bonus_changes(answer)


def _unit_changes(answer: Play, names: dict[str, Named]) -> list[tuple[str, Changes]]:
    asked, said = answer.changes, []
    place = {row.code: n for n, row in enumerate(answer.rows)}
    positions = {line.code: line.position - 1 for line in answer.book.lines}
    for code, tier in asked.tiers.items():
        old = Tier(answer.rows[place[code]].tier).label
        text = f"{answer.rows[place[code]].name} {old} → {Tier(tier).label}"
        said.append((text, _without(asked, "tiers", code)))
    for kind in ("counted", "out_of"):
        for (code, indicator), value in getattr(asked, kind).items():
            n = place[code]
            old = getattr(answer.inputs[n], kind)[positions[indicator]]
            what = _("%(line)s, out of") if kind == "out_of" else "%(line)s"
            about = f"{answer.rows[n].name} {what % {'line': _line(names, indicator)}}"
            said.append((_arrow(about, old, value), _without(asked, kind, (code, indicator))))
    for code, value in asked.judged.items():
        about = _("%(unit)s bonus judged") % {"unit": answer.rows[place[code]].name}
        said.append((_arrow(about, answer.inputs[place[code]].bonus_judged, value), _without(asked, "judged", code)))
    return said


def _bonus_changes(answer: Play) -> list[tuple[str, Changes]]:
    asked, book = answer.changes, answer.book
    said = []
    if asked.bonus_mode:
        old, new = Scheme.BonusMode(book.bonus_mode).label, Scheme.BonusMode(asked.bonus_mode).label
        said.append((f"{_('Bonus mode')} {old} → {new}", replace(asked, bonus_mode="")))
    if asked.bonus_cap is not None:
        said.append((_arrow(_("Bonus cap"), book.bonus_cap, asked.bonus_cap), replace(asked, bonus_cap=None)))
    if asked.bonus_per_head is not None:
        text = _arrow(_("Bonus per head"), book.bonus_per_head, asked.bonus_per_head)
        said.append((text, replace(asked, bonus_per_head=None)))
    if asked.is_unphased:
        said.append((_("No phases: the target of the whole year in every quarter"), replace(asked, is_unphased=False)))
    return said


def _line(names: dict[str, Named], code: str) -> str:
    return f"{code} {names[code].name}"


def _arrow(about: str, old: Any, new: Any) -> str:
    return f"{about} {formats.number(old)} → {formats.number(new)}"


def _without(asked: Changes, attribute: str, key: Any) -> Changes:
    rest = {k: v for k, v in getattr(asked, attribute).items() if k != key}
    return replace(asked, **{attribute: rest})


# --- the table ---


def table(answer: Play, outline: Outline, own: int | None) -> list[dict[str, Any]]:
    """One row for each unit in the order of its new rank; without an answer in the order of its rank."""
    rows = [_row(answer, place, outline, own) for place in range(len(answer.rows))]
    return sorted(rows, key=lambda row: ((row["after"] or row["before"]).rank, row["before"].order))


def _row(answer: Play, place: int, outline: Outline, own: int | None) -> dict[str, Any]:
    before = answer.rows[place]
    after = answer.outcomes[place] if answer.outcomes else None
    paid, pays = answer.prizes_before[place], answer.prizes_after[place] if answer.outcomes else None
    return {
        "before": before,
        "after": after,
        "is_own": before.township_id == own,
        "tier_before": Tier(before.tier).label,
        "tier_after": Tier(after.tier).label if after and after.tier != before.tier else "",
        "change": after.total - before.total if after else None,
        "moved": before.rank - after.rank if after else None,
        "tier_moved": before.tier_rank - after.tier_rank if after and after.tier == before.tier else None,
        "grade_before": outline.grades.get(before.grade, before.grade),
        "grade_after": outline.grades.get(after.grade, "") if after and after.grade != before.grade else "",
        "prize_before": paid,
        "prize_after": pays,
        "prize_change": pays - paid if pays is not None else None,
    }


def sums(answer: Play, outline: Outline) -> dict[str, Any]:
    """What it comes to for the whole league: grades, prize money against the budget, how many ranks move."""
    was, now = (Counter(row.grade for row in rows) for rows in (answer.rows, answer.outcomes))
    budget, paid = answer.scheme.prize_budget_yuan, sum(answer.prizes_after, Decimal(0))
    pairs = list(zip(answer.rows, answer.outcomes, strict=True)) if answer.outcomes else []
    return {
        "grades": [(name, was[code], now[code] if pairs else None) for code, name in outline.grades.items()],
        "paid_before": sum(answer.prizes_before, Decimal(0)),
        "paid": paid if pairs else None,
        "budget": budget,
        "over": paid - budget if budget is not None and paid > budget else None,
        "moved": sum(row.rank != after.rank for row, after in pairs),
        "units": len(answer.rows),
    }


# --- how robust ---


def robust(answer: Play, run: Run, link: Link) -> dict[str, Any] | None:
    if answer.robustness is None:
        return None
    smallest = answer.robustness.smallest
    names = {row.township_id: row.name for row in answer.rows}
    lines = [f"{name.code} {name.name}" for name in names_of(run.scheme_id)]
    ranks = {outcome.township_id: outcome for outcome in answer.outcomes}

    def told(shift: Shift, *, by_tier: bool) -> dict[str, Any]:
        place = "tier_rank" if by_tier else "rank"
        return {
            "ranks": [getattr(ranks[unit], place) for unit in (shift.ahead, shift.behind)],
            "tier": Tier(ranks[shift.ahead].tier).label,
            "ahead": names[shift.ahead],
            "behind": names[shift.behind],
            "gap": Decimal(shift.gap) / HUNDRED,
            "amount": None if shift.hundredths is None else Decimal(shift.hundredths) / HUNDRED,
            "text": _shift(shift, names, lines),
            "href": link(_moved(answer, shift)) if shift.hundredths else "",
        }

    return {
        "smallest": told(smallest, by_tier=False) if smallest else None,
        "overall": [told(shift, by_tier=False) for shift in answer.robustness.overall],
        "in_tier": [told(shift, by_tier=True) for shift in answer.robustness.in_tier],
    }


def _shift(shift: Shift, names: dict[int, str], lines: list[str]) -> str:
    if shift.hundredths is None:
        return _("No shift up to the whole weight of a line swaps them.")
    told = {
        "n": formats.score(Decimal(shift.hundredths) / HUNDRED),
        "source": lines[shift.source],
        "sink": lines[shift.sink],
        "unit": names[shift.behind],
        "other": names[shift.ahead],
    }
    return _("Move %(n)s points from %(source)s to %(sink)s and %(unit)s overtakes %(other)s.") % told


def _moved(answer: Play, shift: Shift) -> Changes:
    """The same question with that much moved: the engine itself shows what follows."""
    book, weights = answer.book, dict(answer.changes.weights)
    amount = Decimal(shift.hundredths or 0) / HUNDRED
    for position, sign in ((shift.source, -1), (shift.sink, 1)):
        line = book.lines[position]
        weights[line.code] = weights.get(line.code, line.weight / HUNDRED) + sign * amount
    return replace(answer.changes, weights=weights)
