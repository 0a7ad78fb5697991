"""REST lists and pages against a bare WSGI program on the same table: processor time of a request, portal and database.

Signing in is left out on both sides, as everywhere in these bars: a request carries its user. Contenders take turns, so
that a busy machine slows all of them alike; the median of the rounds counts.
"""

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils.module_loading import import_string

ROUNDS, REQUESTS = 7, 60
TICK = os.sysconf("SC_CLK_TCK")
FLOOR = """
    SELECT json_build_object('results', json_agg(row_to_json(line)))::text FROM (
        SELECT p.year || 'Q' || p.quarter AS period, r.version AS run, r.status, t.code AS township, s.tier,
               s.base::text, s.deductions::text, s.bonus::text, s.total::text, s.tier_rank, s.rank, s.grade, s.light,
               s.is_missing
        FROM assessments_score s JOIN assessments_scorerun r ON r.id = s.run_id
        JOIN assessments_period p ON p.id = r.period_id JOIN townships_township t ON t.id = s.township_id
        WHERE r.status = 'published' AND p.year = 2014 AND p.quarter = 2
        ORDER BY s.rank, t."order" LIMIT %s
    ) AS line
"""

App = Callable[[dict, Callable], list[bytes]]


def bare_wsgi(rows: int) -> App:
    """The least a program can do: one statement whose answer is the body."""

    def app(environ: dict, start_response: Callable) -> list[bytes]:
        with connection.cursor() as cursor:
            cursor.execute(FLOOR, [rows])
            body = cursor.fetchone()[0].encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return app


class Signed:
    """Gives every request its user, in place of session and token."""

    user = None

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request):
        request.user = request._cached_user = self.user
        request._force_auth_user = self.user
        return self.get_response(request)


def environ(path: str, query: str = "") -> dict:
    """A request as a server hands it on."""
    import io

    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }


def answer(app: App, asked: dict) -> tuple[str, bytes]:
    """Status and body of one request."""
    status: list[str] = []
    body = app(dict(asked), lambda line, _headers, *_rest: status.append(line))
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    return status[0], content


def database_seconds(pid: int) -> float:
    """Processor time of the database process that serves this connection."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def compare(contenders: dict[str, tuple[App, dict]]) -> dict[str, float]:
    """Median processor milliseconds of a request for each contender."""
    connection.close()
    connection.settings_dict |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}  # one process answers throughout
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    spent: dict[str, list[float]] = {name: [] for name in contenders}
    for app, asked in contenders.values():
        for _ in range(10):
            assert answer(app, asked)[0].startswith("200"), answer(app, asked)
    for _ in range(ROUNDS):
        for name, (app, asked) in contenders.items():
            gc.collect()
            own, database = time.process_time(), database_seconds(pid)
            for _ in range(REQUESTS):
                answer(app, asked)
            took = time.process_time() - own + database_seconds(pid) - database
            spent[name].append(1000 * took / REQUESTS)
    return {name: statistics.median(rounds) for name, rounds in spent.items()}


def portal(user) -> App:
    """The product as it is served, with every middleware but for signing in."""
    Signed.user = user
    signing_in = "django.contrib.auth.middleware.AuthenticationMiddleware"
    stack = [name for name in settings.MIDDLEWARE if "axes" not in name]
    settings.MIDDLEWARE = ["tests.bench.web.Signed" if name == signing_in else name for name in stack]
    for name in settings.MIDDLEWARE:
        import_string(name)
    return WSGIHandler()


def same_numbers(product: bytes, floor: bytes) -> bool:
    """Both answer with the same rows."""
    return json.loads(product)["results"] == json.loads(floor)["results"]
