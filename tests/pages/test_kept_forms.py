"""What is typed into a form that is sent by its button is kept by the server for its person alone."""

import datetime as dt
import json

import pytest

from talentportal.core.models import KeptForm
from talentportal.core.services import kept
from tests import make

pytestmark = pytest.mark.django_db
COPY = {"typed": {"topic|0": "演示议题"}, "base": {"topic|0": ""}, "at": "09:00"}


@pytest.fixture
def person():
    return make.user()


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def keep(client, body):
    return client.post("/kept/", json.dumps(body), content_type="application/json").status_code


def test_the_newest_copy_is_kept_until_it_is_forgotten(signed_in, person):
    key = f"{person.pk}:9:session:new"
    assert keep(signed_in, {"key": key, "copy": {}}) == 204
    assert keep(signed_in, {"key": key, "copy": COPY}) == 204
    assert signed_in.get("/kept/").json() == {"copies": {key: COPY}}
    assert keep(signed_in, {"key": key, "copy": None}) == 204
    assert signed_in.get("/kept/").json() == {"copies": {}}


def test_nobody_reads_or_writes_for_somebody_else(signed_in, person, client):
    other = make.user()
    KeptForm.objects.create(user=other, key=f"{other.pk}:9:session:new", copy=COPY, kept_at=make.AT)
    assert signed_in.get("/kept/").json() == {"copies": {}}
    assert keep(signed_in, {"key": f"{other.pk}:9:session:new", "copy": COPY}) == 400
    client.logout()
    assert client.get("/kept/").status_code == 302


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b'{"key": 1, "copy": null}', b'{"key": "@:x", "copy": 3}', b"\xff",
        b'{"key": "@:x", "copy": {"a": "\\u0000"}}', b'{"key": "@:' + b"x" * 200 + b'", "copy": null}',
        b'{"key": "@:x", "copy": {"a": "' + b"x" * kept.LONGEST + b'"}}',
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused(signed_in, person, body):
    body = body.replace(b"@", str(person.pk).encode())
    assert signed_in.post("/kept/", body, content_type="application/json").status_code == 400
    assert not KeptForm.objects.exists()


def test_there_is_an_end_to_what_one_person_may_keep(signed_in, person, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    said = [keep(signed_in, {"key": f"{person.pk}:{number}", "copy": COPY}) for number in (1, 2, 3, 2)]
    assert said == [204, 204, 409, 204]


def test_what_nobody_came_back_for_is_forgotten(person):
    for days in (29, 31):
        KeptForm.objects.create(user=person, key=str(days), copy=COPY, kept_at=make.AT - dt.timedelta(days=days))
    assert kept.sweep(at=make.AT) == 1
    assert KeptForm.objects.get().key == "29"
