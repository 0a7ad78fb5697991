"""A real Celery worker on the test database, as a process of its own that tests may also kill."""

import os
import subprocess
import sys
import time
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from talentportal.celery import app

START_SECONDS = 60


def environment(**more: str) -> dict[str, str]:
    """What a child process needs to work on the same test database, queue and files as this test."""
    database = connection.settings_dict
    socket_or_host = database["HOST"]
    where = f"/{quote(socket_or_host)}" if socket_or_host.startswith("/") else socket_or_host
    port = f":{database['PORT']}" if database["PORT"] else ""
    secret = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "talentportal.settings_test",
        "DATABASE_URL": f"postgres://{database['USER']}{secret}@{where}{port}/{database['NAME']}",
        "TALENTPORTAL_TEST_WORKER": "1",
        "TALENTPORTAL_CLOCK_OFFSET": str(settings.CLOCK_OFFSET),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def start_worker(*, include: str = "", **env: str) -> subprocess.Popen[bytes]:
    """Start a worker and wait until it answers."""
    name = f"test-{os.getpid()}-{time.monotonic_ns()}@localhost"
    words = [sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "-A", "talentportal", "-q"]
    words += ["worker", "-c", "1", "-l", "WARNING", "-n", name, "--without-gossip", "--without-mingle"]
    words += ["-I", include] if include else []
    process = subprocess.Popen(words, env=environment(**env), start_new_session=True)
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if app.control.ping(destination=[name], timeout=0.3):
            return process
    process.kill()
    raise RuntimeError("the worker did not start")


def stop_worker(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
