"""`manage.py demo` as a newcomer runs it: from an empty directory, interrupted, killed, and on a taken port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
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


def demo(var, port, *words):
    return subprocess.Popen(
        manage("demo", "--var", str(var), "--port", str(port), *words),
        env=bare_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_demo_once_from_nothing_answers_and_stops(var, port):
    process = demo(var, port, "--once")
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    assert f"ready: http://127.0.0.1:{port}/" in said
    assert none_left(var)
    assert (var / "postgres/PG_VERSION").exists(), "the data stays"


def test_demo_interrupted_stops_everything_in_order(var, port):
    process = demo(var, port)
    read_until(process, "Ctrl-C")
    assert len(of(var)) > 5, "database, broker, web, worker and scheduler run"
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert none_left(var, seconds=3)


def test_demo_killed_leaves_no_orphan(var, port):
    process = demo(var, port)
    read_until(process, "Ctrl-C")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert none_left(var), of(var)


def test_demo_second_on_the_same_data_is_refused(var, port):
    process = demo(var, port)
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


def test_demo_on_a_taken_port_names_another(var):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = demo(var, port)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {port} is taken. Choose another: make demo PORT={port + 1}" in said
    assert not of(var)


def test_demo_reset_starts_afresh(var, port):
    (var / "media").mkdir(exist_ok=True)
    (var / "media/演示.txt").write_text("from an earlier run")
    process = demo(var, port, "--once", "--reset")
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    assert not (var / "media/演示.txt").exists()
