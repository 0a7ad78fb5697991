"""The worker's tasks of the kernel: run one job, sweep up lost ones and old workbooks, look into an uploaded file."""

import datetime as dt

from celery import shared_task

from talentportal.core import clock
from talentportal.core.models.jobs import Job
from talentportal.core.services import jobs, kept, previews
from talentportal.core.workbooks import waiting


@shared_task
def run_job(job_id: int) -> None:
    jobs.run_job(job_id, at=clock.now(), clock=clock.now)


@jobs.job_handler(previews.JOB)
def make_preview(job: Job, *, at: dt.datetime, progress: jobs.Progress) -> None:
    previews.make_preview(job.args["digest"], job.args["kind"], at=at)


@shared_task
def sweep_workbooks() -> None:
    waiting.sweep(at=clock.now())


@shared_task
def sweep_kept_forms() -> None:
    kept.sweep(at=clock.now())


@shared_task
def sweep_jobs() -> None:
    jobs.sweep(at=clock.now(), clock=clock.now)
