"""Asking for a job, running it, and finishing what a lost one left.

The request is a row written in the caller's transaction. After the commit Redis rings the bell; if the bell, the
broker or the worker is lost, the sweep runs the job a few seconds later. Every handler may run twice harmlessly.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import connection, connections, transaction
from django.utils.module_loading import autodiscover_modules

from talentportal.core.models.jobs import ATTEMPTS, Job, JobState

log = logging.getLogger(__name__)

Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}


class UnknownJobError(Exception):
    """No handler is registered for this kind of job."""


def job_handler(kind: str) -> Callable[[Handler], Handler]:
    """Register `handler(job, *, at, progress)` in an app's tasks.py; it runs inside one transaction."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def _handler(kind: str) -> Handler:
    if kind not in _handlers:
        autodiscover_modules("tasks")
    if kind not in _handlers:
        raise UnknownJobError(kind)
    return _handlers[kind]


def request_job(
    kind: str, key: str, args: dict[str, Any] | None = None, *, by: AbstractUser | None, at: dt.datetime
) -> Job:
    """Ask for a job inside the caller's transaction; a job that still waits for the same key takes this one in.

    The waiting row is locked until the caller commits, so no worker can start it without seeing the caller's change.
    """
    with transaction.atomic():
        _hold_key(kind, key)
        waiting = _waiting(kind, key)
        if waiting is None:
            job = Job.objects.create(
                kind=kind, key=key, args=args or {}, requested_by_id=by.pk if by else None, requested_at=at
            )
        else:
            job = _take_in(waiting, args or {}, by=by)
        transaction.on_commit(lambda: ring(job.pk))
    return job


def _hold_key(kind: str, key: str) -> None:
    """One at a time may make a waiting row of this key: whoever asks, and whoever puts a job back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core_job_' || %s), hashtext(%s))", [kind, key])


def _waiting(kind: str, key: str) -> Job | None:
    return Job.objects.about(kind, key).filter(state=JobState.QUEUED).select_for_update().first()


def _take_in(waiting: Job, args: dict[str, Any], *, by: AbstractUser | None) -> Job:
    waiting.args, waiting.requested_by_id = joined(waiting.args, args), by.pk if by else None
    waiting.save(update_fields=["args", "requested_by"])
    return waiting


def joined(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The arguments of two requests in one. A list names the only ones meant and None means all of them, so lists
    grow together and None stays; of everything else the later word counts."""
    both = before | after
    for name in before.keys() & after.keys():
        if before[name] is None or after[name] is None:
            both[name] = None
        elif isinstance(before[name], list) and isinstance(after[name], list):
            both[name] = sorted({*before[name], *after[name]})
    return both


def ring(job_id: int) -> None:
    """Tell a worker. When Redis is away nobody hears it, and the sweep does the work."""
    from talentportal.core.tasks import run_job as task

    try:
        task.delay(job_id)
    except Exception as error:  # noqa: BLE001 - kombu raises many kinds; a lost bell must never fail a request
        log.warning("job %s: the bell was not heard: %s", job_id, error)


class Progress:
    """Shows how far a running job is, on a connection of its own, since the job's transaction is not yet visible."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._link: Any = None

    def __call__(self, done: int, total: int, stage: str = "") -> None:
        if self._link is None:
            self._link = connections.create_connection("default")
        with self._link.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET progress_done = %s, progress_total = %s, stage = %s WHERE id = %s",
                [done, total, stage, self._job.pk],
            )

    def close(self) -> None:
        if self._link is not None:
            self._link.close()


def run_job(job_id: int, *, at: dt.datetime, clock: Callable[[], dt.datetime]) -> bool:
    """Run a waiting job. False when there is nothing to do: done, running elsewhere, or delivered twice."""
    job = _take(job_id, at=at)
    if job is None:
        return False
    progress = Progress(job)
    try:
        with transaction.atomic():
            if not _hold(job.pk) or not _still_mine(job):
                return False
            _handler(job.kind)(job, at=at, progress=progress)
            Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=clock(), error="")
    except Exception as error:
        log.exception("job %s (%s) failed", job.pk, job)
        _put_back(job, f"{type(error).__name__}: {error}", at=clock())
    finally:
        progress.close()
    return True


def sweep(*, at: dt.datetime, clock: Callable[[], dt.datetime], limit: int = 50) -> int:
    """Run what waits unheard and what lost its worker; returns how many jobs it ran."""
    for job in Job.objects.perhaps_abandoned(at)[:limit]:
        with transaction.atomic():
            if _hold(job.pk) and _still_mine(job):  # nobody holds it: its worker is gone
                _put_back(job, job.error or "the worker stopped in the middle", at=at)
    waiting = list(Job.objects.unheard(at).values_list("pk", flat=True)[:limit])
    return sum(run_job(pk, at=clock(), clock=clock) for pk in waiting)


def _take(job_id: int, *, at: dt.datetime) -> Job | None:
    """Mark a waiting job as running, in a transaction of its own, so that a later request makes a new row."""
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id, state=JobState.QUEUED).first()
        if job is None:
            return None
        job.state, job.started_at, job.attempts = JobState.RUNNING, at, job.attempts + 1
        job.progress_done = job.progress_total = 0
        job.stage = ""
        job.save(update_fields=["state", "started_at", "attempts", "progress_done", "progress_total", "stage"])
    return job


def _hold(job_id: int) -> bool:
    """Take the job's advisory lock until the transaction ends; PostgreSQL frees it when a worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('core_job'), %s)", [job_id])
        return cursor.fetchone()[0]


def _still_mine(job: Job) -> bool:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts).exists()


@transaction.atomic
def _put_back(job: Job, error: str, *, at: dt.datetime) -> None:
    """Queue the job again, or give up after too many attempts.

    When a newer request waits already, that one takes the work over, so that nothing asked for is lost.
    """
    _hold_key(job.kind, job.key)
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    if not mine.select_for_update().exists():
        return
    waiting = _waiting(job.kind, job.key)
    if waiting is not None:
        _take_in(waiting, joined(job.args, waiting.args), by=waiting.requested_by)
    elif job.attempts < ATTEMPTS:
        mine.update(state=JobState.QUEUED, error=error)
        return
    mine.update(state=JobState.FAILED, finished_at=at, error=error)
