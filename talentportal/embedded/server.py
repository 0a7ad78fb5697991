"""What both servers share: a home directory, a lock, a way to stop, and which user they run as."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .binaries import EmbeddedError

SOCKET_PATH_LIMIT = 100  # the kernel's limit is 107 bytes
START_SECONDS = 30


def demotion() -> dict[str, Any]:
    """Popen keywords that give up root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise EmbeddedError("PostgreSQL does not run as root and there is no user `nobody`; start as an ordinary user.")


def short(path: Path) -> Path:
    """The path itself, or a short stand-in below the temporary directory when a socket would not fit."""
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
        return path
    return Path(tempfile.gettempdir()) / f"talentportal-{digest(path)}"


def digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def may_enter(directory: Path, user: int) -> bool:
    try:
        status = directory.stat()
    except FileNotFoundError:
        return True  # made later, by us
    return bool(status.st_mode & (0o100 if status.st_uid == user else 0o001))


def alive(pid: int) -> bool:
    """True while the process runs; a dead child of ours is reaped on the way, a zombie counts as dead."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Server(ABC):
    """What both servers share: a home directory, a lock, a way to wait."""

    def __init__(self, home: Path, *, fast: bool = False) -> None:
        self.home = Path(home).resolve()
        self.fast = fast  # for tests: no durability, everything else real

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @abstractmethod
    def pid(self) -> int | None:
        """The running server's process."""

    def _stop(self, sig: int) -> None:
        pid = self.pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sig)
        deadline = time.monotonic() + START_SECONDS
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.02)
