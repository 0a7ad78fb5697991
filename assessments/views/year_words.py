"""The sentences of a year: how the value of an indicator comes about, and where the result stands."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Indicator, YearResult
from assessments.queries.years import Quarter, YearLine
from talentportal.core import formats


def how(line: YearLine) -> str:
    """The value of the year, as an official works it out by hand."""
    if line.indicator.basis == Indicator.Basis.QUARTER:
        return _mean(line)
    latest = max((n for n, is_scored in enumerate(line.is_scored, 1) if is_scored), default=0)
    if not latest:
        return _("No quarter has a result.")
    if line.points is None:
        return _("Not applicable in quarter %(n)s, so not in the year.") % {"n": latest}
    told = {"n": latest, "points": formats.score(line.points)}
    if line.indicator.basis == Indicator.Basis.YTD:
        return _("Counted from 1 January on: the year stands as quarter %(n)s, %(points)s.") % told
    return _("Counted on the last day: the year stands as quarter %(n)s, %(points)s.") % told


def _mean(line: YearLine) -> str:
    """(6.00 + 4.13 + 0.00 + 6.00) ÷ 4 = 4.03"""
    applied = [points for points in line.quarters if points is not None]
    if line.points is None:
        return _("Applied in no quarter, so not in the year.")
    total = " + ".join(formats.score(points) for points in applied)
    formula = f"({total}) ÷ {len(applied)} = {formats.score(line.points)}"
    left_out = sum(points is None and scored for points, scored in zip(line.quarters, line.is_scored, strict=True))
    if not _is_plain(applied, line.points):
        return _("Mean of the quarters, by the points the indicator has now: %(points)s.") % {
            "points": formats.score(line.points)
        }
    if not left_out:
        return formula
    told = ngettext(
        "%(formula)s; %(n)s quarter in which it did not apply is left out.",
        "%(formula)s; %(n)s quarters in which it did not apply are left out.",
        left_out,
    )
    return told % {"formula": formula, "n": left_out}


def _is_plain(applied: list[Decimal], points: Decimal) -> bool:
    """False where a quarter stood under a scheme that gave the indicator other points."""
    return abs(sum(applied, Decimal(0)) / len(applied) - points) <= Decimal("0.005")


def title_of(year: int) -> str:
    return _("Result of %(year)s") % {"year": year}


def lede(result: YearResult, quarters: list[Quarter]) -> str:
    """What it is made of, and when it was computed and published."""
    made_of = ", " if formats.in_english() else "、"
    parts = made_of.join(
        _("%(quarter)s version %(n)s") % {"quarter": formats.quarter(each.code), "n": each.run.version}
        for each in quarters
        if each.run
    )
    told = [_("Made of %(parts)s.") % {"parts": parts}]
    if result.published_by:
        said = {"day": formats.day(result.published_at), "name": result.published_by.name, "n": result.version}
        told.append(_("Published %(day)s by %(name)s, version %(n)s.") % said)
    else:
        said = {"moment": formats.moment(result.computed_at), "n": result.version}
        told.append(_("Computed %(moment)s, version %(n)s, not published.") % said)
    return (" " if formats.in_english() else "").join(told)


def standing(result: Any, today: dt.date) -> tuple[str, str]:
    """The state of a published run or year, with the class of its mark: on notice, notice over, or final."""
    if result.final_at:
        return "approved", _("Final since %(day)s") % {"day": formats.day(result.final_at)}
    if result.notice_until and today <= result.notice_until:
        return "submitted", _("On notice until %(day)s") % {"day": formats.day(result.notice_until)}
    return "ready", _("Notice over, not final yet")
