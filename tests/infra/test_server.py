"""The web server as a process: it keeps answering while hundreds of clients are slow, and it stops when told."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from tests.infra.processes import manage
from tests.worker import environment

SLOW = 200


@pytest.fixture
def server(transactional_db):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(manage("serve", f"--listen=127.0.0.1:{port}"), env=environment())
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=5):
            break
        time.sleep(0.1)
    yield address, port, process
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
        b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nabc",
    ],
    ids=["idle", "half a header", "half a body"],
)
def test_server_answers_at_once_among_slow_clients(server, half):
    address, port, _ = server
    with contextlib.ExitStack() as slow:
        for _ in range(SLOW):
            client = slow.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            client.sendall(half)
        began = time.monotonic()
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            assert answer.status == 200
        assert time.monotonic() - began < 1


def test_server_stops_when_told(server):
    _, _, process = server
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(10) == -signal.SIGTERM


@pytest.mark.django_db
def test_health_page_is_open_to_everybody(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "redis": "ok"})
    assert client.post("/healthz").status_code == 405
