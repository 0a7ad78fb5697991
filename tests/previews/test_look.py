"""Files of claims and objections are looked at page by page, by those who may open them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from experts.services.claims import add_claim_file
from talentportal.core import clock
from tests import make
from townships.models import Role

from . import files
from .test_previews import run_waiting

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def claim(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    unit = make.township()
    clerk = make.user(Role.CLERK, township=unit)
    waits = {"verified_at": None, "verified_by": None, "claimed_by": clerk, "claimed_at": make.AT}
    return make.placement(make.expert(), unit, starts_on=dt.date(2014, 8, 5), **waits)


def test_a_file_of_a_claim_is_turned_page_by_page(claim):
    upload = SimpleUploadedFile("合同.pdf", files.pdf())
    paper = add_claim_file(claim, kind="contract", upload=upload, by=claim.claimed_by, at=make.AT)
    base = f"/claims/{claim.pk}/files/{paper.pk}/pages/"
    clerk = signed_in(claim.claimed_by)
    assert "稍后" in clerk.get(f"{base}1/").content.decode()
    run_waiting()
    assert f"{base}1/" in clerk.get(f"/claims/{claim.pk}/").content.decode()
    first, last = (clerk.get(f"{base}{n}/").content.decode() for n in (1, 3))
    assert f"{base}2/" in first
    assert f"{base}1.webp" in first
    assert f"{base}2/" in last
    assert f"{base}4/" not in last
    assert clerk.get(f"{base}4/").status_code == 404
    shown = clerk.get(f"{base}2.webp")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    stranger = signed_in(make.user(Role.CLERK, township=make.township()))
    assert {stranger.get(f"{base}{name}").status_code for name in ("1/", "1.webp")} == {404}
    leader = signed_in(make.user(Role.LEADER))
    assert leader.get(f"{base}1/").status_code == 403
