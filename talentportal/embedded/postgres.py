"""The embedded PostgreSQL. As root it runs as another user, without opening any directory to that user."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .binaries import OUTSIDE, EmbeddedError, postgres_bin, runnable_by
from .server import START_SECONDS, Server, alive, demotion, digest, may_enter, short

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class Postgres(Server):
    """One PostgreSQL cluster with one database, reached by a socket only its owner can open."""

    database = "talentportal"
    user = "talentportal"

    @property
    def base(self) -> Path:
        """The home itself; as root in a closed home, which PostgreSQL's own user cannot enter, a place outside."""
        who = demotion()
        if not who or all(may_enter(step, who["user"]) for step in (self.home, *self.home.parents)):
            return self.home
        return OUTSIDE / f"talentportal-{digest(self.home)}"

    @property
    def data(self) -> Path:
        return self.base / "postgres"

    @property
    def sockets(self) -> Path:
        wanted = self.base / "s"
        return wanted if short(wanted / ".s.PGSQL.5432") == wanted / ".s.PGSQL.5432" else short(wanted)

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
        return pid if os.fsencode(self.data) in command and alive(pid) else None

    def start(self) -> str:
        """Start unless running. A server that was just killed may look alive for a moment, so look again and again."""
        with self._lock():
            deadline = time.monotonic() + START_SECONDS
            while not self._has_database(last=time.monotonic() > deadline):
                if self.pid() is None:
                    binaries = runnable_by(demotion(), postgres_bin())
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
        who = demotion()
        for path in (self.data, self.sockets):
            path.mkdir(parents=True, exist_ok=True)
            if who and path.parent == self.base != self.home:
                self.base.chmod(0o711)
            if who:
                os.chown(path, who["user"], who["group"])
            path.chmod(0o700)

    def _init(self, binaries: Path) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        command = [str(binaries / "initdb"), "-D", str(self.data), "-U", self.user]
        command += ["--auth=trust", "--encoding=UTF8"]
        command += ["--no-instructions", *(["--no-sync"] if self.fast else [])]
        # the same sorting everywhere, whatever the machine's locale; PostgreSQL 15 and 16 know it as a libc locale
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        for locale in (builtin, ["--locale=C.UTF-8"]):
            done = subprocess.run([*command, *locale], capture_output=True, cwd="/", env=ENVIRONMENT, **demotion())
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
                    cwd="/", env=ENVIRONMENT, start_new_session=True, **demotion(),
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
