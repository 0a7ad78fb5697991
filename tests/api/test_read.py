"""What each role reads over REST: the same numbers as the pages, masked, scoped, filtered, ordered, paged."""

import pytest

from assessments.models import Score
from tests import make
from townships.models import Role


def get(client, path, status=200, **params):
    response = client.get(f"/api/v1/{path}", params)
    assert response.status_code == status, response.content
    return response.json()


def test_client_reads_the_published_ranking(district, rest, client_user):
    rows = get(rest(client_user), "scores/", period="2014Q2", ordering="rank")["results"]
    stored = {s.township.code: s for s in Score.objects.select_related("township")}
    assert [r["township"] for r in rows] == [s.township.code for s in sorted(stored.values(), key=lambda s: s.rank)]
    for row in rows:
        assert row["total"] == str(stored[row["township"]].total)
        assert (row["period"], row["run"], row["status"]) == ("2014Q2", 1, "published")


def test_lines_add_up_to_the_points_earned(district, rest, client_user):
    from decimal import Decimal

    lines = get(rest(client_user), "score-lines/", period="2014Q2", township="330212006", page_size=100)["results"]
    assert len(lines) == 19
    earned = sum(Decimal(line["points"]) for line in lines if line["points"] is not None)
    assert earned == Score.objects.get(township=district.first).earned
    only = get(rest(client_user), "score-lines/", indicator="B1", period="2014Q2")["results"]
    assert {line["indicator"] for line in only} == {"B1"}


def test_provisional_results_are_for_the_office_and_the_unit_itself(district, rest, client_user):
    from assessments.services.scoring import score_period

    score_period(district.open, at=make.AT)
    clerk, office = make.user(Role.CLERK, township=district.first), make.user(Role.REVIEWER)

    def seen(user):
        rows = get(rest(user), "scores/", period="2014Q3", run="provisional")["results"]
        return {row["township"] for row in rows}

    assert seen(client_user) == set()
    assert seen(clerk) == {"330212006"}
    (own,) = get(rest(clerk), "scores/", period="2014Q3", run="provisional")["results"]
    assert (own["rank"], own["tier_rank"]) == (None, None), "a place tells of the others before it is published"
    assert seen(office) == {"330212006", "330212008"}


def test_a_unit_reads_its_own_lines_only(district, rest):
    clerk = make.user(Role.CLERK, township=district.second)
    lines = get(rest(clerk), "score-lines/", period="2014Q2", page_size=100)["results"]
    assert {line["township"] for line in lines} == {"330212008"}
    totals = get(rest(clerk), "scores/", period="2014Q2")["results"]
    assert {row["township"] for row in totals} == {"330212006", "330212008"}


def test_persons_need_a_scope_and_stay_masked(district, rest, client_user):
    assert get(rest(client_user), "experts/")["results"] == []
    client_user.scopes = ["experts"]
    client_user.save()
    (row,) = get(rest(client_user), "experts/")["results"]
    assert row["name"] == "演**"
    assert (row["level"], row["township"], row["landed_on"]) == ("national", "330212006", "2014-05-01")
    assert row["id"] == get(rest(client_user), f"experts/{district.expert.pk}/")["id"]


def test_experts_are_found_by_pinyin_and_initials(district, rest):
    office = rest(make.user(Role.REVIEWER))
    for text in ("演示", "yanshijia", "ysj"):
        assert len(get(office, "experts/", search=text)["results"]) == 1, text
    assert get(office, "experts/", search="lisi")["results"] == []


def test_another_units_expert_is_not_found(district, rest):
    stranger = rest(make.user(Role.CLERK, township=district.second))
    get(stranger, f"experts/{district.expert.pk}/", status=404)
    assert get(stranger, "experts/")["results"] == []


def test_units_carry_the_name_and_tier_of_the_day(district, rest, client_user):
    row = get(rest(client_user), "townships/330212006/", on="2014-06-30")
    assert (row["name_en"], row["tier"]) == ("Shounan Subdistrict", "high")
    assert get(rest(client_user), "townships/330212006/", on="2001-01-01")["tier"] is None


def test_pages_follow_one_another(district, rest, client_user):
    client = rest(client_user)
    first = get(client, "townships/", page_size=1)
    assert [r["code"] for r in first["results"]] == ["330212006"]
    assert first["previous"] is None
    second = client.get(first["next"]).json()
    assert [r["code"] for r in second["results"]] == ["330212008"]
    assert second["next"] is None


def test_coverage_lists_both_kinds_of_units(district, rest, client_user):
    body = get(rest(client_user), "coverage/", on="2014-06-30")
    assert (body["units"], body["covered"], body["reached"]) == (2, 1, 1)
    assert body["covered_units"] == ["330212006"]
    assert body["uncovered_units"] == ["330212008"]
    assert body["first_reached_on"] == {"330212006": "2014-05-01"}


@pytest.mark.parametrize("by", ["tier", "group", "period"])
def test_statistics_agree_with_the_scores(district, rest, client_user, by):
    rows = get(rest(client_user), "statistics/", by=by, period="2014Q2")["results"]
    totals = list(Score.objects.values_list("total", flat=True))
    if by == "period":
        assert [r["units"] for r in rows] == [2]
        assert rows[0]["highest_total"] == str(max(totals))
    elif by == "tier":
        assert {r["tier"]: r["mean_total"] for r in rows} == {s.tier: str(s.total) for s in Score.objects.all()}
    else:
        assert [r["group"] for r in rows] == list("ABCDEFG")


def test_nothing_is_read_without_signing_in(district, client):
    for path in ("scores/", "experts/", "townships/", "statistics/", "coverage/", "schema/", "docs/"):
        assert client.get(f"/api/v1/{path}").status_code == 401, path


def test_an_approved_report_keeps_what_the_registers_said_when_it_was_approved(district, rest, monkeypatch):
    clerk = rest(make.user(Role.CLERK, township=district.first))
    report = district.first.reports.get(period=district.published)

    def registers(period, at):
        monkeypatch.setattr("talentportal.core.clock.now", lambda: at)
        sections = get(clerk, f"reports/{period}/330212006/")["sections"]
        return [line["register"] for section in sections for line in section.get("values", {}).values()]

    assert report.approved_at < make.AT, "the registers were verified after the approval"
    assert registers("2014Q2", make.AT) == registers("2014Q2", report.approved_at)
    assert registers("2014Q3", make.AT) != registers("2014Q3", report.approved_at)
