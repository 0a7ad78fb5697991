"""Processor time of this process and of its PostgreSQL backend, statements sent, and memory while work runs."""

import os
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.test.utils import CaptureQueriesContext

LOOKS_A_SECOND = 200


class Cost(NamedTuple):
    cpu: float
    clock: float
    result: Any


def query(sql: str, values: Any = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def backend() -> int:
    return query("SELECT pg_backend_pid()")[0][0]


def cost(work: Callable[[], Any]) -> Cost:
    """What one run costs, here and in the database."""
    pid = backend()
    before, started = _cpu(pid), time.perf_counter()
    result = work()
    return Cost(_cpu(pid) - before, time.perf_counter() - started, result)


def _cpu(pid: int) -> float:
    return time.process_time() + database_seconds(pid)


def database_seconds(pid: int) -> float:
    """Processor time of a process of the database, finer than the kernel's tick."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def fine_cost(work: Callable[[], Any], times: int) -> float:
    """Processor seconds of one run, the mean of several."""
    return cost(lambda: [work() for _ in range(times)]).cpu / times


def median_costs(rounds: int, contenders: dict[str, Callable[[], Any]], ready: Callable[[], None]) -> dict[str, Cost]:
    """Contenders take turns, so that a busy machine slows all of them alike; the median of the rounds counts."""
    found: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(rounds):
        ready()
        for name, work in contenders.items():
            found[name].append(cost(work))
    return {
        name: Cost(statistics.median(c.cpu for c in costs), statistics.median(c.clock for c in costs), costs[-1].result)
        for name, costs in found.items()
    }


def statements(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as sent:
        work()
    return len(sent)


def memory_added(work: Callable[[], Any]) -> tuple[float, float]:
    """MiB that the client process and a fresh backend held at most beyond what they held before (own pages only)."""
    connection.close()
    pids = [os.getpid(), backend()]
    before, most, done = [_own_mib(pid) for pid in pids], [0.0, 0.0], threading.Event()

    def look() -> None:
        while not done.wait(1 / LOOKS_A_SECOND):
            most[:] = [max(high, _own_mib(pid)) for high, pid in zip(most, pids, strict=True)]

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    client = max(0.0, most[0] - before[0])
    return client, most[1]


def _own_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0.0
