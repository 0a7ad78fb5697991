"""The next-point adviser in words: what to do, what it brings, and why a line cannot be moved."""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.models import Indicator, IndicatorItem, Score
from assessments.queries.results import Outline
from assessments.scoring.advice import Advice, Outlook, advise
from assessments.scoring.moves import LEVELS
from assessments.scoring.situation import Closed, Move
from platforms.models import Level
from talentportal.core import formats

FIRST = 4  # of the ways, shown beside the table


class Way(NamedTuple):
    """One piece of advice as the page shows it."""

    code: str
    action: str
    sentence: str
    beside: str
    outlook: Outlook
    grade: str
    effort: str


class Refusal(NamedTuple):
    """A line that cannot be moved."""

    label: str
    reason: str


class Words(NamedTuple):
    """Everything the panel says."""

    advice: Advice
    ways: list[Way]
    first: list[Way]
    experts: list[Way]
    closed: list[Refusal]
    notes: list[str]
    tells_ranks: bool
    shows_money: bool


def words_for(
    score: Score, indicators: list[Indicator], outline: Outline, *, today: dt.date, tells_ranks: bool
) -> Words:
    """`indicators` in the order of the score's arrays; ranks and money only for those who may know them."""
    advice = advise(score, today=today)
    named = {indicator.code: indicator for indicator in indicators}
    codes = {way.move.what for way in advice.ways if way.move.action in ("talent", "item")}
    items = {
        (item.indicator_id, item.code): item.name
        for item in (IndicatorItem.objects.filter(indicator__in=indicators, code__in=codes) if codes else ())
    }
    tell = _Teller(named, items, outline, tells_ranks, advice)
    ways = [tell.way(way) for way in advice.ways]
    best: dict[str, Way] = {}
    for way in ways:
        best.setdefault(way.code, way)
    return Words(
        advice=advice,
        ways=ways,
        first=list(best.values())[:FIRST],
        experts=[tell.way(way) for way in advice.experts],
        closed=[Refusal(f"{each.line.code} {named[each.line.code].name}", reason(each)) for each in advice.closed],
        notes=_notes(score, today),
        tells_ranks=tells_ranks,
        shows_money=tells_ranks and advice.prize is not None,
    )


class _Teller:
    """Writes ways as sentences in the reader's language."""

    def __init__(
        self,
        named: dict[str, Indicator],
        items: dict[tuple[int, str], str],
        outline: Outline,
        tells_ranks: bool,
        advice: Advice,
    ) -> None:
        self.named, self.items, self.outline, self.advice = named, items, outline, advice
        self.tells_ranks = tells_ranks

    def way(self, way: Outlook) -> Way:
        code = way.move.line.code if way.move.line else "X1"
        grade = self.outline.grades.get(way.grade, "")
        return Way(code, self.action(way.move), self.sentence(way), self.beside(way), way, grade, effort(way.move))

    def action(self, move: Move) -> str:
        indicator = self.named[move.line.code] if move.line else None
        n = formats.number(move.n)
        told = {"n": n, "level": _level(move.what), "name": indicator.name if indicator else ""}
        if move.action == "expert":
            words = ngettext(
                "recruit %(n)s full-time expert of %(level)s level",
                "recruit %(n)s full-time experts of %(level)s level",
                int(move.n),
            )
        elif move.action == "upgrade":
            told["next"] = _level(LEVELS[LEVELS.index(move.what) - 1])
            words = _("have %(n)s expert of %(level)s level selected at %(next)s level")
        elif move.action == "platform":
            words = ngettext(
                "open %(n)s platform of %(level)s level", "open %(n)s platforms of %(level)s level", int(move.n)
            )
        elif move.action in ("talent", "item"):
            item = self.items.get((indicator.pk, move.what), move.what) if indicator else ""
            told["item"] = item
            words = _("bring in %(n)s × %(item)s")
        elif move.action in _ACTIONS:
            words = str(_ACTIONS[move.action])
        else:
            told["unit"] = indicator.unit if indicator and indicator.kind != Indicator.Kind.RATE else ""
            words = _("%(name)s: %(n)s more (%(unit)s)")
            if indicator and indicator.unit == "%":
                words = _("%(name)s: %(n)s more")
        return words % told

    def sentence(self, way: Outlook) -> str:
        """What it brings, with the real numbers."""
        told = {
            "action": capfirst(self.action(way.move)),
            "points": formats.change(way.gain),
            "total": formats.score(way.total),
            "rank": way.rank,
            "tier_rank": way.tier_rank,
        }
        text = _("%(action)s: %(points)s points, total %(total)s") % told
        if self.tells_ranks:
            text += _(", rank %(tier_rank)s in the tier, rank %(rank)s overall") % told
        if self.tells_ranks and way.prize is not None and way.prize != self.advice.prize:
            text += _(", prize money %(prize)s") % {"prize": formats.wan_yuan(way.prize)}
        return text + ("." if formats.in_english() else "。")

    def beside(self, way: Outlook) -> str:
        """What else changes with it: B4 +4.00, F1 -0.22."""
        gap = ", " if formats.in_english() else "，"
        return gap.join(f"{code} {formats.change(change)}" for code, change in way.beside)


_ACTIONS: dict[str, Any] = {
    "letter": gettext_lazy("sign the responsibility letter of the year"),
    "partnership": gettext_lazy("found a standing partnership with a university"),
    "symposium": gettext_lazy("hold a symposium and keep its minutes"),
    "active": gettext_lazy("have %(n)s more platform active"),
    "contact": gettext_lazy("have the main leaders contact %(n)s more expert"),
}


def _level(code: str) -> str:
    return str(Level(code).label) if code in Level.values else code


def effort(move: Move) -> str:
    """The share of the year's target, whole percent."""
    return formats.percent(Decimal(move.effort.numerator) / Decimal(move.effort.denominator))


def reason(closed: Closed) -> str:
    return str(
        {
            "missing": _("The report of the quarter is missing; its figures stay 0."),
            "penalty": _("Penalty points of this quarter stay; the next quarter starts anew."),
            "judged": _("The district gives these points by judgement."),
            "no_whole": _("There is nothing to count from, so the line does not apply."),
            "late": _("What was closed late stays late; the next quarter starts anew."),
            "nobody": _("No full-time expert of the unit could be raised; recruit first."),
            "no_gain": _("As things stand, more of it would not raise the total."),
            "nothing": _("The tier has no higher step."),
        }[closed.reason]
    )


def _notes(score: Score, today: dt.date) -> list[str]:
    """What the reader has to know: how effort is measured, and that a quarter which is over does not change."""
    notes = [
        _(
            "Effort is the share of the year's target: 3 of 24 participations are an eighth. "
            "The ways stand in the order of points for the effort."
        )
    ]
    if today > score.run.period.last_day:
        notes.append(
            _(
                "The quarter is over: this table shows what it would have brought. "
                "What is done now counts from the next quarter on, in lines of the year for the rest of the year."
            )
        )
    return notes
