"""REST lists and pages against a bare WSGI program on the same table: processor time of a request, portal and database.

Signing in is left out on both sides, as everywhere in these bars: a request carries its user. Contenders take turns, so
that a busy machine slows all of them alike; the median of the rounds counts.
"""

import gc
import io
import json
import statistics
import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils.module_loading import import_string

from .probe import backend, database_seconds

ROUNDS, ROUND_SECONDS = 9, 0.25
FROM = """
    FROM assessments_score s JOIN assessments_scorerun r ON r.id = s.run_id
    JOIN assessments_period p ON p.id = r.period_id JOIN townships_township t ON t.id = s.township_id
    WHERE r.status = 'published' AND p.year = 2014 AND p.quarter = 2
    ORDER BY s.rank, t."order" LIMIT %s
"""
# Two ways to have PostgreSQL write the body: the first is cheaper for few rows, the second for many.
BY_ROW = """
    SELECT json_build_object('results', json_agg(row_to_json(line)))::text FROM (
        SELECT p.year || 'Q' || p.quarter AS period, r.version AS run, r.status, t.code AS township, s.tier,
               s.base::text, s.deductions::text, s.bonus::text, s.total::text, s.tier_rank, s.rank, s.grade, s.light,
               s.is_missing FROM) AS line
""".replace("FROM)", f"{FROM})")
BY_TEXT = """
    SELECT '{"results":[' || string_agg(line, ',') || ']}' FROM (
        SELECT '{"period":"' || p.year || 'Q' || p.quarter || '","run":' || r.version || ',"status":"' || r.status
            || '","township":' || to_json(t.code) || ',"tier":"' || s.tier || '","base":"' || s.base
            || '","deductions":"' || s.deductions || '","bonus":"' || s.bonus || '","total":"' || s.total
            || '","tier_rank":' || s.tier_rank || ',"rank":' || s.rank || ',"grade":"' || s.grade
            || '","light":"' || s.light || '","is_missing":' || s.is_missing || '}' AS line FROM) AS lines
""".replace("FROM)", f"{FROM})")

App = Callable[[dict, Callable], list[bytes]]


def bare_wsgi(statement: str, rows: int) -> App:
    """The least a program can do: one statement whose answer is the body."""

    def app(environ: dict, start_response: Callable) -> list[bytes]:
        with connection.cursor() as cursor:
            cursor.execute(statement, [rows])
            body = cursor.fetchone()[0].encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return app


def bare_prepared(statement: str, rows: int) -> App:
    """The same with its statement planned once for the connection."""
    ready: list = []

    def app(environ: dict, start_response: Callable) -> list[bytes]:
        with connection.cursor() as cursor:
            if connection.connection not in ready:
                cursor.execute(f"PREPARE bare AS {statement}", [rows])
                ready.append(connection.connection)
            cursor.execute("EXECUTE bare")
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
        for kept in [name for name in vars(self.user) if name.startswith("_") and name != "_state"]:
            delattr(self.user, kept)  # as if it had just been read
        request.user = request._cached_user = self.user
        request._force_auth_user = self.user
        return self.get_response(request)


def environ(path: str, query: str = "") -> dict:
    """A request as a server hands it on; the browser of somebody signed in holds the cookie of its forms."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": f"csrftoken={'a1' * 16}",
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


def compare(contenders: dict[str, tuple[App, dict]]) -> dict[str, float]:
    """Median processor milliseconds of a request for each contender."""
    connection.close()
    connection.settings_dict |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}  # one process answers throughout
    pid = backend()
    spent: dict[str, list[float]] = {name: [] for name in contenders}
    times = {name: warmed(app, asked) for name, (app, asked) in contenders.items()}
    for _ in range(ROUNDS):
        for name, (app, asked) in contenders.items():
            gc.collect()
            own, database = time.process_time(), database_seconds(pid)
            for _ in range(times[name]):
                answer(app, asked)
            took = time.process_time() - own + database_seconds(pid) - database
            spent[name].append(1000 * took / times[name])
    return {name: statistics.median(rounds) for name, rounds in spent.items()}


def warmed(app: App, asked: dict) -> int:
    """Ask some times unmeasured; how many requests then fill a round."""
    started, warming = time.perf_counter(), 10
    for _ in range(warming):
        status, body = answer(app, asked)
        if not status.startswith("200"):
            raise AssertionError(f"{status}: {body[:500]!r}")
    return max(5, int(ROUND_SECONDS * warming / (time.perf_counter() - started)))


def portal(user) -> App:
    """The product as it is served, with every middleware but for signing in."""
    Signed.user = user
    signing_in = "django.contrib.auth.middleware.AuthenticationMiddleware"
    stack = [name for name in settings.MIDDLEWARE if "axes" not in name]
    settings.MIDDLEWARE = ["tests.bench.web.Signed" if name == signing_in else name for name in stack]
    for name in settings.MIDDLEWARE:
        import_string(name)
    return WSGIHandler()


def results(app: App, asked: dict) -> list:
    """The rows of a list, to see that all contenders answer with the same."""
    found = json.loads(answer(app, asked)[1])
    return found["results"] if isinstance(found, dict) else found
