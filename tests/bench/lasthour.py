"""The last hour before the reports are due: five hundred units fill, check, sign and submit, all at real processes.

Web server, worker and scheduler run as in production beside a real database and Redis; passwords are hashed as in
production. The hour is pressed into as few minutes as the machine allows: everybody works without a pause, so many at a
time, and nobody waits for anybody. Afterwards every acknowledged answer is looked for in the tables.
"""

import datetime as dt
import json
import os
import queue
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

from assessments.models import Period, Report, ReportStep
from assessments.services.periods import create_reports
from talentportal.core.models import AuditEntry
from tests import make
from townships.models import Role, Township, TownshipName, TownshipTier, User

from .databases import _on, _use
from .official import Answer, Official
from .table import Row, at_most

UNITS, AT_A_TIME = 500, 40
PASSWORD = make.PASSWORD
LAST_HOUR = make.moment(dt.date(2014, 10, 10), 23)
READY_SECONDS = 60
Times = list[tuple[str, float, int]]


def rows(units: int = UNITS) -> Iterator[Row]:
    with database(units) as period:
        times: Times = []
        with portal() as port:
            started = time.perf_counter()
            troubles = everybody(port, times, units)
            took = time.perf_counter() - started
        lost = lost_rows(period, units)
        for trouble in (troubles + lost)[:10]:
            print(trouble, file=sys.stderr)  # noqa: T201 - why a bar was missed
    yield at_most("L1", f"{units} units submit", "no error", "0", f"{len(troubles)}", float(len(troubles)), 0)
    yield at_most("L2", "acknowledged and not in the tables", "nothing lost", "0", f"{len(lost)}", float(len(lost)), 0)
    spent = sorted(seconds for _what, seconds, _status in times)
    told = f"{len(times)} requests in {took:.0f} s, median {statistics.median(spent):.3f} s"
    p95 = spent[int(len(spent) * 0.95)]
    yield at_most("L3", "an hour's work takes", "the hour", "3600 s", told, took / 3600, 1)
    yield at_most("L4", f"95 % answered, {AT_A_TIME} at a time", "3 s", "3 s", f"{p95:.2f} s", p95 / 3, 1)


# --- who is there ---


@contextmanager
def database(units: int) -> Iterator[Period]:
    home = connection.settings_dict["NAME"]
    _on(home, f'CREATE DATABASE "bench_hour" TEMPLATE "{home}"')
    try:
        _use("bench_hour")
        yield _units(units)
    finally:
        _on(home, 'DROP DATABASE "bench_hour" WITH (FORCE)')


def _units(how_many: int) -> Period:
    """Units with three people each, and an open quarter; everything else is theirs to enter."""
    district = make.district()
    units = Township.objects.bulk_create(
        Township(district=district, code=f"U{n:04}", kind=Township.Kind.TOWN, order=n, opened_on=make.EARLY)
        for n in range(how_many)
    )
    names = ({"township": unit, "name_zh": f"示例{unit.order}镇", "name_en": f"Sample {unit.order}"} for unit in units)
    TownshipName.objects.bulk_create(TownshipName(**name, starts_on=make.EARLY) for name in names)
    TownshipTier.objects.bulk_create(TownshipTier(township=u, tier="medium", starts_on=make.EARLY) for u in units)
    hashed = Argon2PasswordHasher().encode(PASSWORD, "a-salt-for-all-of-them")
    User.objects.bulk_create(
        User(username=f"{role}-{unit.code}", name=f"演示{unit.order}", role=role, township=unit, password=hashed)
        for unit in units
        for role in (Role.CLERK, Role.DEPUTY, Role.SECRETARY)
    )
    period = make.period(2014, 3)
    create_reports(period)
    return period


# --- the portal ---


