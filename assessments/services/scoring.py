"""Scoring a period and publishing its results.

There is at most one provisional run of a period; scoring refreshes it in place and makes the next version once the
last one is published. Two who score at the same time follow each other: each holds the period's row.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from assessments.calendar import working_day_after
from assessments.models import Period, ScoreRun
from assessments.models.periods import day_of
from assessments.queries.final_years import final_words, final_years, is_final
from assessments.scoring import ENGINE, store_scores
from assessments.scoring.totals import COLUMNS
from talentportal.core.models.jobs import Job, JobState
from talentportal.core.services.audit import record
from talentportal.core.services.jobs import request_job
from townships.models import Township, User

from .sealing import seal_run

KIND = "score_period"
Units = Iterable[Township | int]


NOTE_LENGTH = 300  # as long as the run keeps it


class PublishRefused(Exception):
    """The run cannot be published; the message says why, for people."""


class NoteRefused(PublishRefused):
    """The reason is missing or too long."""


def job_key(period: Period) -> str:
    return f"period:{period.pk}"


@transaction.atomic
def score_period(period: Period, *, at: dt.datetime, townships: Units | None = None) -> ScoreRun:
    """Compute the scores of a period from what is known at that moment.

    With `townships` only these are measured and the ranks of their districts follow; a new run is always whole.
    The revision grows only when a score changed, so whoever read this revision has read the present scores. A version
    that would say what is published already is not kept: answers the published one.
    """
    period = _hold(period)
    run, is_new = _provisional_run(period, at)
    only = None if townships is None or is_new else sorted({_id(unit) for unit in townships})
    changed = store_scores(run, period, at=at, only=only)
    if changed and not is_new:
        ScoreRun.objects.filter(pk=run.pk).update(revision=F("revision") + 1, computed_at=at)
        run.refresh_from_db()
    return _unless_it_says_the_same(run)


@transaction.atomic
def publish_run(
    run: ScoreRun, *, by: User, at: dt.datetime, seen_revision: int | None = None, note: str = ""
) -> ScoreRun:
    """Freeze the period's latest run as its official result.

    Before the lock, while a report is not approved, only with a reason: a later version may well follow. A version
    after a published one needs the reason of the correction. The public notice begins.

    Refused while scores of the period are still to be computed, for then the table on the desk is already old; and,
    when the revision that was seen is given, once the scores have changed since.
    """
    period = _hold(run.period)
    run = ScoreRun.objects.select_for_update().get(pk=run.pk)
    _check_publishable(run, period, seen_revision)
    note = _reason(note, run, period, at)
    run.status = ScoreRun.Status.PUBLISHED
    run.published_by, run.published_at, run.publish_note = by, at, note
    run.notice_until = working_day_after(day_of(at), run.scheme.notice_days)
    run.save(update_fields=["status", "published_by", "published_at", "publish_note", "notice_until"])
    told: dict[str, Any] = {"period": period.code, "version": run.version, "revision": run.revision}
    told["seal"] = seal_run(run, at=at).digest
    if note:
        told["note"] = note
    record("assessments.publish_run", run, by=by, at=at, **told)
    return run


def request_scores(period: Period, *, by: User | None, at: dt.datetime, townships: Units | None = None) -> Job:
    """Ask the worker to score the period: one job for the period, however many units wait for it.

    A job that still waits takes the new units in; whoever asks for everything makes it whole.
    """
    only = None if townships is None else sorted({_id(unit) for unit in townships})
    return request_job(KIND, job_key(period), {"period": period.pk, "townships": only}, by=by, at=at)


def request_scores_from(units: Mapping[Period, Units], *, by: User | None, at: dt.datetime) -> list[Job]:
    """Ask for these units in these quarters and in every later opened quarter of the year, the published ones too:
    what was published stays, and the next version holds what changed. A final year stays as it is.

    In the order of time, so that two who ask at once do not wait for each other.
    """
    asked: dict[Period, set[int]] = {}
    final = final_years()
    for period, some in units.items():
        if period.year in final:
            continue
        of_year = Period.objects.opened().filter(year=period.year, quarter__gt=period.quarter)
        for each in (period, *of_year):
            asked.setdefault(each, set()).update(_id(unit) for unit in some)
    in_time = sorted(asked, key=lambda each: (each.year, each.quarter))
    return [request_scores(each, by=by, at=at, townships=asked[each]) for each in in_time]


@transaction.atomic
def request_open_scores(*, at: dt.datetime) -> list[Job]:
    """One job for each opened period whose results are not published, or are being amended."""
    return [request_scores(period, by=None, at=at) for period in Period.objects.unsettled()]


def _hold(period: Period) -> Period:
    """The period's row, fresh and held until the transaction ends; reports that point to it are not blocked."""
    return Period.objects.select_for_update(no_key=True).get(pk=period.pk)


