"""The embedded servers: start, answer, stop, survive being killed, and end with their parent."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from talentportal.embedded import Postgres, Redis
from tests.infra.processes import bare_environment, none_left, of


@pytest.fixture
def home():
    directory = Path(tempfile.mkdtemp(prefix="talentportal-embedded-"))
    directory.chmod(0o711)
    postgres = Postgres(directory, fast=True)
    yield directory
    Redis(directory).stop()
    postgres.stop()
    postgres.remove()
    subprocess.run(["rm", "-rf", str(directory)], check=True)


def query(postgres, sql):
    link = psycopg2.connect(host=str(postgres.sockets), user=postgres.user, dbname=postgres.database)
    with link, link.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone() if cursor.description else None
    link.close()
    return row


def test_postgres_sorts_alike_everywhere_and_listens_on_no_port(home):
    postgres = Postgres(home, fast=True)
    postgres.start()
    assert query(postgres, "SELECT '东吴镇' < '单县' COLLATE \"C\", current_setting('listen_addresses')") == (True, "")
    assert query(postgres, "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database LIMIT 1") == (
        "C.UTF-8",
        "UTF8",
    )


def test_postgres_keeps_its_data_through_a_kill(home):
    postgres = Postgres(home)
    postgres.start()
    query(postgres, "CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(postgres.pid(), signal.SIGKILL)
    postgres.start()
    assert query(postgres, "SELECT one FROM kept") == (1,)


def test_servers_started_twice_are_the_same_servers(home):
    for server in (Postgres(home, fast=True), Redis(home, fast=True)):
        server.start()
        pid = server.pid()
        server.start()
        assert server.pid() == pid
        server.stop()
        assert server.pid() is None


def test_a_long_path_gets_a_short_socket(home):
    deep = home / ("long-name-" * 12)
    deep.mkdir(mode=0o711)
    servers = [Postgres(deep, fast=True), Redis(deep, fast=True)]
    try:
        for server in servers:
            server.start()
        assert servers[0].sockets == Postgres(deep).sockets, "the same in every process"
    finally:
        for server in servers:
            server.stop()
        servers[0].remove()


STARTER = """
import sys, time
from pathlib import Path
from talentportal import embedded
home = Path(sys.argv[1])
embedded.watch(home, remove=True)
embedded.Postgres(home, fast=True).start()
embedded.Redis(home, fast=True).start()
print("up", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGKILL])
def test_servers_end_with_their_parent_and_test_data_goes_too(home, sig):
    inner = home / "inner"
    inner.mkdir(mode=0o711)
    words = [sys.executable, "-c", STARTER, str(inner)]
    process = subprocess.Popen(words, env=bare_environment(), stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"up\n"
    os.kill(process.pid, sig)
    process.wait()
    process.stdout.close()
    assert none_left(inner), of(inner)
    deadline = time.monotonic() + 5
    while inner.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not inner.exists()


def test_parent_directories_keep_their_permissions(home):
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    postgres = Postgres(closed / "var", fast=True)
    try:
        postgres.start()
        assert query(postgres, "SELECT 1") == (1,)
        assert closed.stat().st_mode & 0o777 == 0o700
        owner = pwd.getpwuid(postgres.data.stat().st_uid).pw_name
        assert owner != "root", "PostgreSQL never runs as root"
        assert postgres.data.stat().st_mode & 0o777 == 0o700
    finally:
        postgres.stop()
        postgres.remove()
