"""Which processes belong to a directory of demo or test data."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

OURS = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER")


def bare_environment(**more: str) -> dict[str, str]:
    """The environment of somebody who just cloned the project: nothing of this test run in it."""
    kept = {k: v for k, v in os.environ.items() if k not in OURS and not k.startswith("TALENTPORTAL_")}
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


def of(directory: Path) -> list[str]:
    """Command lines of the processes that name this directory in their words or their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words, environment = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
        except OSError:
            continue
        if int(process.name) != os.getpid() and os.fsencode(directory) in words + environment:
            found.append(words.replace(b"\0", b" ").decode())
    return found


def none_left(directory: Path, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while of(directory):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def manage(*words: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """The output up to the line that has the word; all of it when the process ends before."""
    said = []
    for line in process.stdout:
        said.append(line)
        if word in line:
            break
    return "".join(said)
