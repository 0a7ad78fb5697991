"""Findings that cost points: a false report (Y2) is recorded case by case, with its reason, by the district."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import DeductionCase, DeductionRule, Period, Report
from assessments.services.scoring import request_scores
from assessments.workflow import Standing, assigned, standings, without_a_post_there
from talentportal.core.services.audit import record
from townships.models import Township

REASON_LENGTH = 300
FOUND_BY_THE_PORTAL = frozenset({"Y1", "Y3"})


class DeductionRefused(Exception):
    """The case was not recorded; `message` says why, for people."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def recordable(period: Period) -> list[DeductionRule]:
    """The deductions of the period's scheme that people find; the others the portal finds itself."""
    rules = period.scheme.deduction_rules.exclude(code__in=FOUND_BY_THE_PORTAL)
    return list(rules.order_by("position"))


def why_not(report: Report, by: Any, at: dt.datetime, standing: Standing | None = None) -> str | None:
    """Why this person may not record a case about this unit; None when he may."""
    if not by.has_perm("assessments.record_deduction"):
        return _("Your role may not record deductions.")
    standing = standing or standings([report], by, at)[report.pk]
    return assigned(report, by, at, standing) or without_a_post_there(report, by, at, standing)


@transaction.atomic
def record_deduction(report: Report, *, code: str, reason: str, by: Any, at: dt.datetime) -> DeductionCase:
    """Record one case against the unit in the report's period; the scores follow."""
    refusal = why_not(report, by, at)
    if refusal:
        raise DeductionRefused(refusal)
    reason = reason.strip()
    if code not in {rule.code for rule in recordable(report.period)}:
        raise DeductionRefused(_("Choose what was found."))
    if not reason:
        raise DeductionRefused(_("Write what was found and where it is proven."))
    if len(reason) > REASON_LENGTH:
        raise DeductionRefused(_("Write no more than %(n)s characters.") % {"n": REASON_LENGTH})
    case = DeductionCase.objects.create(
        period=report.period, township=report.township, code=code, reason=reason, found_by=by, found_at=at
    )
    unit = report.township.code
    record("assessments.record_deduction", case, by=by, at=at, township_code=unit, code=code, reason=reason)
    request_scores(report.period, by=by, at=at, townships=[report.township_id])
    return case


@transaction.atomic
def lift_deductions(period: Period, township: Township, code: str, *, by: Any, at: dt.datetime) -> int:
    """The recorded cases of one code cost nothing from now on; answers how many. Asking for scores is the caller's."""
    cases = list(DeductionCase.objects.filter(period=period, township=township, code=code).standing_at(at))
    DeductionCase.objects.filter(pk__in=[case.pk for case in cases]).update(lifted_by=by, lifted_at=at)
    for case in cases:
        about = {"code": code, "step": "lifted"}
        record("assessments.record_deduction", case, by=by, at=at, township_code=township.code, **about)
    return len(cases)
