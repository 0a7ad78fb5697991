"""What the worker and the clock do for assessments. Each task is one service call."""

import contextlib
import datetime as dt

from celery import shared_task
from django.utils import translation
from django.utils.translation import gettext_noop

from assessments.models import Evidence, ObjectionFile, Paper, Period
from assessments.queries import seals
from assessments.services import (
    bulk_imports,
    bulk_undoing,
    bulk_writing,
    finality,
    holidays,
    papers,
    periods,
    reminders,
    scoring,
    verification,
    years,
)
from experts.models import ClaimFile
from talentportal.core import clock
from talentportal.core.models import Import
from talentportal.core.models.jobs import Job
from talentportal.core.services import deliveries, previews
from talentportal.core.services.jobs import Progress, job_handler
from townships.models import User

COUNTING, READY = gettext_noop("counting and ranking"), gettext_noop("scores are ready")


@job_handler(scoring.KIND)
def score_period(job: Job, *, at: dt.datetime, progress: Progress) -> None:
    """Score the job's period; its stages are translated where they are shown."""
    progress(0, 1, COUNTING)
    period = Period.objects.get(pk=job.args["period"])
    scoring.score_period(period, at=at, townships=job.args.get("townships"))
    progress(1, 1, READY)


@job_handler(finality.YEAR_KIND)
def compute_year(job: Job, *, at: dt.datetime, progress: Progress) -> None:
    """The year follows a quarter that became final; a year that is final itself stays as it is."""
    with contextlib.suppress(years.YearRefused):
        years.compute_year(job.args["year"], at=at)


@job_handler(seals.KIND)
def verify_results(job: Job, *, at: dt.datetime, progress: Progress) -> None:
    """Prove every published result; what is found stays in the log."""
    verification.verify_results(about=job, by=job.requested_by, at=at)


@job_handler(bulk_imports.READ)
def read_import(job: Job, *, at: dt.datetime, progress: Progress) -> None:
    """Read a workbook that the office brought; its mistakes are told in the language of who did."""
    with translation.override(job.args["language"]):
        bulk_imports.read_import(_import(job), at=at, progress=progress)


@job_handler(bulk_imports.APPLY)
def apply_import(job: Job, *, at: dt.datetime, progress: Progress) -> None:
    with translation.override(job.args["language"]):
        bulk_writing.apply_import(_import(job), by=_asked_by(job), at=at, progress=progress)


@job_handler(bulk_imports.UNDO)
def undo_import(job: Job, *, at: dt.datetime, progress: Progress) -> None:
    with translation.override(job.args["language"]):
        bulk_undoing.undo_import(_import(job), by=_asked_by(job), at=at, progress=progress)


@job_handler(papers.JOB)
def make_paper(job: Job, *, at: dt.datetime, progress: Progress) -> None:
    """Set the pages of a paper; its words are in the language of who asked."""
    paper = Paper.objects.get(pk=job.args["paper"])
    papers.make_paper(paper, origin=job.args["origin"], at=at, progress=progress)


def _import(job: Job) -> Import:
    return Import.objects.get(pk=job.args["import"])


def _asked_by(job: Job) -> User:
    """Imports are only asked for by people."""
    return User.objects.get(jobs=job)


@shared_task
def request_nightly_verification() -> None:
    verification.request_verification(by=None, at=clock.now())


@shared_task
def request_nightly_scores() -> None:
    scoring.request_open_scores(at=clock.now())


@shared_task
def keep_calendar() -> None:
    """Newer years of holidays as soon as the package knows them, and the next quarter in time."""
    holidays.load_holidays()
    periods.prepare_next_period(at=clock.now())


@shared_task
def advance_periods() -> None:
    periods.advance_periods(at=clock.now())


@shared_task
def request_lacking_previews() -> None:
    """Files that came before there were previews, or whose request was lost with a backup."""
    for model in (Evidence, ObjectionFile, ClaimFile):
        previews.request_lacking(model.objects.all(), at=clock.now())


@shared_task
def remind() -> None:
    """What no longer holds is stopped first, so that nothing is sent whose reason has gone."""
    at = clock.now()
    reminders.remind(at=at)
    deliveries.deliver_waiting(at=at)
