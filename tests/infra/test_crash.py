"""The server is killed between any two keystrokes and in the middle of a submission: what it acknowledged is there."""

import contextlib
import datetime as dt
import http.client
import json
import random
import socket
import subprocess
import threading
import time
from urllib.parse import urlencode

import pytest
from django.test import Client

from assessments.models import Report, ReportStep
from assessments.services.reports import take_step
from talentportal.core.models import AuditEntry
from tests import make
from tests.infra.processes import manage
from tests.worker import environment

KILLS, TOKEN = 6, "t" * 32


class Server:
    """The portal's own server as a process on the test database."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> None:
        self.process = subprocess.Popen(manage("serve", f"--listen=127.0.0.1:{self.port}"), env=environment())
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                return
            time.sleep(0.05)
        pytest.fail("the server did not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def post(self, path: str, body: str, kind: str, session: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Content-Type": kind, "X-CSRFToken": TOKEN, "Accept": "application/json"}
        headers["Cookie"] = f"csrftoken={TOKEN}; sessionid={session}"
        connection.request("POST", path, body.encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


@pytest.fixture
def server(transactional_db):
    made = Server()
    yield made
    with contextlib.suppress(AttributeError):
        made.kill()


@pytest.fixture
def report(transactional_db):
    values = {"A2": 0, "F1": 0, "F2": 0, "G1": 0}
    made = make.filled_report(make.period(2014, 3), make.township(code="SN"), values=values)
    Report.objects.filter(pk=made.pk).update(reopened_until=dt.date(2099, 1, 1))
    return made


def session_of(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def test_every_acknowledged_keystroke_is_there_after_a_kill(server, report):
    session = session_of(make.staff(report.township)["clerk"])
    path, chance, typed = f"/reports/2014Q3/{report.township.code}/sections/T/autosave/", random.Random(17), 0  # noqa: S311
    for _kill in range(KILLS):
        server.start()
        said: dict[str, int] = {"sent": typed, "kept": typed}
        base = Report.objects.get(pk=report.pk).plans

        def type_on(base=base, said=said):
            with contextlib.suppress(OSError, http.client.HTTPException):
                while True:
                    said["sent"] += 1
                    text = f"第{said['sent']}次按键"
                    body = json.dumps({"typed": {"plans": text}, "base": {"plans": base}})
                    status, answer = server.post(path, body, "application/json", session)
                    assert status == 200, answer
                    base, said["kept"] = text, said["sent"]

        official = threading.Thread(target=type_on)
        official.start()
        time.sleep(0.5 + chance.random())
        server.kill()
        official.join(30)
        assert said["kept"] > typed, "nothing was acknowledged before the kill"
        stored = Report.objects.get(pk=report.pk).plans
        assert stored in {f"第{n}次按键" for n in (said["kept"], said["sent"])}
        typed = said["sent"]


def test_a_submission_is_whole_or_has_not_happened(server, report):
    people, mine = make.staff(report.township), Report.objects.filter(pk=report.pk)
    take_step("ready", mine, by=people["deputy"], at=make.AT, is_truthful=True)
    session, chance = session_of(people["secretary"]), random.Random(18)  # noqa: S311
    path = f"/reports/2014Q3/{report.township.code}/steps/submit/"
    answers: list[int] = []

    def submit():
        with contextlib.suppress(OSError, http.client.HTTPException):
            form = "application/x-www-form-urlencoded"
            answers.append(server.post(path, urlencode({"is_truthful": "on"}), form, session)[0])

    for _kill in range(KILLS):
        server.start()
        official = threading.Thread(target=submit)
        official.start()
        time.sleep(chance.random() / 2)
        server.kill()
        official.join(30)
        if submitted(report, answers):
            break
    else:
        server.start()
        submit()
        assert submitted(report, answers)
        assert answers[-1] == 302


def submitted(report, answers) -> bool:
    """State, step, signature and log stand together, or none of them does; what was acknowledged stands."""
    now = Report.objects.get(pk=report.pk)
    steps = ReportStep.objects.filter(report=report, step="submit").count()
    logged = AuditEntry.objects.filter(object_id=str(report.pk), detail__step="submit").count()
    is_done = now.state == "submitted"
    assert now.state in ("ready", "submitted")
    assert (steps, logged, now.signed_by is not None) == ((1, 1, True) if is_done else (0, 0, False))
    assert is_done or 302 not in answers
    return is_done
