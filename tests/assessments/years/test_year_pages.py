"""The pages of the year: reading it, and the steps to a final result, as each reader finds them."""

import datetime as dt

import pytest
from django.test import Client

from assessments.models import Prize, Scheme, YearResult
from assessments.services.years import compute_year, publish_year
from talentportal.core import clock
from tests import make
from tests.assessments.seals.forging import forge
from townships.models import Role

from . import made

pytestmark = pytest.mark.django_db
AT = make.moment(dt.date(2015, 6, 1))


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def units():
    return [make.township(name_zh="下应街道", tier="medium"), make.township(name_zh="首南街道", tier="medium")]


def reading(user) -> Client:
    client = Client(headers={"Accept-Language": "zh-Hans"})
    client.force_login(user)
    return client


def body(client: Client, path: str, status=200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_the_director_computes_publishes_and_finalises_the_year_by_the_page(units):
    made.year(2014, units)
    director = reading(make.approver())
    assert "尚无年度结果" in body(director, "/years/2014/")
    director.post("/years/2014/compute/")
    page = body(director, "/years/2014/")
    result = YearResult.objects.get()
    assert f"/year-results/{result.pk}/publish/" in page
    assert f"/year-results/{result.pk}/final/" not in page
    clerk = reading(make.staff(units[0])[Role.CLERK])
    body(clerk, "/years/2014/")
    assert "下应街道" not in body(clerk, "/years/2014/")
    director.post(f"/year-results/{result.pk}/publish/")
    page = body(director, "/years/2014/")
    assert "公示至2015年6月8日" in page
    assert result.seal.digest in page
    assert "下应街道" in body(clerk, "/years/2014/")
    director.post(f"/year-results/{result.pk}/final/")
    assert not YearResult.objects.get().final_at


def test_the_card_of_a_unit_tells_how_each_value_comes_about(units):
    made.year(2014, units)
    publish_year(compute_year(2014, at=AT), by=make.approver(), at=AT)
    clerk = reading(make.staff(units[0])[Role.CLERK])
    page = body(clerk, f"/years/2014/{units[0].code}/")
    assert "(0.00 + 0.00 + 0.00 + 0.00) ÷ 4 = 0.00" in page  # no symposium in any quarter
    body(clerk, f"/years/2014/{units[1].code}/", 404)
    assert "下应街道" in body(reading(make.user(Role.LEADER)), f"/years/2014/{units[0].code}/")


def test_what_stands_against_publishing_is_said_in_words(units):
    run = made.quarter(2014, 1, units)
    compute_year(2014, at=AT)
    page = body(reading(make.approver()), "/years/2014/")
    assert "2014年一季度" in page
    assert "/publish/" not in page
    made.final(run)


def test_a_quarter_is_declared_final_by_post_and_refusals_are_told(units):
    run = made.quarter(2014, 1, units)
    director = reading(make.approver())
    answer = director.post(f"/runs/{run.pk}/final/", follow=True)
    assert "最终结果" in answer.content.decode()
    run.refresh_from_db()
    assert run.final_by == make.approver()
    answer = director.post(f"/runs/{run.pk}/final/", follow=True)
    assert "已是最终结果" in answer.content.decode()


def test_prize_money_is_shown_with_its_sum_and_what_is_left(units):
    scheme = make.published_scheme()
    with_prizes(scheme, budget=100000, places={1: 50000, 2: 30001})
    made.year(2014, units)
    compute_year(2014, at=AT)
    page = body(reading(make.approver()), "/years/2014/")
    assert "50,000" in page
    assert "80,001" in page
    assert "19,999" in page


def test_a_year_over_the_budget_cannot_be_published(units):
    with_prizes(make.published_scheme(), budget=80000, places={1: 50000, 2: 30001})
    made.year(2014, units)
    result = compute_year(2014, at=AT)
    director = reading(make.approver())
    assert "超出预算" in body(director, "/years/2014/")
    director.post(f"/year-results/{result.pk}/publish/")
    assert YearResult.objects.get().status == "provisional"


def with_prizes(scheme: Scheme, *, budget, places) -> None:
    """The published scheme of the test gets a prize table: its own rows are frozen, so the triggers are off."""
    forge("DELETE FROM assessments_prize WHERE scheme_id = %s", [scheme.pk])
    forge(
        "UPDATE assessments_scheme SET prize_basis = 'tier_rank', prize_budget_yuan = %s WHERE id = %s",
        [budget, scheme.pk],
    )
    for place, amount in places.items():
        forge(
            "INSERT INTO assessments_prize (scheme_id, tier, grade, place, amount_yuan) VALUES (%s, '', '', %s, %s)",
            [scheme.pk, place, amount],
        )
    assert Prize.objects.filter(scheme=scheme).count() == len(places)
