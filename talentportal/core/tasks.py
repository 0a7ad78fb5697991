"""The worker's two tasks of the kernel: run one job, and sweep up lost ones."""

from celery import shared_task

from talentportal.core import clock
from talentportal.core.services import jobs


@shared_task
def run_job(job_id: int) -> None:
    jobs.run_job(job_id, at=clock.now(), clock=clock.now)


@shared_task
def sweep_jobs() -> None:
    jobs.sweep(at=clock.now(), clock=clock.now)