@contextmanager
def portal() -> Iterator[int]:
    """Web server, worker and scheduler as they run in production, with their clock in the last hour."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    offset = int((LAST_HOUR - dt.datetime.now(dt.UTC)).total_seconds())
    with tempfile.TemporaryDirectory() as var:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "talentportal.settings",
            "DATABASE_URL": os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/bench_hour",
            "TALENTPORTAL_VAR": var,
            "TALENTPORTAL_LOCAL": "1",
            "TALENTPORTAL_CLOCK_OFFSET": str(offset),
        }
        celery = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "talentportal", "-q"]
        programs = (
            [sys.executable, "manage.py", "serve", f"--listen=127.0.0.1:{port}"],
            [*celery, "worker", "-c", "1", "-l", "ERROR", "--without-gossip", "--without-mingle"],
            [*celery, "beat", "-l", "ERROR", "-s", str(Path(var) / "schedule")],
        )
        running = [subprocess.Popen(words, cwd=settings.BASE_DIR, env=env) for words in programs]
        try:
            _wait(port)
            yield port
        finally:
            for process in running:
                process.send_signal(signal.SIGTERM)
            for process in running:
                process.wait(timeout=30)


def _wait(port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            if Official("127.0.0.1", port, []).get("/healthz", what="").status == 200:
                return
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


# --- what they do ---


def everybody(port: int, times: Times, units: int) -> list[str]:
    """All units, so many at a time; what went wrong, in words."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for n in range(units):
        waiting.put(f"U{n:04}")
    troubles: list[str] = []

    def work() -> None:
        while True:
            try:
                code = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                one_unit(port, code, times)
            except Exception as error:
                troubles.append(f"{code}: {type(error).__name__}: {error}")

    threads = [threading.Thread(target=work) for _ in range(AT_A_TIME)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = Counter(f"{what}: {status}" for what, _seconds, status in times if status >= 400)
    return troubles + [f"{n} times {what}" for what, n in wrong.items()]


def one_unit(port: int, code: str, times: Times) -> None:
    """The clerk fills every section, the deputy checks, the secretary signs."""
    home = f"/reports/2014Q3/{code}/"
    clerk = _signed_in(port, "clerk", code, times)
    overview = clerk.get(home, what="list of sections")
    for path in sorted({link for link in overview.links if link.startswith(f"{home}sections/") and "#" not in link}):
        page = clerk.get(path, what="section")
        form = page.form(field="version")
        kept: dict[str, str] = {}
        if path.endswith("/T/"):  # the browser sends each field as it is typed, long before the section is saved
            token = dict(form.filled({}))["csrfmiddlewaretoken"]
            typed = {"problems": _problem(code)}
            said = clerk.type(f"{path}autosave/", token, typed, {"problems": ""}, what="autosave")
            if said.status != 200:
                raise LookupError(f"autosave answered {said.status}")
            kept = {"version": str(json.loads(said.body)["version"])}
        _moved(clerk.post(path, form.filled({**_typed(path, code), **kept}), what="save a section"), path)
    clerk.leave()
    for role, step in (("deputy", "ready"), ("secretary", "submit")):
        person = _signed_in(port, role, code, times)
        form = person.get(f"{home}check/", what="check").form(action=f"steps/{step}/")
        _moved(person.post(form.action, form.filled({"is_truthful": "on"}), what=step), f"{home}{step}")
        person.leave()


TYPED = {  # what a unit fills in where nothing is answered yet
    "H": {"contact_name": "演示甲", "contact_phone": "0574-0000-0000"},
    "M": {"has_nothing": "on"},
}


def _typed(path: str, code: str) -> dict[str, str]:
    section = path.rstrip("/").rpartition("/")[2]
    told = {"highlights": _remark(code), "problems": _problem(code)}
    words = told if section == "T" else TYPED.get(section, {})
    return {**words, "is_complete": "yes"}


def _remark(code: str) -> str:
    return f"示例{code}：本季度走访企业，落实政策。"


def _problem(code: str) -> str:
    return f"示例{code}：宿舍不足。"


def _moved(answer: Answer, where: str) -> None:
    if answer.status != 302:
        raise LookupError(f"{where} answered {answer.status}")


def _signed_in(port: int, role: str, code: str, times: Times) -> Official:
    person = Official("127.0.0.1", port, times)
    person.sign_in(f"{role}-{code}", PASSWORD)
    return person


# --- what is there afterwards ---


def lost_rows(period: Period, units: int) -> list[str]:
    """Everything that was acknowledged, looked for in the tables: states, signatures, words, steps, the log."""
    lost = []
    for report in Report.objects.filter(period=period).select_related("township", "checked_by", "signed_by"):
        code = report.township.code
        if report.state != Report.State.SUBMITTED or (report.highlights, report.problems) != (
            _remark(code),
            _problem(code),
        ):
            lost.append(f"{code}: {report.state}, {report.highlights!r}")
        elif (report.checked_by.username, report.signed_by.username) != (f"deputy-{code}", f"secretary-{code}"):
            lost.append(f"{code}: signed by others")
        steps = list(ReportStep.objects.filter(report=report).order_by("pk").values_list("step", flat=True))
        if steps != ["ready", "submit"]:
            lost.append(f"{code}: steps {steps}")
    for action in ("assessments.check_report", "assessments.submit_report"):
        if (n := AuditEntry.objects.filter(action=action).count()) != units:
            lost.append(f"{n} entries of {action} in the log, not {units}")
    return lost
