"""A headless Chromium against a server that really runs.

`site` is Django's own server on the test database: quick, for what one page does. `portal` is the whole demo as
`make demo` starts it (database, Redis, web, worker, scheduler), once for the session: for whole stories.
Every test fails on an error in the browser's console; under our content policy that includes any inline style.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from .actions import Portal

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OURS = ("DATABASE_URL", "REDIS_URL", "TALENTPORTAL_", "DJANGO_", "SECRET_KEY", "PYTEST_")

# Playwright's synchronous interface runs an event loop, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        pytest.fail("No Chromium found. Install it: apt-get install chromium fonts-noto-cjk")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": root}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Without movement, so that axe never measures a colour half-way between two themes."""
    size = {"width": 1440, "height": 900}
    return {**browser_context_args, "viewport": size, "locale": "zh-CN", "reduced_motion": "reduce"}


@pytest.fixture
def page(context):
    """pytest-playwright's page, which also fails the test on console errors; a refused form (4xx) is none."""
    said = []
    context.set_default_timeout(15_000)
    context.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    context.on("weberror", lambda e: said.append(str(e.error)))
    yield context.new_page()
    assert [line for line in said if "status of 4" not in line] == []


@pytest.fixture
def site(live_server, context):
    """The portal on the test database, in this process: rows made by the test are on its pages.

    Before the database is emptied, no page sends any more and what was sent has been answered; an autosave that comes
    late would stand in the way of the emptying.
    """
    yield live_server.url
    for page in context.pages:
        page.goto("about:blank")
    quiet, until = 0, time.monotonic() + 15
    while quiet < 3 and time.monotonic() < until:  # between two queries a request looks idle for a moment
        quiet = 0 if _others_at_work() else quiet + 1
        time.sleep(0.05)


def _others_at_work() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return cursor.fetchone()[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def portal():
    """The demo, started as a person starts it and stopped with Ctrl-C.

    Not in pytest's own directory: another run of pytest would close that to PostgreSQL's user in the middle.
    """
    with tempfile.TemporaryDirectory(prefix="portal-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # PostgreSQL's own user passes through when the tests run as root
        yield from _demo(home, _free_port())


def _demo(home: str, port: int):
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    command = [sys.executable, "manage.py", "demo", "--var", home, "--port", str(port)]
    demo = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said: list[str] = []
    for line in demo.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    else:
        pytest.fail("the demo did not start:\n" + "".join(said))
    drain = threading.Thread(target=lambda: said.extend(demo.stdout), daemon=True)  # a full pipe would stop it
    drain.start()
    yield Portal.described_by(f"http://127.0.0.1:{port}", said)
    demo.send_signal(signal.SIGINT)
    try:
        demo.wait(30)
    except subprocess.TimeoutExpired:
        demo.kill()
        raise
