"""Mails and robots against servers that really listen: one mail a person, in his language, once, and tried again."""

import base64
import datetime as dt
import email
import email.policy
import hashlib
import hmac
import json
import socketserver
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assessments.models import Report
from assessments.services.reports import take_step
from talentportal.core.models.notices import Delivery
from talentportal.core.services.deliveries import ATTEMPTS, deliver_waiting
from talentportal.core.services.notices import choose
from tests import make

OWN = {"A2": 0, "F1": 0, "F2": 0, "G1": 0}
MORNING = make.moment(dt.date(2014, 10, 9), 9)


class Postbox(socketserver.ThreadingTCPServer):
    """A mail server of the least that RFC 5321 asks for; `refuses` makes it answer 451 to the next letters."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        self.letters, self.refuses = [], 0
        super().__init__(("127.0.0.1", 0), Talk)


class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        box = self.server
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper().split()[0]
            if verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(text[1:] if text.startswith(b"..") else text)
                if box.refuses:
                    box.refuses -= 1
                    self.say("451 later")
                    continue
                box.letters.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
            if verb == "QUIT":
                self.say("221 bye")
                return
            self.say("250 ok")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Robot(HTTPServer):
    """A web-hook; `answer` is what it says to every message."""

    def __init__(self):
        self.heard, self.answer = [], {"errcode": 0}
        super().__init__(("127.0.0.1", 0), Hook)


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.path, body))
        said = json.dumps(self.server.answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_args):
        """Silent."""


def listening(server):
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def postbox(settings):
    for box in listening(Postbox()):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.PORTAL_URL = "https://rencai.example.org"
        yield box


@pytest.fixture
def robot(settings):
    yield from listening(Robot())


def deliver(at=MORNING):
    return deliver_waiting(at=at)


def test_one_mail_a_morning_with_all_that_waits_in_the_readers_language(people, period, unit, sweep, postbox):
    choose(people["clerk"], email="daily", muted=[], language="en")
    make.report(make.period(2014, 2), unit)
    Report.objects.filter(period__quarter=2).update(state="returned", reopened_until=dt.date(2014, 10, 10))
    sweep(9, 0)
    assert deliver(make.moment(dt.date(2014, 10, 9), 8)) == 0
    assert deliver() == 3
    (letter,) = postbox.letters
    text = letter.get_content()
    assert letter["To"] == "clerk@example.org"
    assert "3 things wait for you" in letter["Subject"]
    assert "Sample Subdistrict: the report of 2014 Q3 is due on 10 Oct." in text
    assert f"https://rencai.example.org/reports/2014Q3/{unit.code}/" in text
    assert deliver() == 0
    assert len(postbox.letters) == 1


def test_in_chinese_where_nothing_was_chosen(report, sweep, postbox):
    sweep(9, 0)
    deliver()
    assert "示例街道" in str(postbox.letters[0]["Subject"])
    assert "截止" in postbox.letters[0].get_content()


def test_nothing_goes_for_a_report_that_was_submitted_meanwhile(people, period, unit, sweep, postbox):
    report = make.filled_report(period, unit, values=OWN)
    rows = Report.objects.filter(pk=report.pk)
    sweep(9, 0)
    at = make.moment(dt.date(2014, 10, 9), 8)
    take_step("ready", rows, by=people["deputy"], at=at, is_truthful=True)
    take_step("submit", rows, by=people["secretary"], at=at, is_truthful=True)
    deliver()
    deliver(make.moment(dt.date(2014, 10, 10), 9))
    assert [letter["To"] for letter in postbox.letters] == ["reviewer@example.org"]


def test_a_mail_server_that_is_busy_or_gone_is_asked_again_until_it_is_given_up(report, sweep, postbox, settings):
    sweep(9, 0)
    postbox.refuses = 1
    assert deliver() == 0
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.due_at > MORNING
    assert deliver() == 0  # not before its time
    assert deliver(row.due_at) == 1
    Delivery.objects.update(state="waiting", attempts=0)
    settings.EMAIL_PORT = 1  # nobody listens there
    for _ in range(ATTEMPTS):
        row.refresh_from_db()
        deliver(row.due_at)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == ("failed", ATTEMPTS, "ConnectionRefusedError")


def test_the_robot_says_it_once_for_the_group_and_signs(people, report, sweep, robot, settings):
    people["clerk"].phone = "13800000000"
    people["clerk"].save()
    url = f"http://127.0.0.1:{robot.server_port}/robot/send?access_token=t"
    settings.NOTICE_ROBOT = {"url": url, "secret": "SECdemo", "kind": "dingtalk"}
    sweep(9)
    deliver()
    ((path, body),) = robot.heard
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
    told = hmac.new(b"SECdemo", f"{query['timestamp']}\nSECdemo".encode(), hashlib.sha256).digest()
    assert base64.b64decode(query["sign"]) == told
    assert "示例街道" in body["text"]["content"]
    assert body["at"]["atMobiles"] == ["13800000000"]
    deliver(make.moment(dt.date(2014, 10, 9), 12))
    assert len(robot.heard) == 1


def test_wecom_gets_its_own_shape_and_a_refusal_is_no_success(people, report, sweep, robot, settings):
    settings.NOTICE_ROBOT = {"url": f"http://127.0.0.1:{robot.server_port}/", "secret": "", "kind": "wecom"}
    robot.answer = {"errcode": 45009}
    sweep(9)
    deliver()
    row = Delivery.objects.get(channel="robot")
    assert (row.state, row.error) == ("waiting", "RobotRefused")
    robot.answer = {"errcode": 0}
    deliver(row.due_at)
    assert robot.heard[-1][1]["text"]["mentioned_mobile_list"] == []
    assert Delivery.objects.get(channel="robot").state == "sent"


def test_what_one_message_does_not_take_goes_in_the_next(people, period, unit, sweep, robot, settings):
    settings.NOTICE_ROBOT = {"url": f"http://127.0.0.1:{robot.server_port}/", "secret": "", "kind": "wecom"}
    units = [make.township(name_zh=f"名称相当长的示例街道第{n:02}号") for n in range(26)]
    for place in units:
        make.staff(place)
        make.report(period, place)
    sweep(9)
    assert deliver() >= 26
    texts = [body["text"]["content"] for _path, body in robot.heard]
    assert len(texts) > 1
    assert all(len(text.encode()) <= 2000 for text in texts)
    assert all(sum(f"第{n:02}号" in text for text in texts) == 1 for n in range(26))
    assert not Delivery.objects.filter(channel="robot", state="waiting").exists()
