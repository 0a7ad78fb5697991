"""The what-if as people open it: from the address to the table; nothing that is stored changes."""

from decimal import Decimal

import pytest
from django.core import serializers
from django.utils.html import escape

from assessments.models import Scenario, Score, ScoreRun
from assessments.services.scoring import score_period
from tests import make
from tests.assessments.scoring.examples import knowing_all
from townships.models import Role, Township

from .test_robust import HUNDRED


def rows(response):
    return {row["before"].code: row for row in response.context["table"]}


def stored():
    return serializers.serialize("json", [*ScoreRun.objects.order_by("pk"), *Score.objects.order_by("pk")])


@pytest.fixture
def director(client, league):
    person = make.approver()
    client.force_login(person)
    return client


def ask(client, query=""):
    response = client.get(f"/what-if/?{query}")
    assert response.status_code == 200
    return response


def test_without_changes_the_table_is_the_published_one(director, league):
    answer = ask(director)
    for score in league.scores.select_related("township"):
        row = rows(answer)[score.township.code]
        assert (row["after"].total, row["after"].rank, row["after"].tier_rank) == (
            score.total,
            score.rank,
            score.tier_rank,
        )
        assert row["change"] == 0
    assert answer.context["sums"]["moved"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "w-B1=18&w-E1=6",
        "t-B1-high=4&t-E1-medium=60",
        "phase=off",
        "tier-W-1=low&tier-W-5=high",
        "cap=1.5&mode=per_head&per-head=0.75",
        "mode=judged&j-W-6=5",
        "mode=flat",
        "c-W-6-E1=40&c-W-6-G1=30",
    ],
)
def test_each_kind_of_change_moves_totals_and_stores_nothing(director, league, query):
    before = stored()
    answer = ask(director, query)
    assert any(row["change"] for row in rows(answer).values())
    assert len(answer.context["changes"]) == query.count("=")
    assert f'value="{escape(answer.headers["HX-Replace-Url"])}"' in answer.content.decode()  # what would be kept
    assert stored() == before


def test_a_weight_is_reckoned_by_hand(director, league):
    """W-6 has 2 of its expected E1; B1 0: two points more on E1 bring 2 ÷ expected of them."""
    score = league.scores.get(township__code="W-6")
    line = score.lines.get(indicator__code="E1")
    share = line.counted / line.expected
    assert 0 < share < 1
    after = rows(ask(director, "w-B1=18&w-E1=6"))["W-6"]["after"]
    assert after.points[line.position - 1] == round(share * 600)
    assert after.applicable == score.applicable


def test_another_tier_brings_its_targets_and_its_ranking_group(director, league):
    row = rows(ask(director, "tier-W-1=low"))["W-1"]
    assert row["after"].tier == "low"
    assert row["tier_after"]
    low = {code for code, other in rows(ask(director, "tier-W-1=low")).items() if other["after"].tier == "low"}
    assert low == {"W-1", "W-5", "W-6"}
    places = sorted(
        other["after"].tier_rank for code, other in rows(ask(director, "tier-W-1=low")).items() if code in low
    )
    assert places[0] == 1


def test_weights_that_do_not_add_up_are_refused_with_an_offer_that_does(director, league):
    answer = ask(director, "w-B1=25")
    assert "105.00" in answer.content.decode()
    assert not answer.context["answer"].outcomes
    weights = {line.code: line.weight / HUNDRED for line in answer.context["answer"].book.lines}
    offered = answer.context["answer"].offer.weights
    assert offered["B1"] == 25
    assert sum({**weights, **offered}.values()) == 100
    assert all(value == value.quantize(Decimal("0.01")) for value in offered.values())
    followed = director.get(answer.context["offer"])
    assert followed.context["answer"].outcomes
    assert ask(director, "w-B1=150").context["answer"].offer is None


