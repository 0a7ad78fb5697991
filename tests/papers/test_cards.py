"""Score cards as files: a unit its own, the office all of them in one."""

import pytest

from assessments.services.papers import make_paper, request_paper
from assessments.services.scoring import publish_run, score_period
from tests import make
from tests.assessments.scoring.examples import fill
from townships.models import Role

from .reading import content, made, pages, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def units():
    return [make.township(name_zh=f"演示{n}镇", code=f"D-{n}", order=n) for n in (1, 2, 3)]


@pytest.fixture
def run(units):
    period = make.period(2014, 2)
    for number, unit in enumerate(units):
        fill(unit, period, {"A3": 1, "E2": number})
    return publish_run(score_period(period, at=make.AT), by=make.approver(), at=make.AT, note="按期公布")


def test_a_unit_prints_its_own_card(run, units):
    clerk = signed_in(make.user(Role.CLERK, township=units[0]))
    paper = made(clerk, f"/runs/{run.pk}/cards/D-1/print/")
    read = pages(content(clerk, paper))
    score = run.scores.get(township=units[0])
    assert len(read) == 1
    assert "演示1镇" in read[0]
    assert f"{score.total:.2f}" in read[0]
    assert f"{score.rank}/3" in read[0]
    assert run.seal.digest[:20] in read[0]
    assert paper.township == units[0]


def test_another_units_card_does_not_exist_for_it(run, units):
    clerk = signed_in(make.user(Role.CLERK, township=units[0]))
    assert clerk.post(f"/runs/{run.pk}/cards/D-2/print/").status_code == 404
    office = signed_in(make.user(Role.REVIEWER))
    others = made(office, f"/runs/{run.pk}/cards/D-2/print/")
    every = made(office, f"/runs/{run.pk}/cards/print/")
    for paper in (others, every):
        assert clerk.get(f"/papers/{paper.pk}/").status_code == 404
        assert clerk.get(f"/papers/{paper.pk}/file/").status_code == 404


def test_all_cards_stand_in_one_file_in_the_order_of_the_ranking(run):
    office = signed_in(make.user(Role.REVIEWER))
    paper = made(office, f"/runs/{run.pk}/cards/print/")
    read = pages(content(office, paper))
    assert len(read) == 3
    ranked = run.scores.order_by("rank", "township__order")
    for page, score in zip(read, ranked, strict=True):
        assert f"演示{score.township.order}镇" in page
        assert f"{score.total:.2f}" in page


def test_it_tells_how_far_it_is(run):
    said = {"origin": "https://portal.example/", "by": make.user(Role.REVIEWER), "at": make.AT}
    paper = request_paper("score_card", run, **said)
    told = []
    make_paper(paper, origin=said["origin"], at=make.AT, progress=lambda *now: told.append(now[:2]))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3), (3, 3)]


def test_a_paper_that_is_not_made_yet_has_no_file(run, units):
    clerk = signed_in(make.user(Role.CLERK, township=units[0]))
    answer = clerk.post(f"/runs/{run.pk}/cards/D-1/print/")
    page = clerk.get(answer.headers["Location"])
    assert "正在生成" in page.content.decode()
    assert clerk.get(f"{answer.headers['Location']}file/").status_code == 404


def test_who_only_reads_asks_for_none(run):
    leader = signed_in(make.user(Role.LEADER))
    assert leader.post(f"/runs/{run.pk}/cards/D-1/print/").status_code == 403
