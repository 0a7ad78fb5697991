"""A form with a stale token is offered again only when the browser says that it came from our own page."""

import pytest
from django.test import Client

from tests import make
from townships.models import Role


def shown(**headers) -> str:
    client = Client(enforce_csrf_checks=True, headers=headers)
    client.force_login(make.user(Role.REVIEWER))
    response = client.post("/preferences/save/", {"theme": "typed-before"})
    assert response.status_code == 403
    return response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_not_carried_on(db, headers):
    assert "typed-before" not in shown(**headers)


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}])
def test_our_own_form_keeps_what_was_typed(db, headers):
    assert "typed-before" in shown(**headers)
