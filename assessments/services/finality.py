"""Declaring a published quarter final: once its notice is over and no objection stands."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Objection, Period, ScoreRun
from assessments.models.periods import day_of
from experts.models import Conflict
from talentportal.core import formats
from talentportal.core.services.audit import record
from talentportal.core.services.jobs import request_job
from townships.models import User

from .scoring import has_lost_scores, is_being_computed

YEAR_KIND = "compute_year"  # the year follows its quarters


def hold_year(year: int) -> None:
    """One at a time works on the result of a year, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('assessments_year'), %s)", [year])


class NotFinal(Exception):
    """The result cannot be declared final yet; the message says why, for people."""


@transaction.atomic
def finalise_run(run: ScoreRun, *, by: User, at: dt.datetime) -> ScoreRun:
    """Declare the latest published version of a quarter final; the year is computed anew from it."""
    period = Period.objects.select_for_update(no_key=True).get(pk=run.period_id)
    run = ScoreRun.objects.select_for_update().get(pk=run.pk)
    check_final(run, period, at)
    run.final_by, run.final_at = by, at
    run.save(update_fields=["final_by", "final_at"])
    record("assessments.finalise_run", run, by=by, at=at, period=period.code, version=run.version)
    request_job(YEAR_KIND, f"year:{period.year}", {"year": period.year}, by=by, at=at)
    return run


def check_final(run: ScoreRun, period: Period, at: dt.datetime) -> None:
    """Raises NotFinal with the first reason why the run does not become final now."""
    if run.final_at:
        raise NotFinal(_("This result is final already."))
    if run.status != ScoreRun.Status.PUBLISHED:
        raise NotFinal(_("This result is not published yet."))
    check_newest(run.version, max(period.runs.values_list("version", flat=True)))
    check_scores([period])
    check_notice_over(run.notice_until, day_of(at))
    check_objections(Period.objects.filter(pk=period.pk))


def check_newest(version: int, newest: int) -> None:
    if version < newest:
        raise NotFinal(_("A newer version exists; only the latest one becomes final."))


def check_scores(periods: Iterable[Period]) -> None:
    """What was decided last must have reached the scores: nothing waits to be computed, and nothing was given up."""
    for period in periods:
        if is_being_computed(period):
            raise NotFinal(_("Scores are being computed; wait until they are ready."))
        if has_lost_scores(period):
            raise NotFinal(_("The last computation failed; compute the scores again."))


def check_notice_over(notice_until: dt.date | None, today: dt.date) -> None:
    """What was published before there were notices carries no day and is over."""
    if notice_until and today <= notice_until:
        raise NotFinal(_("On notice until the end of %(day)s.") % {"day": formats.day(notice_until)})


def check_objections(periods: QuerySet[Period]) -> None:
    if n := Objection.objects.unsettled().filter(run__period__in=periods).count():
        raise NotFinal(ngettext("%(n)s objection is not decided.", "%(n)s objections are not decided.", n) % {"n": n})


def check_conflicts(year: int) -> None:
    """A person whom two units claim since that year or earlier still may bring points of that year."""
    claimed = Conflict.objects.undecided().filter(claims__placement__starts_on__lt=dt.date(year + 1, 1, 1))
    if n := claimed.distinct().count():
        words = ngettext(
            "%(n)s attribution conflict is not decided.", "%(n)s attribution conflicts are not decided.", n
        )
        raise NotFinal(words % {"n": n})
