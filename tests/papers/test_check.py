"""The open page on which anybody checks a paper."""

import hashlib
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments.papers.codes import ALPHABET, grouped
from assessments.services.scoring import publish_run, score_period
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.delete_many([f"rate:check:{ip}" for ip in ("127.0.0.1", "192.0.2.7")])


@pytest.fixture
def unit():
    return make.township(name_zh="演示镇", name_en="Demo Town")


@pytest.fixture
def run(unit):
    return publish_run(score_period(make.period(2014, 2), at=make.AT), by=make.approver(), at=make.AT, note="按期")


def text(response) -> str:
    return response.content.decode()


def test_a_paper_is_found_by_what_is_typed_from_it(run, unit):
    paper = make.paper(run, kind="score_card", unit=unit)
    client = Client()
    typed = grouped(paper.code).lower().replace("0", "o")
    answer = client.get("/check/", {"code": typed})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/check/{grouped(paper.code)}/"
    page = text(client.get(answer.headers["Location"]))
    assert "得分卡" in page
    assert "演示镇" in page
    assert "2014年二季度" in page
    assert run.seal.digest in page
    assert paper.sha256 in page
    assert "已由第" not in page


def test_no_person_is_named(run, unit):
    paper = make.paper(run, kind="score_card", unit=unit)
    page = text(Client().get(f"/check/{paper.code}/"))
    for user in (paper.asked_by, run.published_by):
        assert user.name not in page
        assert user.username not in page


def test_a_replaced_result_is_told(unit):
    period = make.corrected_quarter(make.period(2014, 1), unit)
    first, second = period.runs.order_by("version")
    assert "已由第2版替代" in text(Client().get(f"/check/{make.paper(first).code}/"))
    assert "已由第" not in text(Client().get(f"/check/{make.paper(second).code}/"))


def test_what_is_mistyped_or_unknown_is_said(run):
    code = make.paper(run).code
    wrong = ("Z" if code[0] != "Z" else "Y") + code[1:]
    client = Client()
    assert client.get("/check/", {"code": wrong}).status_code == 422
    answer = client.get(f"/check/{wrong}/")
    assert answer.status_code == 404
    assert "有一位输错" in text(answer)
    nobodys = client.get("/check/000000000000/")
    assert nobodys.status_code == 404
    assert "没有" in text(nobodys)
    assert ALPHABET[0] == "0"


def test_a_file_is_compared_and_not_kept(run, settings):
    paper = make.paper(run, content=b"the very file")
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    client = Client()
    same = client.post(f"/check/{paper.code}/", {"file": SimpleUploadedFile("a.pdf", b"the very file")})
    other = client.post(f"/check/{paper.code}/", {"file": SimpleUploadedFile("a.pdf", b"the very file!")})
    assert "完全一致" in text(same)
    assert "不一致" in text(other)
    assert "完全一致" not in text(other)
    assert hashlib.sha256(b"the very file").hexdigest() in text(same)
    assert "请选择" in text(client.post(f"/check/{paper.code}/"))
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before


def test_one_address_may_not_guess_on_and_on(run):
    paper = make.paper(run)
    client = Client(REMOTE_ADDR="192.0.2.7")
    answers = [client.get("/check/000000000000/").status_code for _time in range(31)]
    assert answers == [404] * 30 + [429]
    refused = client.get(f"/check/{paper.code}/")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert Client().get(f"/check/{paper.code}/").status_code == 200
