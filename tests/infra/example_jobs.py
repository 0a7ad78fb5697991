"""Three kinds of job for the tests; a real worker includes this module."""

import time

from talentportal.core.services.audit import record
from talentportal.core.services.jobs import job_handler


@job_handler("test_note")
def note(job, *, at, progress):
    """Leaves one audit entry, as a sign that it ran to its end."""
    progress(1, 2, "half way")
    record("core.finish_test", job, by=None, at=at)


@job_handler("test_slow_at_first")
def slow_at_first(job, *, at, progress):
    """Hangs at the first attempt, after it has written something; later attempts finish at once."""
    record("core.finish_test", job, by=None, at=at, attempt=job.attempts)
    progress(1, 2, "half way")
    if job.attempts == 1:
        time.sleep(60)


@job_handler("test_broken")
def broken(job, *, at, progress):
    record("core.finish_test", job, by=None, at=at)
    raise ValueError("演示：坏数据")
