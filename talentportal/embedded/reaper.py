"""Stops embedded servers when the process that started them is gone, however it went.

Run as a child: `python reaper.py HOME PARENT_PID keep|remove`. It waits until its standard input closes or its parent
changes (another child of the parent may hold the pipe open), then stops PostgreSQL and Redis below HOME.
"""

import os
import select
import shutil
import signal
import sys
import time
from pathlib import Path


def wait_for_the_end(parent: int) -> None:
    while os.getppid() == parent:
        readable, _, _ = select.select([sys.stdin], [], [], 0.5)
        if readable and not os.read(sys.stdin.fileno(), 1024):
            return


def main(home: Path, parent: int, remove: bool) -> None:
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, signal.SIG_IGN)  # a Ctrl-C in the terminal is the parent's to handle
    wait_for_the_end(parent)
    time.sleep(0.3)  # a server started in the last moment has written its process file by then
    # `embedded` by itself: as talentportal.embedded it would bring in Celery and Django for nothing
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from embedded import Postgres, Redis

    postgres = Postgres(home)
    Redis(home).stop()
    postgres.stop()
    if remove:
        postgres.remove()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "remove")
