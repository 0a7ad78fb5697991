"""Job requests: asked for once, run once, put back after an error, and not lost with Redis or a worker."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from talentportal.core import clock
from talentportal.core.models import AuditEntry, Job
from talentportal.core.services.jobs import request_job, run_job, sweep
from tests.infra import example_jobs  # noqa: F401 - registers the kinds of job used here
from tests.worker import environment, start_worker, stop_worker

AT = dt.datetime(2014, 10, 8, 9, 0, tzinfo=dt.UTC)


def run(job, at=AT):
    return run_job(job.pk, at=at, clock=lambda: at)


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.django_db
def test_job_asked_for_twice_before_it_runs_is_one_row():
    first = request_job("test_note", "period:1", {"period": 1}, by=None, at=AT)
    again = request_job("test_note", "period:1", {"period": 1}, by=None, at=AT)
    other = request_job("test_note", "period:2", {"period": 2}, by=None, at=AT)
    assert (first.pk == again.pk, first.pk == other.pk) == (True, False)


@pytest.mark.django_db
def test_job_asked_for_after_it_started_is_a_new_row():
    first = request_job("test_note", "period:1", by=None, at=AT)
    assert run(first)
    assert request_job("test_note", "period:1", by=None, at=AT).pk != first.pk


@pytest.mark.django_db
def test_job_delivered_twice_runs_once():
    job = request_job("test_note", "period:1", by=None, at=AT)
    assert [run(job), run(job)] == [True, False]
    assert AuditEntry.objects.about(job).count() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.finished_at) == ("done", 1, AT)


@pytest.mark.django_db
def test_job_that_fails_leaves_nothing_and_is_given_up_after_five_attempts():
    job = request_job("test_broken", "period:1", by=None, at=AT)
    states = []
    for _ in range(6):
        run(job)
        job.refresh_from_db()
        states.append((job.state, job.attempts))
    assert states == [("queued", 1), ("queued", 2), ("queued", 3), ("queued", 4), ("failed", 5), ("failed", 5)]
    assert job.error == "ValueError: 演示：坏数据"
    assert not AuditEntry.objects.about(job).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lost", "newer", "both"),
    [([1], [2], [1, 2]), ([1], None, None), (None, [2], None), ([2, 3], [1, 3], [1, 2, 3])],
)
@pytest.mark.parametrize("attempts", [1, 5])
def test_what_a_lost_job_was_asked_for_is_taken_over_by_the_one_that_waits(lost, newer, both, attempts):
    job = request_job("test_note", "period:1", {"units": lost}, by=None, at=AT)
    Job.objects.filter(pk=job.pk).update(state="running", started_at=AT, attempts=attempts)
    request_job("test_note", "period:1", {"units": newer}, by=None, at=AT)
    assert sweep(at=AT + dt.timedelta(minutes=5), clock=lambda: AT) == 1
    assert list(Job.objects.order_by("pk").values_list("state", "args__units")) == [("failed", lost), ("done", both)]


@pytest.mark.django_db
def test_jobs_asked_for_one_after_the_other_are_joined():
    for args in ({"period": 1, "units": [3]}, {"period": 1, "units": [1]}, {"period": 1, "units": [1, 2]}):
        job = request_job("test_note", "period:1", args, by=None, at=AT)
    assert Job.objects.get() == job
    assert job.args == {"period": 1, "units": [1, 2, 3]}


@pytest.mark.django_db
def test_job_of_unknown_kind_says_so():
    job = request_job("no_such_kind", "period:1", by=None, at=AT)
    run(job)
    job.refresh_from_db()
    assert job.error == "UnknownJobError: no_such_kind"


@pytest.mark.django_db
def test_sweep_runs_what_waits_but_leaves_what_was_just_rung():
    waiting = request_job("test_note", "period:1", by=None, at=AT - dt.timedelta(seconds=3))
    fresh = request_job("test_note", "period:2", by=None, at=AT)
    assert sweep(at=AT, clock=lambda: AT) == 1
    waiting.refresh_from_db()
    fresh.refresh_from_db()
    assert (waiting.state, fresh.state) == ("done", "queued")


@pytest.mark.django_db(transaction=True)
def test_job_cannot_start_before_its_request_is_committed_again():
    """A second request joins the waiting row; the worker must not start that row without the second change."""
    job = request_job("test_broken", "period:1", by=None, at=AT)
    Job.objects.filter(pk=job.pk).update(state="queued", attempts=0)
    answers = []

    def other_connection():
        answers.append(run(job))
        connection.close()

    with transaction.atomic():
        request_job("test_broken", "period:1", by=None, at=AT)
        thread = threading.Thread(target=other_connection)
        thread.start()
        thread.join()
    assert answers == [False]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_request_asks_for_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        request_job("test_note", "period:1", by=None, at=AT)
        raise RuntimeError
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_worker_runs_a_job_after_the_commit_and_shows_progress(through_redis):
    worker = start_worker(include="tests.infra.example_jobs")
    try:
        with transaction.atomic():
            job = request_job("test_note", "period:1", by=None, at=clock.now())
        assert wait_for(lambda: Job.objects.get(pk=job.pk).is_finished)
    finally:
        stop_worker(worker)
    job.refresh_from_db()
    assert (job.state, job.progress_done, job.progress_total, job.stage) == ("done", 1, 2, "half way")
    assert AuditEntry.objects.about(job).count() == 1


@pytest.mark.django_db(transaction=True)
def test_worker_killed_in_the_middle_loses_nothing(through_redis):
    worker = start_worker(include="tests.infra.example_jobs")
    job = request_job("test_slow_at_first", "period:1", by=None, at=clock.now())
    assert wait_for(lambda: Job.objects.get(pk=job.pk).progress_done == 1)
    assert sweep(at=clock.now() + dt.timedelta(minutes=5), clock=clock.now) == 0, "a running job is not taken away"
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()

    def finished_by_the_sweep():
        later = clock.now() + dt.timedelta(seconds=10)
        sweep(at=later, clock=lambda: later)
        return Job.objects.get(pk=job.pk).is_finished

    assert wait_for(finished_by_the_sweep)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert [entry.detail for entry in AuditEntry.objects.about(job)] == [{"attempt": 2}]


REQUEST = """
import json, time, django
django.setup()
from django.core.cache import cache
from django.db import transaction
from talentportal.core import clock
from talentportal.core.services.jobs import request_job
cache.get("warm")
began = time.monotonic()
with transaction.atomic():
    job = request_job("test_note", "period:7", by=None, at=clock.now())
cache.set("a", 1)
print(json.dumps({"job": job.pk, "seconds": time.monotonic() - began, "cached": cache.get("a")}))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("redis_url", ["unix:///nowhere/redis.sock?db=0", "redis://127.0.0.1:1/0"])
def test_request_succeeds_at_once_while_redis_is_away(redis_url):
    env = environment(REDIS_URL=redis_url)
    done = subprocess.run(
        [sys.executable, "-c", REQUEST], env=env, cwd=settings.BASE_DIR, capture_output=True, check=True
    )
    said = json.loads(done.stdout)
    assert said["seconds"] < 1.5
    assert said["cached"] is None
    assert Job.objects.get(pk=said["job"]).state == "queued"
