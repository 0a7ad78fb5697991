"""The command: loads once, says what it does, and never touches other data."""

import io

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Report, Score
from experts.models import Expert
from talentportal.core.models import AuditEntry
from talentportal.demo.accounts import accounts
from townships.models import User


def load():
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_it_says_what_it_does(loaded):
    assert loaded.count("reports approved, scores published") == 7
    assert "2014Q3: open" in loaded


def test_a_second_run_changes_nothing(loaded):
    def counts():
        return [model.objects.count() for model in (User, Expert, Report, Score, AuditEntry)]

    before = counts()
    assert "there already" in load()
    assert counts() == before


def test_other_data_is_left_alone(loaded):
    User.objects.filter(username="shounan-clerk").update(username="somebody")
    with pytest.raises(CommandError, match="holds other data"):
        load()


def test_it_refuses_outside_local_mode(loaded, settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="local mode only"):
        load()


def test_every_printed_account_signs_in(loaded, client):
    rows = [row for row in accounts() if not row[2].startswith("Token ")]
    assert {User.objects.get(username=name).role for _role, name, _password in rows} == {
        "admin", "reviewer", "co_reviewer", "approver", "leader", "auditor", "clerk", "deputy", "secretary",
    }  # fmt: skip
    for _role, username, password in rows:
        answer = client.post("/login/", {"username": username, "password": password})
        assert answer.status_code == 302, username
        client.logout()


def test_the_client_reads_published_scores_with_its_token(loaded, client):
    _role, _username, token = accounts()[-1]
    answer = client.get("/api/v1/scores/?period=2014Q2", headers={"Authorization": token})
    assert answer.status_code == 200, answer.content
    assert len(answer.json()["results"]) == 26
