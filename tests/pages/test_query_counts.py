"""How many queries each page and endpoint sends beyond sign-in is committed, and does not depend on the rows.

query_counts.json holds the number for every address that answers GET, for each kind of reader it opens to: the
office, a reviewer, a unit and a REST client. It is measured in a small district and in one about ten times as large.
When a number changes on purpose, write the file anew and look at the difference before committing it:

    UPDATE_QUERY_COUNTS=1 .venv/bin/pytest tests/pages/test_query_counts.py

Sign-in is the session and the account, or the token with its account. A list of the REST interface is one query;
where it needs two, "reasons" in the file says why.
"""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken

from talentportal.core import clock
from tests import make
from tests.own_cache import empty_own_cache
from tests.permissions.addresses import address, names
from tests.permissions.matrix import MATRIX, OPEN, PEOPLE, READERS, REPORT, Row
from townships.models import Role

from .growing import Growing

FILE = Path(__file__).with_name("query_counts.json")
TIMES = 10
SIGN_IN = 2  # queries at most: the session, or the token, and the account
SIGN_IN_TABLES = ('FROM "django_session"', 'FROM "knox_authtoken"')
KINDS = {
    "office": (Role.APPROVER, Role.ADMIN),
    "reviewer": (Role.REVIEWER,),
    "unit": (Role.DEPUTY, Role.SECRETARY),
    "client": (Role.API_CLIENT,),
}
QUERIES = {  # what else is asked of an address: a filter or a choice may send other statements
    "dashboard": ("?period=2014Q2", "?view=list"),
    "review-queue": ("?who=all",),
    "ranking": ("?tier=high",),
    "what-if": ("?w-B1=18&w-E1=6", "?w-B1=25", "?unit=nobody&cap=4"),
    "score-detail": ("?run=1",),
    "expert-list": ("?q=ys", "?level=municipal&state=active&o=0"),
    "platform-list": ("?q=示例", "?level=district&state=running"),
    "api-expert-list": ("?search=ys", "?level=municipal"),
    "api-report-list": ("?period=2014Q3",),
    "api-score-list": ("?period=2014Q2",),
}
MORE = (  # other sections and another quarter than those in the matrix
    Row("ranking", "GET", PEOPLE, needs=("published",)),
    *(Row("report-section", "GET", READERS, needs=REPORT, fixed=(("section", one),)) for one in "HBMCDEFGTS"),
)
LIMITS = {"ranking": 4, "dashboard": 8}
REST_LISTS = {name for name in names() if name.startswith("api-") and name.endswith("-list")}


def rows() -> list[Row]:
    return [row for row in (*MATRIX, *MORE) if row.method == "GET"]


@pytest.fixture
def district(db, tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    return Growing(tmp_path)


def clients_of(user) -> tuple[Client, Client]:
    """For pages and for the REST interface, where a program signs in with its token."""
    client = Client()
    client.force_login(user)
    if user.role != Role.API_CLIENT:
        return client, client
    return client, Client(headers={"Authorization": f"Token {AuthToken.objects.create(user)[1]}"})


def label(row: Row, path: str) -> str:
    """The name of the address, with what tells it from others of the same name."""
    fixed = "".join(f" {value}" for key, value in row.fixed if key == "section")
    quarter = " of the {} quarter".format(*row.needs) if row.name == "ranking" and row.needs else ""
    _path, mark, query = path.partition("?")
    return f"{row.name}{quarter.replace('period', 'open')}{fixed}{' ' if mark else ''}{mark}{query}"


def measured(district: Growing) -> dict[str, dict[str, int]]:
    """The queries of each address for each kind of reader; the first visit warms what a process keeps."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for kind, roles in KINDS.items():
        district.report_is("returned" if kind == "unit" else "submitted")  # the unit fills, the office decides
        clients = {role: clients_of(district.users[role]) for role in roles}
        for row in rows():
            role = next((role for role in roles if role in row.who or row.who == OPEN), None)
            if role is None:
                continue
            for query in ("", *QUERIES.get(row.name, ())):
                path = address(row, district.side) + query
                client = clients[role][path.startswith("/api/")]
                name = label(row, path)
                if name not in found:
                    client.get(path)
                empty_own_cache()
                found[name][kind] = queries_of(client, path, row)
    return dict(found)


def queries_of(client: Client, path: str, row: Row) -> int:
    """Beyond sign-in. The account is read first, once; other readings of users belong to the page."""
    with CaptureQueriesContext(connection) as ran:
        response = client.get(path)
        b"".join(response) if response.streaming else response.content
    assert response.status_code in row.own, f"{path}: {response.status_code}"
    sent = [query["sql"] for query in ran]
    signs_in = [sql for sql in sent if any(table in sql for table in SIGN_IN_TABLES)]
    accounts = [sql for sql in sent if 'FROM "townships_user" WHERE "townships_user"."id" =' in sql][:1]
    assert len(signs_in) + len(accounts) <= SIGN_IN, f"{path}: sign-in sends {signs_in + accounts}"
    return len(sent) - len(signs_in) - len(accounts)


def committed() -> dict:
    return json.loads(FILE.read_text(encoding="utf-8"))


def test_each_page_sends_the_committed_number_of_queries_however_many_rows_there_are(district):
    small = measured(district)
    district.grow(TIMES)
    large = measured(district)
    grown = {name: (small[name], large[name]) for name in small if small[name] != large[name]}
    assert not grown, f"queries grow with the rows: {grown}"
    if "UPDATE_QUERY_COUNTS" in os.environ:
        written = {"queries": small, "reasons": committed().get("reasons", {})}
        FILE.write_text(json.dumps(written, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    assert small == committed()["queries"], "see the head of this file for how to change a number on purpose"


def test_every_address_that_answers_get_is_in_the_file():
    """An address with no row at all fails the permission matrix; one that only takes forms has no row for GET."""
    only_written = {row.name for row in MATRIX} - {row.name for row in rows()}
    assert names() - only_written == {name.split()[0] for name in committed()["queries"]}


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_ranking_and_dashboard_stay_within_their_limits(name, limit):
    counts = {label: most for label, most in committed()["queries"].items() if label.split()[0] == name}
    assert counts
    assert all(number <= limit for kinds in counts.values() for number in kinds.values()), counts


def test_a_list_of_the_rest_interface_is_one_query_or_says_why_not():
    found, reasons = committed()["queries"], committed()["reasons"]
    most = {label: max(kinds.values()) for label, kinds in found.items() if label.split()[0] in REST_LISTS}
    assert {label.split()[0] for label in most} == REST_LISTS
    assert max(most.values()) <= 2
    assert {label for label, number in most.items() if number > 1} == reasons.keys()
    assert all(len(reason) > 20 for reason in reasons.values())
