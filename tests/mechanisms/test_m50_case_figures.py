"""Mechanism 50: each figure that the source prints is counted again from rows, and opens them."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from assessments.queries.case_figures import FIGURES, Printed
from experts.models import Placement

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 10, 8)


def test_m50_every_figure_holds_in_the_demo(reviewer):
    page = reviewer.get("/case/").content.decode()
    assert f"其中{len(FIGURES)}项相符" in page
    assert "未达到" not in page


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_m50_a_figure_opens_its_rows(reviewer, figure):
    page = reviewer.get(f"/case/{figure.code}/")
    assert page.status_code == 200
    total = page.context["pages"].total
    assert total == figure.rows(DAY).count() > 0
    assert len(page.context["rows"]) == min(total, 50)
    if total > 50:
        second = reviewer.get(f"/case/{figure.code}/?page=2").context["rows"]
        assert second != page.context["rows"]


def test_m50_the_same_figures_over_rest(reviewer):
    found = reviewer.get("/api/v1/case-figures/").json()
    assert [one["code"] for one in found] == [figure.code for figure in FIGURES]
    assert all(one["holds"] for one in found)
    by_code = {one["code"]: one["value"] for one in found}
    assert (by_code["experts-added"], by_code["patents"], by_code["cooperations"]) == ("96", "230", "135")
    earlier = reviewer.get("/api/v1/case-figures/", {"on": "2012-12-31"}).json()
    assert not all(one["holds"] for one in earlier)


def test_m50_a_figure_follows_its_rows(reviewer):
    before = Decimal(reviewer.get("/api/v1/case-figures/").json()[1]["value"])
    one = next(figure for figure in FIGURES if figure.code == "experts-added").rows(DAY).first()
    Placement.objects.filter(expert=one.expert_id).update(verified_at=None, verified_by=None)
    assert Decimal(reviewer.get("/api/v1/case-figures/").json()[1]["value"]) == before - 1


def test_m50_another_day_and_a_wrong_one(reviewer):
    page = reviewer.get("/case/?on=2013-06-30").content.decode()
    assert "2013年6月30日" in page
    assert re.search(r'href="/case/patents/\?on=2013-06-30"', page)
    for wrong in ("2015-01-01", "gestern", "0001-01-01"):
        answer = reviewer.get("/case/", {"on": wrong})
        assert answer.status_code == 200
        assert "请填写不晚于今天的日期" in answer.content.decode()
    assert reviewer.get("/case/nothing/").status_code == 404


def test_m50_figures_of_the_district_are_not_for_a_unit(shounan):
    assert shounan.get("/case/").status_code == 403


def test_m50_how_a_printed_number_is_compared():
    held = {
        how: [Printed(how, Decimal(2)).holds(Decimal(n)) for n in (1, 2, 3)] for how in ("exactly", "over", "reach")
    }
    assert held == {"exactly": [False, True, False], "over": [False, False, True], "reach": [False, True, True]}
