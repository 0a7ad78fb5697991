"""A worker killed in the middle of writing: all of the workbook is in the register afterwards, once, or nothing yet."""

import datetime as dt
import signal
import subprocess
import sys
import time

import pytest

from platforms.models import Enterprise
from talentportal.core.models import AuditEntry, Job
from talentportal.core.services import jobs
from tests import make
from tests.worker import environment

from .books import book, credit_code
from .conftest import Desk

ROWS = 3000
RUN = (
    "import sys, django; django.setup(); from django.conf import settings; settings.MEDIA_ROOT = sys.argv[2]; "
    "from talentportal.core import clock; from talentportal.core.services.jobs import run_job; "
    "run_job(int(sys.argv[1]), at=clock.now(), clock=clock.now)"
)


@pytest.fixture
def desk(client, transactional_db, through_redis, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    make.published_scheme()
    return Desk(client)


def killed_at(job, stage, media):
    """Run the job in a process of its own and kill that as soon as the stage begins."""
    process = subprocess.Popen([sys.executable, "-c", RUN, str(job.pk), media], env=environment())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        job.refresh_from_db()
        if job.stage == stage:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return
        time.sleep(0.005)
    process.kill()
    process.wait()
    pytest.fail(f"the job did not come to “{stage}” but to “{job.stage}”, {job.state} {job.error}")


@pytest.mark.parametrize("stage", ["comparing it with the register", "writing the register"])
def test_a_killed_worker_leaves_all_or_nothing(desk, settings, stage):
    rows = [
        {
            "township": "首南街道",
            "name": f"演示企业{n}有限公司",
            "credit_code": credit_code(n),
            "registered_on": "2013-05-06",
        }
        for n in range(ROWS)
    ]
    batch = desk.bring("enterprise", book("enterprise", rows))
    assert batch.state == "ready", batch.message
    desk.client.post(f"/imports/{batch.pk}/apply/")
    job = Job.objects.get(kind="apply_import")
    killed_at(job, stage, settings.MEDIA_ROOT)
    assert Enterprise.objects.count() == 0
    batch.refresh_from_db()
    assert batch.state == "applying"
    later = job.requested_at + dt.timedelta(minutes=1)
    deadline = time.monotonic() + 20
    while Enterprise.objects.count() == 0 and time.monotonic() < deadline:  # the server still has to miss its client
        jobs.sweep(at=later, clock=lambda: later)
    batch.refresh_from_db()
    assert (batch.state, Enterprise.objects.count()) == ("applied", ROWS)
    about = AuditEntry.objects.filter(object_type="platforms.enterprise")
    assert about.count() == ROWS
