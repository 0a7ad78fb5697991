"""Why a unit has its points: the score card, and the very rows behind each of its numbers."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.explain import explain, explain_bonus
from assessments.models import Indicator, Period, Scheme, Score, ScoreLine
from assessments.queries import cards, results
from assessments.queries.cards import Standing
from assessments.queries.objections import BONUS
from assessments.queries.results import Run
from assessments.queries.rows import counted_rows
from experts.queries import conflicts_of_run
from talentportal.core import clock, formats
from talentportal.core.views.access import requires
from townships.models import Tier, Township

from .advice import words_for
from .choices import version_asked, versions_of
from .correction_words import Corrected, corrected
from .objection_links import Objecting, objecting


class Card(NamedTuple):
    """What both pages need: whose score, of which run, and whether ranks may be told."""

    period: Period
    unit: Township
    score: Score
    run: Run
    found: list[Run]
    tells_ranks: bool

    @property
    def query(self) -> str:
        """Keeps the version that was asked for in the links of the page."""
        return f"?run={self.run.version}"


def the_card(request: HttpRequest, period_code: str, code: str) -> Card:
    """The score asked for. A unit sees its own, before publishing too, but then without ranks (domain §5)."""
    user: Any = request.user
    period = Period.objects.coded(period_code).select_related("scheme").first()
    unit = period and cards.unit_of(code, period, user)
    if not period or not unit:
        raise Http404
    sees_provisional = user.has_perm("assessments.view_provisional")
    found = results.runs(provisional=sees_provisional or unit.pk == user.township_id)
    run = results.chosen(found, period_code, version_asked(request))
    score = run and run.id and cards.score_of(run.id, unit)
    if not run or not score:
        raise Http404
    return Card(period, unit, score, run, found, run.is_published or sees_provisional)


@requires("assessments.view_score")
@require_safe
def detail(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """Why 81.69: group → indicator → formula with the real numbers → rows."""
    card = the_card(request, period, code)
    past = [run_id for run_id in results.standing(card.found, card.run) if run_id]
    standings = cards.standings(card.unit, [*past, card.score.run_id])
    earlier = results.compared(past)
    groups = cards.groups_of(card.score, cards.score_of(earlier, card.unit) if earlier in standings else None)
    here, before = standings[card.score.run_id], standings.get(earlier or 0)
    outline = results.outline(card.run)
    objections = objecting(card, request.user, clock.today())
    indicators = [line.indicator for group in groups for line in group.lines]
    changes = corrected(card.score, card.unit.code, request.user)
    is_judged = card.score.run.scheme.bonus_mode == Scheme.BonusMode.JUDGED
    context: dict[str, Any] = {
        "card": card,
        "score": card.score,
        "outline": outline,
        "grade": outline.grades.get(card.score.grade, ""),
        "light": outline.lights.get(card.score.light, ""),
        "here": here,
        "before": before,
        "moved": before.rank - here.rank if before else None,
        "tier": Tier(card.score.tier).label,
        "groups": [_group(group, card, objections, changes) for group in groups],
        "changes": changes,
        "bonus_changes": changes.notes(BONUS),
        "bonus_correct": changes.link(BONUS) if is_judged else "",
        "is_scaled": card.score.applicable != card.score.run.scheme.base_points,
        "deductions": [(row, objections.link(row.rule.code)) for row in cards.deductions_of(card.score)],
        "bonus_says": explain_bonus(card.score),
        "bonus_link": objections.link(BONUS),
        "objections": objections,
        "bonus": cards.bonus_entries(card.score, request.user),
        "is_contested": card.unit.pk in conflicts_of_run(card.score.run),
        "history": _history(card, past, standings),
        "advice": words_for(card.score, indicators, outline, today=clock.today(), tells_ranks=card.tells_ranks),
        "versions": versions_of(card.found, card.run, "score-detail", code),
    }
    return render(request, "assessments/score_detail.html", context)


def _group(group: cards.GroupCard, card: Card, objections: Objecting, changes: Corrected) -> dict[str, Any]:
    lines = []
    for line in group.lines:
        formula, *notes = explain(line.indicator, card.score.tier, card.period.quarter, line, card.score.tier_months)
        has_source = line.rows or line.indicator.source == Indicator.Source.SELF
        href = _rows_address(card, line.indicator.code) if has_source else ""
        code = line.indicator.code
        links = {"href": href, "objection": objections.link(code), "correct": changes.link(code)}
        lines.append({"line": line, "formula": formula, "notes": [*notes, *changes.notes(code)], **links})
    return {"card": group, "lines": lines}


def _rows_address(card: Card, indicator: str) -> str:
    return reverse("score-rows", args=[card.period.code, card.unit.code, indicator]) + card.query


def _history(card: Card, past: list[int], standings: dict[int, Standing]) -> list[tuple[str, Standing, bool]]:
    """The quarters up to this one, the latest first; a provisional one only for those who may compare."""
    names = {run.id: run.period for run in card.found}
    shown = [*past, card.score.run_id] if card.tells_ranks else past
    return [(formats.quarter(names[run_id]), standings[run_id], run_id == card.score.run_id)
            for run_id in reversed(shown) if run_id in standings]  # fmt: skip


@requires("assessments.view_score")
@require_safe
def rows(request: HttpRequest, period: str, code: str, indicator: str) -> HttpResponse:
    """The very rows counted for one indicator, even if the registers have changed since.

    What the unit reported itself comes from its reports; the register's rows only stand beside it."""
    card = the_card(request, period, code)
    lines = ScoreLine.objects.visible_to(request.user).select_related("indicator__group")
    line = lines.filter(score_id=card.score.pk, indicator__code=indicator).first()
    if line is None:
        raise Http404
    found = counted_rows(line.indicator, line.row_ids, request.user)
    is_reported = line.indicator.source == Indicator.Source.SELF
    context = {
        "is_reported": is_reported,
        "reported": cards.reported_lines(line.indicator, card.unit, card.period, request.user) if is_reported else [],
        "card": card,
        "line": line,
        "sentences": explain(line.indicator, card.score.tier, card.period.quarter, line, card.score.tier_months),
        "rows": found,
        "gone": len(line.row_ids) - len(found),
    }
    return render(request, "assessments/score_rows.html", context)
