"""`manage.py demo` as a newcomer runs it: from an empty directory, interrupted, killed, and on a taken port."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.infra.processes import bare_environment, manage, none_left, of, read_until


@pytest.fixture(scope="module")
def var():
    directory = Path(tempfile.mkdtemp(prefix="talentportal-demo-"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def demo(var):
    """Starts demos; one that a failed test leaves running is ended with everything it started."""
    started = []

    def start(port, *words):
        process = subprocess.Popen(
            manage("demo", "--var", str(var), "--port", str(port), *words),
            env=bare_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()
    none_left(var)


def test_demo_once_from_nothing_answers_and_stops(demo, var, port):
    process = demo(port, "--once")
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    assert f"ready: http://127.0.0.1:{port}/" in said
    assert none_left(var)
    assert (var / "postgres/PG_VERSION").exists(), "the data stays"


def sign_in(address, username, password):
    """The address a person stands on after typing name and password on the sign-in page."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(f"{address}login/", timeout=10) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "username": username, "password": password})
    with browser.open(f"{address}login/", form.encode(), timeout=10) as page:
        return page.status, page.url


def test_demo_accounts_are_printed_and_open_the_portal_until_ctrl_c(demo, var, port):
    process = demo(port)
    said = read_until(process, "Ctrl-C")
    assert len(of(var)) > 5, "database, broker, web, worker and scheduler run"
    printed = dict(re.findall(r"^  (\S+) +(\S+)  \S", said, re.MULTILINE))
    assert {"shounan-clerk", "shounan-secretary", "reviewer", "approver", "leader"} <= printed.keys()
    address = f"http://127.0.0.1:{port}/"
    for username in ("shounan-clerk", "approver"):
        status, url = sign_in(address, username, printed[username])
        assert status == 200
        assert "/login/" not in url
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert none_left(var, seconds=3)


def test_demo_killed_leaves_no_orphan(demo, var, port):
    process = demo(port)
    read_until(process, "Ctrl-C")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert none_left(var), of(var)


def test_demo_second_on_the_same_data_is_refused(demo, var, port):
    process = demo(port)
    read_until(process, "Ctrl-C")
    try:
        second = subprocess.run(
            manage("demo", "--var", str(var), "--port", str(port + 1)),
            env=bare_environment(),
            capture_output=True,
            text=True,
        )
        assert second.returncode == 1
        assert "A demo is running" in second.stderr
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def test_demo_on_a_taken_port_names_another(demo, var):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = demo(port)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {port} is taken. Choose another: make demo PORT={port + 1}" in said
    assert not of(var)


def test_demo_reset_starts_afresh(demo, var, port):
    (var / "media").mkdir(exist_ok=True)
    (var / "media/演示.txt").write_text("from an earlier run")
    process = demo(port, "--once", "--reset")
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    assert not (var / "media/演示.txt").exists()