def test_the_prize_money_follows_the_new_ranks_and_stays_in_its_table(director, league):
    answer = ask(director, "mode=judged&j-W-6=5&j-W-5=0")
    sums = answer.context["sums"]
    assert sums["budget"]
    assert sums["paid"] == sum(row["prize_after"] for row in rows(answer).values())
    assert sums["paid"] > 0


def test_the_address_is_short_and_says_the_same(director, league):
    """A form without scripts sends every field; the answer is the address with only what differs."""
    sent = director.get("/what-if/?sent=1&w-B1=18&w-E1=6&w-A1=3&cap=5&tier-W-1=high&mode=graded&unit=")
    assert sent.status_code == 302
    assert sent.url == "/what-if/?period=2014Q2&run=1&w-B1=18&w-E1=6"
    assert director.get(sent.url).context["answer"].changes.weights == {"B1": Decimal(18), "E1": Decimal(6)}
    part = director.get("/what-if/?sent=1&w-B1=18&w-E1=6", headers={"HX-Request": "true"})
    assert part.headers["HX-Replace-Url"] == "/what-if/?period=2014Q2&run=1&w-B1=18&w-E1=6"


@pytest.mark.parametrize("query", ["w-B1=abc", "w-B1=-3", "cap=NaN", "w-B1=1e99", "c-W-1-E1=0.00001"])
def test_what_is_no_number_is_named_and_left_out(director, league, query):
    answer = ask(director, f"sent=1&{query}")
    assert len(answer.context["faults"]) == 1
    assert not answer.context["changes"]


@pytest.mark.parametrize(
    "query", ["w-Z9=4", "tier-W-1=huge", "t-B1-huge=3", "c-X-E1=3", "mode=free", "w=3", "o-W-1-E1=3"]
)
def test_what_means_nothing_here_is_passed_over(director, league, query):
    answer = ask(director, query)
    assert not answer.context["changes"]


def test_there_is_no_such_quarter_or_version(director, league):
    assert director.get("/what-if/?period=2013Q1").status_code == 404
    assert director.get("/what-if/?period=2014Q2&run=7").status_code == 404
    assert director.get("/what-if/?run=abc").status_code == 404


def test_a_unit_plays_on_published_results_with_its_own_figures_only(client, league):
    clerk = make.staff(Township.objects.get(code="W-6"))[Role.CLERK]
    client.force_login(clerk)
    score_period(make.period(2014, 3), at=knowing_all(league.period))
    answer = ask(client, "c-W-6-E1=40&c-W-1-E1=0")
    assert answer.context["run"].period == "2014Q2"
    assert [said.text.split()[0] for said in answer.context["changes"]] == ["示例6镇"]
    assert 'name="c-W-1-E1"' not in answer.content.decode()
    assert 'name="c-W-6-E1"' in answer.content.decode()
    assert client.get("/what-if/?period=2014Q3").status_code == 404
    office = make.approver()
    client.force_login(office)
    assert ask(client).context["run"].period == "2014Q3"


def test_every_line_of_the_robustness_leads_to_the_table_that_proves_it(director, league):
    answer = ask(director)
    shifts = [shift for shift in answer.context["robust"]["overall"] if shift["href"]]
    assert shifts
    for shift in shifts:
        after = {row["before"].name: row["after"].rank for row in director.get(shift["href"]).context["table"]}
        assert after[shift["behind"]] < after[shift["ahead"]]


def test_the_page_speaks_both_languages_and_works_before_any_result(client, db):
    client.force_login(make.approver())
    assert client.get("/what-if/").status_code == 200
    client.cookies["django_language"] = "en"
    assert "There is no result yet" in client.get("/what-if/").content.decode()


# --- scenarios that are kept ---


def keep(client, **more):
    data = {
        "name": "示例情景",
        "note": "示例",
        "is_shared": "on",
        "address": "/what-if/?period=2014Q2&run=1&w-B1=18&w-E1=6",
    }
    return client.post("/what-if/scenarios/save/", {**data, **more})