def _provisional_run(period: Period, at: dt.datetime) -> tuple[ScoreRun, bool]:
    """The run to refresh, and whether it is new or has to be filled anew for another scheme or engine."""
    latest = period.runs.order_by("-version").first()
    if latest is None or latest.status == ScoreRun.Status.PUBLISHED:
        version = latest.version + 1 if latest else 1
        fields = {"scheme_id": period.scheme_id, "engine": ENGINE, "computed_at": at}
        return ScoreRun.objects.create(period=period, version=version, **fields), True
    if (latest.scheme_id, latest.engine) != (period.scheme_id, ENGINE):
        latest.scheme_id, latest.engine, latest.computed_at = period.scheme_id, ENGINE, at
        latest.revision += 1
        latest.save(update_fields=["scheme_id", "engine", "computed_at", "revision"])
        return latest, True
    return latest, False


# What a result says; the rows behind it may be others that say the same.
_SAID = ", ".join(column for column in COLUMNS if not column.startswith("row_"))
_DIFFERS = f"""
    WITH old AS (SELECT township_id, {_SAID} FROM assessments_score WHERE run_id = %(old)s),
         new AS (SELECT township_id, {_SAID} FROM assessments_score WHERE run_id = %(new)s)
    SELECT EXISTS (SELECT FROM ((TABLE new EXCEPT TABLE old) UNION ALL (TABLE old EXCEPT TABLE new)) AS different)
"""


def _unless_it_says_the_same(run: ScoreRun) -> ScoreRun:
    """A provisional version that differs in nothing from the published one corrects nothing and goes away."""
    if run.version == 1 or run.status == ScoreRun.Status.PUBLISHED:
        return run
    published = ScoreRun.objects.published().filter(period=run.period_id).order_by("-version").first()
    if published is None:
        return run
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERS, {"old": published.pk, "new": run.pk})
        if cursor.fetchone()[0]:
            return run
    run.scores.all().delete()
    run.delete()
    return published


def _check_publishable(run: ScoreRun, period: Period, seen_revision: int | None) -> None:
    if run.status == ScoreRun.Status.PUBLISHED:
        raise PublishRefused(_("This run is published already."))
    if period.runs.filter(version__gt=run.version).exists():
        raise PublishRefused(_("A newer run exists; only the latest one can be published."))
    if is_final(period.year):
        raise PublishRefused(final_words(period.year))
    if is_being_computed(period):
        raise PublishRefused(_("Scores are being computed; wait until they are ready, then publish."))
    if has_lost_scores(period):
        raise PublishRefused(_("The last computation failed; compute the scores again, then publish."))
    if seen_revision is not None and seen_revision != run.revision:
        raise PublishRefused(_("The scores have changed since you opened this page; look at them again."))
    if not run.scores.exists():
        raise PublishRefused(_("This run holds no scores; compute them first."))


def is_being_computed(period: Period) -> bool:
    return Job.objects.about(KIND, job_key(period)).unfinished().exists()


def has_lost_scores(period: Period) -> bool:
    """Whether a computation was given up and no later one has scored its units; None means all units."""
    jobs = Job.objects.about(KIND, job_key(period))
    later = jobs.filter(state=JobState.DONE, started_at__gte=OuterRef("finished_at"))
    good = later.filter(Q(args__townships=None) | Q(args__contains=OuterRef("args")))
    return jobs.failed().filter(~Exists(good)).exists()


def is_correction(run: ScoreRun) -> bool:
    """Whether an earlier version of the quarter is published."""
    return ScoreRun.objects.published().filter(period=run.period_id, version__lt=run.version).exists()


def _reason(note: str, run: ScoreRun, period: Period, at: dt.datetime) -> str:
    note = note.strip()
    if len(note) > NOTE_LENGTH:
        raise NoteRefused(_("Write no more than %(n)s characters.") % {"n": NOTE_LENGTH})
    if not note and is_correction(run):
        raise NoteRefused(_("Write what was corrected and why; the correction notice gives it to everybody."))
    if not note and period.lacks_approvals(at):
        raise NoteRefused(_("Write why the result is published before all reports are approved."))
    return note


def _id(unit: Township | int) -> int:
    return unit if isinstance(unit, int) else unit.pk
