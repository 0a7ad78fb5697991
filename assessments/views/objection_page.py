"""What the page of one objection shows: the published line, the claim, the live effect, and what may be done."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from assessments.explain import explain
from assessments.forms.objections import DecisionForm
from assessments.models import Objection, Score
from assessments.models.periods import day_of
from assessments.queries import cards, results
from assessments.queries import objections as reads
from assessments.queries.objections import PublishedLine
from assessments.queries.readers import CountedRow
from assessments.queries.rows import counted_rows
from assessments.scoring.effect import Effect, effect_of_figure
from assessments.services import objections as service
from assessments.services.objection_entries import FIGURE_LIMIT
from talentportal.core import formats
from talentportal.core.forms import plain_digits
from townships.models import Tier, Township

from .objection_words import MARKS, figure_of, history_of, label_of, time_left


def figure(line: PublishedLine) -> dict[str, Any]:
    """The figure as published, and its points."""
    points = formats.NOTHING if line.points is None else formats.score(line.points)
    return {"text": figure_of(line), "points": points, "full": line.full, "is_deduction": line.rule is not None}


def context_of(
    request: HttpRequest, objection: Objection, at: dt.datetime, form: DecisionForm | None = None
) -> dict[str, Any]:
    user: Any = request.user
    run, period = objection.run, objection.run.period
    unit = Township.objects.named_on(period.last_day).get(pk=objection.township_id)
    score = Score.objects.select_related("run__scheme", "run__period").get(run=run, township=unit)
    line = reads.published_line(score, objection.line)
    assert line is not None  # noqa: S101 - it was there when the objection was filed, and published runs never change
    tried = _tried(request)
    asked = tried if tried is not None else objection.claimed
    effect = None if asked is None else effect_of_figure(run, unit.pk, objection.line, asked)
    due = reads.clocks([objection], day_of(at)).get(objection.pk)
    takes_figure = service.takes_figure(run.scheme, objection.line)
    may = user.has_perm
    return {
        "objection": objection,
        "unit": unit,
        "period": period,
        "run": run,
        "line": line,
        "label": label_of(line),
        "mark": MARKS[objection.state],
        "left": time_left(due),
        "is_overdue": bool(due and due.is_overdue),
        "figure": figure(line),
        "sentences": explain(line.indicator, score.tier, period.quarter, line) if line.indicator else [],
        "rows": _rows(score, line, user),
        "files": list(objection.files.order_by("pk")),
        "may_open_files": may("assessments.view_evidence"),
        "history": history_of(objection),
        "asked": asked,
        "is_tried": tried is not None,
        "effect": effect and _effect(effect, line, run.scheme_id, period.last_day),
        "takes_figure": takes_figure,
        "form": _form(objection, takes_figure, form) if may("assessments.decide_objection") else None,
        "can_accept": objection.state == Objection.State.FILED and may("assessments.prepare_objection"),
        "can_withdraw": objection.is_open and may("assessments.file_objection") and user.township_id == unit.pk,
        "newer": _newer(request, objection),
    }


def _form(objection: Objection, takes_figure: bool, form: DecisionForm | None) -> DecisionForm | None:
    if not objection.is_open:
        return None
    claimed = {"corrected": formats.number(objection.claimed)} if objection.claimed is not None else {}
    return form or DecisionForm(takes_figure=takes_figure, initial=claimed)


def _tried(request: HttpRequest) -> Decimal | None:
    """Another figure to try, as typed in ?figure=; nonsense is simply not tried."""
    text = plain_digits(request.GET.get("figure", ""))
    if not text or len(text) > 14:
        return None
    try:
        figure = Decimal(text)
    except ArithmeticError:
        return None
    return figure if figure.is_finite() and 0 <= figure < FIGURE_LIMIT else None


def _rows(score: Score, line: PublishedLine, user: Any) -> list[CountedRow]:
    """The very rows behind the line: of the registers, of the ledger, or the cases that cost points."""
    if line.is_bonus:
        signed = [(row, formats.change(amount)) for row, amount in cards.bonus_entries(score, user)]
        return [row._replace(detail=f"{row.detail} · {amount}") for row, amount in signed]
    if line.indicator:
        return counted_rows(line.indicator, line.row_ids, user)
    cases = [case for found in cards.deductions_of(score) if found.rule == line.rule for case in found.cases]
    return [CountedRow(case.code, day_of(case.found_at), case.reason, None) for case in cases]


def _effect(effect: Effect, line: PublishedLine, scheme_id: int, day: dt.date) -> dict[str, Any]:
    """Own figures in pairs, and the other units that would move, named as on the quarter's last day."""
    moved = effect.moved
    units = Township.objects.filter(pk__in=[shift.township_id for shift in moved]).named_on(day)
    names = dict(units.values_list("pk", "name"))
    outline = results.outline_of(scheme_id)
    own = effect.own
    before, after = effect.points(line.indicator.position) if line.indicator else (None, None)
    return {
        "own": own,
        "points": (before, after) if line.indicator else None,
        "gain": own.after.total - own.before.total,
        "tier": Tier(own.before.tier).label,
        "grades": (outline.grades.get(own.before.grade, ""), outline.grades.get(own.after.grade, "")),
        "moved": [
            {
                "name": names[shift.township_id],
                "shift": shift,
                "change": shift.before.rank - shift.after.rank,
                "grades": (outline.grades.get(shift.before.grade, ""), outline.grades.get(shift.after.grade, "")),
            }
            for shift in moved
        ],
        "n_others": effect.n_others,
    }


def _newer(request: HttpRequest, objection: Objection) -> int | None:
    """The version that stands instead of the one objected to, if a newer one is published."""
    found = results.runs(provisional=False)
    run = results.chosen(found, objection.run.period.code, None)
    return run.version if run and run.version and run.version > objection.run.version else None
