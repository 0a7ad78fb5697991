"""The embedded Redis, on a socket only its owner can open: database 0 for the cache, 1 for the broker."""

import contextlib
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .binaries import EmbeddedError, redis_server
from .server import START_SECONDS, Server, short


class Redis(Server):
    """One Redis on a socket: database 0 for the cache, 1 for the broker."""

    @property
    def socket(self) -> Path:
        return short(self.home / "redis.sock")

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=1"

    def pid(self) -> int | None:
        try:
            pid = int((self.home / "redis.pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if b"redis" in command or b"valkey" in command else None

    def start(self) -> str:
        with self._lock():
            if self.pid() is None or not self._answers():
                self._launch()
        return self.url

    def stop(self) -> None:
        self._stop(signal.SIGTERM)

    def remove(self) -> None:
        """Remove the stopped server's data."""
        for path in (self.home / "appendonly.aof", self.home / "dump.rdb", self.socket, *self.home.glob("redis.*")):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.home / "appendonlydir", ignore_errors=True)

    def _answers(self) -> bool:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        client = redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0), socket_timeout=5)
        with contextlib.closing(client), contextlib.suppress(redis.RedisError, OSError):
            return bool(client.ping())
        return False

    def _launch(self) -> None:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "save": "" if self.fast else "60 1",
            "appendonly": "no" if self.fast else "yes",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "pidfile": str(self.home / "redis.pid"),
            "logfile": str(self.home / "redis.log"),
        }
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        process = subprocess.Popen(
            [redis_server(), *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            if self._answers():
                return
            time.sleep(0.02)
        said = (self.home / "redis.log").read_text(errors="replace")[-1500:]
        raise EmbeddedError(f"Redis did not start:\n{said}")
