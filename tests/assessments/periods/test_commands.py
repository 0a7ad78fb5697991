"""The commands of an administrator: schemes, periods, accounts; every refusal says what to do."""

import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from assessments.models import Period, Report, Scheme
from talentportal.core.models import AuditEntry
from tests import make
from townships.models import User

pytestmark = pytest.mark.django_db
GOOD = "甬江-演示-2014"


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel("2014-12-29 09:00 +0800", tick=False):
        yield


def run(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_from_an_empty_database_to_an_open_period(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n{GOOD}\n"))
    assert "ready" in run("create_user", "boss", "admin", "--name", "演示甲", "--stdin")
    run("create_user", "head", "approver", "--name", "演示乙", "--stdin")
    run("load_scheme", "--by", "boss", "--publish-by", "head")
    make.township()
    said = run("open_period", "2014Q4", "--by", "boss")
    assert said == "2014Q4: opens 2014-12-22, due 2015-01-12, locks after 2015-01-20; 1 reports are open\n"
    assert Report.objects.count() == 1
    assert AuditEntry.objects.filter(action="assessments.edit_period", actor__username="boss").count() == 2


def test_a_period_of_the_future_is_created_and_waits():
    make.published_scheme()
    with pytest.raises(CommandError, match="2015Q1 opens on 2015-03-22"):
        run("open_period", "2015Q1")
    assert not Period.objects.exists(), "nothing half done"
    run("open_period", "2015Q1", "--later")
    assert Period.objects.get().opened_at is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["open_period", "2014-4"], "is not a quarter; write 2014Q4"),
        (["open_period", "２０１４Q5"], "is not a quarter"),
        (["open_period", "2014Q4"], "No scheme is published"),
        (["open_period", "2014Q4", "--scheme", "X/1"], "No published scheme X/1"),
        (["open_period", "2014Q4", "--by", "nobody"], "may not open periods"),
        (["load_scheme", "/nowhere.toml"], "There is no file"),
        (["load_scheme"], "Name the administrator"),
        (["load_scheme", "--print", "YZ-REF/7"], "There is no scheme YZ-REF/7"),
        (["create_user", "x", "clerk", "--name", "演示"], "name it with --unit"),
        (["create_user", "x", "clerk", "--name", "演示", "--unit", "nope"], "no unit with the code nope"),
        (["create_user", "x", "leader", "--name", "演示", "--unit", "nope"], "leave --unit out"),
        (["create_user", "x", "leader", "--name", "演示", "--scopes", "experts"], "API clients only"),
    ],
)
def test_refusals_say_what_to_do(words, message):
    with pytest.raises(CommandError, match=message):
        run(*words)
    assert not User.objects.exists()
    assert not Period.objects.exists()


def test_a_weak_password_is_refused_and_no_account_is_made(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("123\n"))
    with pytest.raises(CommandError):
        run("create_user", "boss", "admin", "--name", "演示甲", "--stdin")
    assert not User.objects.exists()


def test_check_names_all_faults_and_loads_nothing(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text('code = "X"\nversion = 1\n', encoding="utf-8")
    with pytest.raises(CommandError, match="name_zh is missing"):
        run("load_scheme", str(path), "--check")
    assert run("load_scheme", "--check") == "yz-ref-1.toml: no fault found\n"
    assert not Scheme.objects.exists()


def test_print_gives_the_document_back():
    make.published_scheme()
    assert 'code = "G2"' in run("load_scheme", "--print", "YZ-REF/1")


def test_a_reviewer_gets_units_and_a_client_scopes(monkeypatch):
    unit = make.township(code="U-1")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n"))
    run("create_user", "r1", "reviewer", "--name", "演示丙", "--reviews", "U-1", "--stdin")
    assert User.objects.get(username="r1").assignments.get().township == unit
    run("create_user", "c1", "api_client", "--name", "演示平台", "--scopes", "experts")
    client = User.objects.get(username="c1")
    assert client.scopes == ["experts"]
    assert not client.has_usable_password()
