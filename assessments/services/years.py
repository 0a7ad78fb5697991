"""The result of a year: computed from its quarters, published on public notice, and declared final.

As with quarters there is at most one provisional result of a year; it is refreshed in place and the next version
follows a published one. Whoever works on a year holds it until the transaction ends.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.calendar import working_day_after
from assessments.models import Period, ScoreRun, YearResult, YearScore
from assessments.models.periods import day_of
from assessments.scoring import ENGINE
from assessments.scoring.annual import AnnualScore, annual_scores, newest_runs
from assessments.scoring.prizes import prizes
from experts.services.credits import hold_ledger
from talentportal.core import formats
from talentportal.core.services.audit import record
from townships.models import User

from .finality import NotFinal, check_conflicts, check_notice_over, check_objections, check_scores, hold_year
from .sealing import seal_year

NOTE_LENGTH = 300
QUARTERS = (1, 2, 3, 4)


class YearRefused(Exception):
    """The year cannot be computed, published or declared final; the message says why, for people."""


@transaction.atomic
def compute_year(year: int, *, at: dt.datetime) -> YearResult:
    """The year from the newest published runs of its quarters; what is published already stands when nothing changed.

    Before the fourth quarter is published it is the year so far.
    """
    hold_year(year)
    runs = newest_runs(year)
    if not runs:
        raise YearRefused(_("No quarter of %(year)s is published yet.") % {"year": year})
    latest = YearResult.objects.filter(year=year).order_by("-version").first()
    if latest and latest.final_at:
        raise YearRefused(_("The result of %(year)s is final.") % {"year": year})
    run_ids, scheme_id = [run_id for run_id, _quarter, _scheme in runs], runs[-1][2]
    if latest and latest.status == YearResult.Status.PUBLISHED and latest.run_ids == run_ids:
        return latest
    result = _provisional(latest, year, run_ids=run_ids, scheme_id=scheme_id, engine=ENGINE, computed_at=at)
    _store(result, annual_scores(run_ids))
    return result


def _provisional(latest: YearResult | None, year: int, **fields: Any) -> YearResult:
    if latest is None or latest.status == YearResult.Status.PUBLISHED:
        return YearResult.objects.create(year=year, version=latest.version + 1 if latest else 1, **fields)
    latest.scores.all().delete()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save(update_fields=list(fields))
    return latest


def _store(result: YearResult, rows: Sequence[AnnualScore]) -> None:
    money = prizes(result.scheme, [(row.tier, row.tier_rank, row.grade, row.district_id) for row in rows])
    scores = []
    for row, amount in zip(rows, money, strict=True):
        fields = row._asdict()
        del fields["district_id"]
        scores.append(YearScore(result=result, prize_yuan=amount, **fields))
    YearScore.objects.bulk_create(scores, batch_size=2000)


def prize_sum(result: YearResult) -> Decimal:
    return sum(result.scores.values_list("prize_yuan", flat=True), Decimal(0))


@transaction.atomic
def publish_year(result: YearResult, *, by: User, at: dt.datetime, note: str = "") -> YearResult:
    """Put the year on public notice: freezes and seals it. All four quarters must be final."""
    hold_year(result.year)
    result = YearResult.objects.select_for_update().get(pk=result.pk)
    note = note.strip()
    _check_publishable(result, note)
    result.status = YearResult.Status.PUBLISHED
    result.published_by, result.published_at, result.publish_note = by, at, note
    result.notice_until = working_day_after(day_of(at), result.scheme.notice_days)
    result.save(update_fields=["status", "published_by", "published_at", "publish_note", "notice_until"])
    told: dict[str, Any] = {"year": result.year, "version": result.version, "seal": seal_year(result, at=at).digest}
    if note:
        told["note"] = note
    record("assessments.publish_year", result, by=by, at=at, **told)
    return result


def _check_publishable(result: YearResult, note: str) -> None:
    if refusal := refusal_to_publish(result):
        raise YearRefused(refusal)
    if len(note) > NOTE_LENGTH:
        raise YearRefused(_("Write no more than %(n)s characters.") % {"n": NOTE_LENGTH})
    if not note and needs_note(result):
        raise YearRefused(_("Write what was corrected: an earlier version is published."))


def needs_note(result: YearResult) -> bool:
    return YearResult.objects.published().filter(year=result.year).exists()


def refusal_to_publish(result: YearResult) -> str:
    """Why the result cannot be published now, for people; empty when nothing stands against it."""
    if result.status == YearResult.Status.PUBLISHED:
        return _("This result is published already.")
    if waiting := not_final(result.year):
        return _("Not final yet: %(quarters)s.") % {"quarters": _listed(waiting)}
    if is_outdated(result):
        return _("A quarter has a newer version; compute the year again.")
    budget, money = result.scheme.prize_budget_yuan, prize_sum(result)
    if budget is not None and money > budget:
        told = {"sum": formats.number(money), "budget": formats.number(budget)}
        return _("The prize money of %(sum)s yuan exceeds the budget of %(budget)s yuan.") % told
    return ""


def _listed(periods: Sequence[str]) -> str:
    return (", " if formats.in_english() else "、").join(map(formats.quarter, periods))


def is_outdated(result: YearResult) -> bool:
    """Whether the newest published runs are others than those it is made of."""
    return [run_id for run_id, _quarter, _scheme in newest_runs(result.year)] != result.run_ids


def not_final(year: int) -> list[str]:
    """The quarters whose newest run is not final, or that have none; written 2014Q3."""
    newest = ScoreRun.objects.filter(period__year=year).order_by("period__quarter", "-version")
    final = dict(newest.distinct("period__quarter").values_list("period__quarter", "final_at"))
    return [f"{year}Q{quarter}" for quarter in QUARTERS if final.get(quarter) is None]


@transaction.atomic
def finalise_year(result: YearResult, *, by: User, at: dt.datetime) -> YearResult:
    """Declare the year final: from here a correction is an entry in the next year."""
    hold_year(result.year)
    _hold_figures(result.year)
    result = YearResult.objects.select_for_update().get(pk=result.pk)
    if refusal := refusal_to_finalise(result, at):
        raise YearRefused(refusal)
    result.final_by, result.final_at = by, at
    result.save(update_fields=["final_by", "final_at"])
    record("assessments.finalise_year", result, by=by, at=at, year=result.year, version=result.version)
    return result


def refusal_to_finalise(result: YearResult, at: dt.datetime) -> str:
    """Why the result does not become final now, for people; empty when nothing stands against it."""
    if result.final_at:
        return _("The result of %(year)s is final.") % {"year": result.year}
    if result.status != YearResult.Status.PUBLISHED:
        return _("This result is not published yet.")
    if YearResult.objects.filter(year=result.year, version__gt=result.version).exists():
        return _("A newer version exists; only the latest one becomes final.")
    if is_outdated(result) or not_final(result.year):
        return _("A quarter has a newer version; compute the year again.")
    try:
        check_scores(Period.objects.filter(year=result.year).order_by("quarter"))
        check_notice_over(result.notice_until, day_of(at))
        check_objections(Period.objects.filter(year=result.year))
        check_conflicts(result.year)
    except NotFinal as refused:
        return str(refused)
    return ""


def _hold_figures(year: int) -> None:
    """Whoever corrects a quarter holds its row, whoever posts credit holds the ledger: both come before or after."""
    hold_ledger()
    list(Period.objects.filter(year=year).order_by("pk").select_for_update(no_key=True))
