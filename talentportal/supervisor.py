"""Runs the web server, the worker and the scheduler beside each other, and lets none of them outlive this process.

honcho starts, prefixes the output and stops. It alone would leave orphans after a kill -9, so every process asks the
kernel (Linux) for a signal when its parent dies: this process, honcho's runner, and the program, as a chain.
"""

import ctypes
import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from honcho import process
from honcho.manager import Manager
from honcho.printer import Printer

PR_SET_PDEATHSIG = 1


def die_with_parent(sig: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sig, 0, 0, 0)


def _tied(*args, **kwargs) -> process.Popen:
    return process.Popen(*args, preexec_fn=lambda: die_with_parent(signal.SIGTERM), **kwargs)


class TiedProcess(process.Process):
    """honcho's runner of one program, tied to the supervisor, and the program tied to it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._parent = os.getpid()
        self._child_ctor = _tied

    def run(self, events=None, ignore_signals=False):
        die_with_parent(signal.SIGKILL)
        if os.getppid() == self._parent:  # else the supervisor died before the tie was made
            super().run(events, ignore_signals)


class Supervisor(Manager):
    """honcho's manager, which tells when everything has been started and may be stopped at any moment."""

    def __init__(self, *, when_started: Callable[[], None]) -> None:
        super().__init__(Printer(sys.stdout))
        self._process_ctor = TiedProcess
        self._when_started = when_started
        self._stop_when_started = False

    def add(self, name: str, words: Sequence[str], env: Mapping[str, str]) -> None:
        self.add_process(name, "exec " + shlex.join(words), env=dict(env))

    def _start(self) -> None:
        super()._start()
        # only now may there be threads: a fork copies their locks, but not the threads that would open them
        threading.Thread(target=self._when_started, daemon=True).start()

    def terminate(self) -> None:
        """Stop everything; what has not told its process id yet is stopped as soon as it has."""
        if super()._all_started():
            super().terminate()
        else:
            self._stop_when_started = True

    def _all_started(self) -> bool:
        started = super()._all_started()
        if started and self._stop_when_started:
            self._stop_when_started = False
            super().terminate()
        return started

    @property
    def was_asked_to_stop(self) -> bool:
        """True after Ctrl-C or SIGTERM; False when one of the programs ended by itself."""
        return self.returncode in (130, 143)
