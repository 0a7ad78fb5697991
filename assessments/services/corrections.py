"""Corrections by the district: of a count in a quarter, or, once the year is final, as points of a later year.

Neither touches what was published: a correction asks for the next version of its quarter and of the later ones.
"""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.measures import MEASURES
from assessments.models import Correction, Objection, Period, Scheme, YearEntry
from assessments.models.periods import day_of
from assessments.queries.final_years import final_words, first_open_year, is_final
from assessments.scoring.lines import BONUS_CODE
from assessments.services.finality import hold_year
from assessments.services.scoring import request_scores, request_scores_from
from talentportal.core.services.audit import record
from townships.models import LeadingGroupPost, Township, User

REASON_LENGTH = 300
PERMISSION = "assessments.correct_figure"
MOST_POINTS = Decimal(105)  # more than a whole year can give


class CorrectionRefused(Exception):
    """Nothing was corrected; the message says why, for people, and `field` beside which field."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message, self.field = message, field
        super().__init__(message)


def why_not(township: Township, *, by: User, at: dt.datetime) -> str:
    """Why this person may not correct a figure of the unit; empty when he may."""
    if not by.has_perm(PERMISSION):
        return _("Your role may not correct figures.")
    if LeadingGroupPost.objects.filter(user=by, township=township).held_on(day_of(at)).exists():
        return _("You hold a post in this unit, so somebody else must decide.")
    return ""


@transaction.atomic
def correct_figure(
    period: Period,
    township: Township,
    indicator_code: str,
    *,
    counted: Decimal,
    out_of: Decimal = Decimal(0),
    reason: str,
    objection: Objection | None = None,
    after: int | None = None,
    by: User,
    at: dt.datetime,
) -> Correction:
    """Add to (or take from) what counts for one indicator of one quarter, and say why.

    `after` is the newest correction of the line that was known when the difference was reckoned, 0 for none; refused
    if another was added since. New scores are asked for of this and of every later opened quarter of the year.
    """
    reason = _allowed(township, reason, by=by, at=at)
    _check_correctable(period, indicator_code, counted, out_of)
    if after is not None and after != _newest(period, township, indicator_code):
        raise CorrectionRefused(_("The figure has changed since you opened this page; look at it again."), "figure")
    row = Correction.objects.create(
        period=period,
        township=township,
        indicator_code=indicator_code,
        counted=counted,
        out_of=out_of,
        reason=reason,
        objection=objection,
        decided_by=by,
        decided_at=at,
    )
    told = {"period": period.code, "line": indicator_code, "counted": str(counted), "reason": reason}
    if out_of:
        told["out_of"] = str(out_of)
    record(PERMISSION, row, by=by, at=at, township_code=township.code, **told)
    request_scores_from({period: [township]}, by=by, at=at)
    return row


def _newest(period: Period, township: Township, code: str) -> int:
    """The newest correction of a line; 0 when there is none."""
    made = Correction.objects.filter(period=period, township=township, indicator_code=code)
    return made.order_by("-pk").values_list("pk", flat=True).first() or 0


def _check_correctable(period: Period, indicator_code: str, counted: Decimal, out_of: Decimal) -> None:
    """Whether the figure may change at all; the period's row is held, so the year becomes final before or after."""
    Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if is_final(period.year):
        raise CorrectionRefused(final_words(period.year))
    if period.opened_at is None:
        raise CorrectionRefused(_("This quarter is not open yet."))
    _check_line(period, indicator_code, out_of)
    if not counted and not out_of:
        raise CorrectionRefused(_("The figure stays as it is; nothing is to be corrected."), "figure")


@transaction.atomic
def enter_in_next_year(
    township: Township, *, of_year: int, points: Decimal, reason: str, by: User, at: dt.datetime
) -> YearEntry:
    """Points of a final year, counted in the first later year that is not final."""
    reason = _allowed(township, reason, by=by, at=at)
    if not is_final(of_year):
        raise CorrectionRefused(
            _("The result of %(year)s is not final; correct the figure itself.") % {"year": of_year}
        )
    if not points or abs(points) > MOST_POINTS:
        raise CorrectionRefused(_("Write points from −105 to 105, but not 0."), "points")
    year = _held_open_year(of_year)
    row = YearEntry.objects.create(
        year=year, of_year=of_year, township=township, points=points, reason=reason, decided_by=by, decided_at=at
    )
    told = {"year": year, "of_year": of_year, "points": str(points), "reason": reason}
    record(PERMISSION, row, by=by, at=at, township_code=township.code, **told)
    for period in Period.objects.opened().filter(year=year).order_by("quarter"):
        request_scores(period, by=by, at=at, townships=[township])
    return row


def _held_open_year(of_year: int) -> int:
    """The first year that is not final, held, so that it does not become final before the entry stands in it."""
    year = first_open_year(of_year)
    hold_year(year)
    return year if first_open_year(of_year) == year else _held_open_year(of_year)


def _allowed(township: Township, reason: str, *, by: User, at: dt.datetime) -> str:
    if refusal := why_not(township, by=by, at=at):
        raise CorrectionRefused(refusal)
    reason = reason.strip()
    if not reason:
        raise CorrectionRefused(_("Write what was wrong and how it is proven."), "reason")
    if len(reason) > REASON_LENGTH:
        raise CorrectionRefused(_("Write no more than %(n)s characters.") % {"n": REASON_LENGTH}, "reason")
    return reason


def _check_line(period: Period, code: str, out_of: Decimal) -> None:
    """A line of the scheme; a bonus only where it is given by judgement, for else the ledger is corrected."""
    is_rate = False
    if code == BONUS_CODE:
        if period.scheme.bonus_mode != Scheme.BonusMode.JUDGED:
            raise CorrectionRefused(_("The bonus follows the credit ledger; correct the register of persons."))
    else:
        measure = period.scheme.indicators.filter(code=code).values_list("measure", flat=True).first()
        if measure is None:
            raise CorrectionRefused(_("The scheme of this quarter has no such line."))
        is_rate = MEASURES[measure].is_rate
    if out_of and not is_rate:
        raise CorrectionRefused(_("This figure has no denominator."), "out_of")
