"""Tokens of API clients: made by command, shown once, expiring, taken back."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from knox.models import AuthToken

from tests import make
from townships.models import Role

ADDRESS = "/api/v1/townships/"


def status(token: str) -> int:
    return Client(headers={"Authorization": f"Token {token}"}).get(ADDRESS).status_code


def test_a_token_opens_the_api_until_it_is_taken_back(db, capsys):
    client = make.user(Role.API_CLIENT, username="bureau")
    call_command("create_token", "bureau", days=30)
    token = capsys.readouterr().out.strip()
    assert status(token) == 200
    assert token not in str(AuthToken.objects.values().get(user=client)), "only its digest is kept"
    call_command("create_token", "bureau", revoke=True)
    assert status(token) == 401


def test_an_expired_token_is_refused(db, capsys):
    make.user(Role.API_CLIENT, username="bureau")
    call_command("create_token", "bureau", days=1)
    token = capsys.readouterr().out.strip()
    AuthToken.objects.update(expiry=make.AT)
    assert status(token) == 401


def test_wrong_calls_say_why(db):
    make.user(Role.API_CLIENT, username="bureau")
    for name, days in (("nobody", 5), ("bureau", 0)):
        with pytest.raises(CommandError):
            call_command("create_token", name, days=days)
