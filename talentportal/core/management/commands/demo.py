"""`manage.py demo`: everything on this machine, from an empty directory to a portal with data, and down again.

The demo's clock stands at the first working day after the third quarter of 2014, or one minute after the last thing
that happened in an earlier run, so that time never runs backwards for the data.
"""

import contextlib
import datetime as dt
import fcntl
import os
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connections
from django.db.models import Max
from django.utils import timezone

from talentportal.core.models import AuditEntry, Job

SCENARIO_START = dt.datetime(2014, 10, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
READY_SECONDS = 120


class Command(BaseCommand):
    help = "Start database, broker, demo data, web server, worker and scheduler; Ctrl-C stops them all."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="port of the web server (default %(default)s)")
        parser.add_argument("--var", type=Path, help="directory of the data (default: var/ in the project)")
        parser.add_argument("--reset", action="store_true", help="remove the data of earlier runs first")
        parser.add_argument("--once", action="store_true", help="stop again as soon as everything has answered")

    def handle(self, *, port, var, reset, once, **options):
        self.began = time.monotonic()
        if var and var.resolve() != settings.VAR.resolve():
            self._restart_with(var.resolve())
        _check_port(port)
        with _only_one(settings.VAR), contextlib.ExitStack() as at_the_end:
            try:
                self._start_servers(reset, at_the_end)
                self._fill_database()
                self._run(port, once)
            except KeyboardInterrupt:
                self.stdout.write("stopped")
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # the rest takes a second and must not be cut short

    def _restart_with(self, var: Path) -> None:
        os.environ["TALENTPORTAL_VAR"] = str(var)
        for name in _embedded():
            del os.environ[name]  # the addresses below the old directory
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - this very command again

    def _say(self, text: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:6.1f} s  {text}")
        self.stdout.flush()

    def _start_servers(self, reset: bool, at_the_end: contextlib.ExitStack) -> None:
        wanted = _embedded()
        if reset and "DATABASE_URL" not in wanted:
            raise CommandError("RESET removes embedded data only; DATABASE_URL names an outside database.")
        if not wanted:
            self._say("using the database and the broker of the environment")
            return
        from talentportal import embedded

        kinds = {"DATABASE_URL": embedded.Postgres, "REDIS_URL": embedded.Redis}
        servers = [kinds[name](settings.VAR) for name in wanted]
        if reset:
            for server in servers:
                server.stop()
                server.remove()
            _remove_rest(settings.VAR)
        embedded.watch(settings.VAR, remove=False)
        try:
            for server in servers:
                at_the_end.callback(server.stop)
                server.start()
        except embedded.EmbeddedError as error:
            raise CommandError(str(error)) from error
        self._say("database and broker are up")

    def _fill_database(self) -> None:
        _set_clock(SCENARIO_START)
        call_command("migrate", verbosity=0)
        self._say("tables are up to date")
        if not get_user_model().objects.exists() and "load_demo" in get_commands():
            call_command("load_demo", verbosity=0)
            self._say("demo data is loaded")
        _set_clock(max(SCENARIO_START, *_last_moments()))
        connections.close_all()

    def _run(self, port: int, once: bool) -> None:
        from talentportal.supervisor import Supervisor

        python, manage = sys.executable, str(settings.BASE_DIR / "manage.py")
        celery = [python, "-W", "ignore:You're running the worker", "-m", "celery", "-A", "talentportal", "-q"]
        schedule = str(settings.VAR / "celerybeat-schedule")
        ready = threading.Event()
        supervisor = Supervisor(when_started=lambda: self._announce(supervisor, port, once, ready))
        for name, words in {
            "web": [python, manage, "serve", f"--listen=127.0.0.1:{port}"],
            "worker": [*celery, "worker", "-c", "2", "-l", "WARNING", "--without-gossip", "--without-mingle"],
            "beat": [*celery, "beat", "-l", "WARNING", "-s", schedule],
        }.items():
            supervisor.add(name, words, {**os.environ, "PYTHONUNBUFFERED": "1"})
        supervisor.loop()
        self._say("web, worker and scheduler have stopped")
        if not (supervisor.was_asked_to_stop or (once and ready.is_set())):
            raise CommandError("One of the programs ended by itself; its last lines above say why.")

    def _announce(self, supervisor, port: int, once: bool, ready: threading.Event) -> None:
        address = f"http://127.0.0.1:{port}/"
        if not (_until(lambda: _web_answers(address)) and _until(_worker_answers)):
            self._say(f"no answer after {READY_SECONDS} s, stopping")
            supervisor.terminate()
            return
        ready.set()
        self._say(f"ready: {address}")
        for line in _account_lines():
            self.stdout.write(line)
        self.stdout.write("Ctrl-C stops everything; the data stays.")
        self.stdout.flush()
        if once:
            supervisor.terminate()


def _embedded() -> list[str]:
    """Which of the two addresses were made up by the settings, because the environment named none."""
    return [name for name in ("DATABASE_URL", "REDIS_URL") if name in settings.EMBEDDED]


def _check_port(port: int) -> None:
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CommandError(f"Port {port} is not open to you. Choose another: make demo PORT=8000") from None
        except OSError:
            raise CommandError(f"Port {port} is taken. Choose another: make demo PORT={port + 1}") from None


@contextlib.contextmanager
def _only_one(var: Path):
    var.mkdir(parents=True, exist_ok=True)
    with (var / ".demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"A demo is running on {var} already; stop it first, or use --var.") from None
        yield


def _remove_rest(var: Path) -> None:
    shutil.rmtree(var / "media", ignore_errors=True)
    for path in var.glob("celerybeat-schedule*"):
        path.unlink()


def _set_clock(moment: dt.datetime) -> None:
    """From now on the portal's clock shows this moment, in this process and in those it starts."""
    settings.CLOCK_OFFSET = int((moment - timezone.now()).total_seconds())  # noqa: TID251 - real time is meant
    os.environ["TALENTPORTAL_CLOCK_OFFSET"] = str(settings.CLOCK_OFFSET)


def _last_moments() -> list[dt.datetime]:
    last = AuditEntry.objects.aggregate(last=Max("at"))["last"], Job.objects.aggregate(last=Max("requested_at"))["last"]
    return [moment + dt.timedelta(minutes=1) for moment in last if moment] or [SCENARIO_START]


def _until(answers) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if answers():
            return True
        time.sleep(0.1)
    return False


def _web_answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}healthz", timeout=5) as response:  # noqa: S310 - our own address
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _worker_answers() -> bool:
    from talentportal.celery import app

    return bool(app.control.ping(timeout=0.5, limit=1))


def _account_lines() -> list[str]:
    if not find_spec("talentportal.demo"):
        return []
    rows = import_module("talentportal.demo.accounts").accounts()
    width = max(len(username) for _, username, _ in rows)
    return ["", *(f"  {username:<{width}}  {password}  {role}" for role, username, password in rows), ""]
