"""Starting the reaper, which stops the servers when this process is gone."""

import os
import subprocess
import sys
from pathlib import Path

_reapers: list[subprocess.Popen[bytes]] = []


def watch(home: Path, *, remove: bool) -> None:
    """Start the reaper: when this process ends, even by kill -9, the servers below `home` are stopped."""
    reaper = Path(__file__).with_name("reaper.py")
    words = [str(home), str(os.getpid()), "remove" if remove else "keep"]
    # kept for as long as this process lives: its standard input closing is the signal
    _reapers.append(
        subprocess.Popen([sys.executable, "-S", "-P", reaper, *words], stdin=subprocess.PIPE, start_new_session=True)
    )