def test_a_scenario_is_kept_opened_shared_copied_and_deleted(director, client, league):
    before = stored()
    made = keep(director)
    scenario = Scenario.objects.get()
    assert made.url == f"/what-if/scenarios/{scenario.pk}/"
    assert scenario.changes == {"w-B1": "18", "w-E1": "6"}
    opened = director.get(made.url, follow=True)
    assert opened.context["answer"].changes.weights == {"B1": Decimal(18), "E1": Decimal(6)}
    assert "示例情景" in opened.content.decode()
    director.post(f"/what-if/scenarios/{scenario.pk}/copy/")
    copied = Scenario.objects.exclude(pk=scenario.pk).get()
    assert (copied.changes, copied.is_shared) == (scenario.changes, False)
    director.post(f"/what-if/scenarios/{scenario.pk}/share/", {"is_shared": "0"})
    assert not Scenario.objects.get(pk=scenario.pk).is_shared
    director.post(f"/what-if/scenarios/{scenario.pk}/delete/")
    assert list(Scenario.objects.all()) == [copied]
    assert stored() == before


def test_colleagues_see_what_is_shared_and_change_only_their_own(director, client, league):
    keep(director)
    scenario = Scenario.objects.get()
    client.force_login(make.user(Role.REVIEWER))
    assert client.get(f"/what-if/scenarios/{scenario.pk}/").status_code == 302
    assert client.post(f"/what-if/scenarios/{scenario.pk}/delete/").status_code == 403
    assert client.post(f"/what-if/scenarios/{scenario.pk}/share/").status_code == 403
    client.force_login(make.staff(Township.objects.get(code="W-1"))[Role.DEPUTY])
    assert client.get(f"/what-if/scenarios/{scenario.pk}/").status_code == 404
    keep(client, name="本单位的问题")
    own = Scenario.objects.get(name="本单位的问题")
    client.force_login(make.staff(Township.objects.get(code="W-1"))[Role.CLERK])
    assert client.get(f"/what-if/scenarios/{own.pk}/").status_code == 302
    client.force_login(make.staff(Township.objects.get(code="W-2"))[Role.CLERK])
    assert client.get(f"/what-if/scenarios/{own.pk}/").status_code == 404
    assert Scenario.objects.count() == 2


def test_a_scenario_without_a_name_goes_back_with_the_field_marked(director, league):
    refused = keep(director, name="")
    assert refused.status_code == 422
    assert not Scenario.objects.exists()
    assert 'value="/what-if/?period=2014Q2' in refused.content.decode()
    assert keep(director, address="/what-if/?period=1999Q1").status_code == 404


def test_many_units_cost_no_more_queries(director, league, django_assert_max_num_queries):
    ask(director)
    with django_assert_max_num_queries(9):
        ask(director, "w-B1=18&w-E1=6")


def test_the_rest_interface_says_the_same_as_the_page(director, league):
    page = rows(ask(director, "period=2014Q2&w-B1=18&w-E1=6"))
    said = director.get("/api/v1/what-if/?period=2014Q2&w-B1=18&w-E1=6").json()
    assert said["changes"] == {"w-B1": "18", "w-E1": "6"}
    for unit in said["units"]:
        row = page[unit["township"]]
        assert unit["total"] == [f"{row['before'].total:.2f}", f"{row['after'].total:.2f}"]
        assert unit["rank"] == [row["before"].rank, row["after"].rank]
    assert len(said["neighbours"]) == 5
    assert director.get("/api/v1/what-if/?w-B1=25").status_code == 400
    assert director.get("/api/v1/what-if/?w-B1=many").status_code == 400
    assert director.get("/api/v1/what-if/?period=2013Q1").status_code == 404
    keep(director)
    assert [one["name"] for one in director.get("/api/v1/scenarios/").json()] == ["示例情景"]
