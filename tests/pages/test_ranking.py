"""The ranking through the page: order, ties, movement, tiers, who sees what, and what it costs."""

import gzip
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import ScoreRun
from talentportal.core.models.jobs import Job
from tests import make
from tests.assessments.results.table import Reader, rows, standings, words
from townships.models import Role, TownshipName

pytestmark = pytest.mark.django_db

RANK, MOVED, UNIT, PEERS = range(4)
BASE, BONUS, DEDUCTED, TOTAL, GRADE, LINE = range(-6, 0)


@pytest.fixture
def units():
    names = zip("甲乙丙丁", ["high", "high", "medium", "low"], strict=True)
    return [make.township(name_zh=f"演示{name}镇", code=f"R-{name_}", order=9 - nth, tier=tier, name_en=f"Town {nth}")
            for nth, ((name, tier), name_) in enumerate(zip(names, "abcd", strict=True))]  # fmt: skip


@pytest.fixture
def tiers(units):
    return dict(zip(units, ["high", "high", "medium", "low"], strict=True))


@pytest.fixture
def leader():
    return Reader(make.user(Role.LEADER))


def table(units, *totals):
    return dict(zip(units, totals, strict=True))


def test_equal_totals_share_a_rank_and_stand_in_the_official_order(units, leader):
    standings(make.period(2014, 2), table(units, "81.69", "90.00", "90.00", "70.01"))
    found = rows(leader.get("/ranking/2014Q2/"))
    assert [row[RANK] for row in found] == ["1", "1", "3", "4"]
    assert [row[UNIT] for row in found] == ["演示丙镇", "演示乙镇", "演示甲镇", "演示丁镇"]  # 丙 stands before 乙
    assert [row[TOTAL].split()[-1] for row in found] == ["90.00", "90.00", "81.69", "70.01"]


def test_a_row_shows_base_bonus_and_every_group_and_they_add_up(units, leader):
    standings(make.period(2014, 2), table(units, "81.69", "80.00", "79.00", "78.00"), bonus={units[0]: "1.00"})
    first = rows(leader.get("/ranking/2014Q2/"))[0]
    assert (first[BASE], first[BONUS], first[DEDUCTED]) == ("80.69", "1.00", "0.00")
    groups = [Decimal(cell) for cell in first[PEERS + 1 : BASE]]
    assert len(groups) == 7
    assert sum(groups) == Decimal("80.69")
    assert first[GRADE] == "良好 进度良好"


def test_movement_compares_with_the_published_quarter_before(units, leader):
    standings(make.period(2013, 4), table(units, "70", "80", "90", "60"))
    standings(make.period(2014, 1), table(units, "95", "80", "90", "60"), published=False)
    standings(make.period(2014, 2), table(units, "95", "80", "90", "60"))
    page = leader.get("/ranking/2014Q2/")
    assert {row[UNIT]: row[MOVED] for row in rows(page)} == {
        "演示甲镇": "▲ 上升 2", "演示丙镇": "▼ 下降 1", "演示乙镇": "▼ 下降 1", "演示丁镇": "– 持平",
    }  # fmt: skip
    first = rows(leader.get("/ranking/2013Q4/"))
    assert {row[MOVED] for row in first} == {"— 上期无名次"}


def test_the_line_draws_one_point_for_each_quarter_and_leaves_a_gap(units, leader):
    for year, quarter in ((2013, 2), (2013, 3), (2014, 1), (2014, 2)):
        standings(make.period(year, quarter), table(units, "70", "80", "90", "60"))
    line = re.search(r'<svg class="spark".*?</svg>', leader.get("/ranking/2014Q2/")).group()
    path = re.search(r'<path d="([^"]*)"', line).group(1)
    assert path.count("M") == 2  # 2013Q4 is not there: the line is taken up again
    assert path.count("L") == 2
    assert "近8个季度得分，最近90.00分" in line


def test_a_tier_has_its_own_ranks_movement_and_tab(units, tiers, leader):
    standings(make.period(2014, 1), table(units, "70", "80", "90", "60"), tiers=tiers)
    standings(make.period(2014, 2), table(units, "85", "80", "90", "60"), tiers=tiers)
    page = leader.get("/ranking/2014Q2/?tier=high")
    assert [(row[RANK], row[MOVED], row[UNIT], row[PEERS]) for row in rows(page)] == [
        ("1", "▲ 上升 1", "演示甲镇", "一类 2/4"),
        ("2", "▼ 下降 1", "演示乙镇", "一类 3/4"),
    ]
    assert "全部4 一类2 二类1 三类1" in words(page)
    overall = rows(leader.get("/ranking/2014Q2/"))
    assert [row[PEERS] for row in overall] == ["二类 1/1", "一类 1/2", "一类 2/2", "三类 1/1"]
    leader.get("/ranking/2014Q2/?tier=lowest", expect=404)


def test_heads_are_links_that_sort_and_keep_the_tier(units, tiers, leader):
    standings(make.period(2014, 2), table(units, "85", "80", "90", "60"), tiers=tiers, bonus={units[3]: "4.00"})
    page = leader.get("/ranking/2014Q2/?sort=-bonus")
    assert rows(page)[0][UNIT] == "演示丁镇"
    assert 'aria-sort="descending"><a class="sort" href="?sort=bonus">附加分' in page
    assert rows(leader.get("/ranking/2014Q2/?sort=total"))[0][TOTAL].split()[-1] == "60.00"
    assert rows(leader.get("/ranking/2014Q2/?sort=B"))[0][UNIT] == "演示丁镇"
    assert rows(leader.get("/ranking/2014Q2/?sort=nonsense"))[0][RANK] == "1"
    assert 'href="?tier=high&amp;sort=-total"' in leader.get("/ranking/2014Q2/?tier=high")


def test_units_see_published_results_and_only_their_own_details(units):
    standings(make.period(2014, 1), table(units, "70", "80", "90", "60"))
    standings(make.period(2014, 2), table(units, "85", "80", "90", "60"), published=False)
    clerk = Reader(make.user(Role.CLERK, township=units[1]))
    page = clerk.get("/ranking/")
    assert "2014年一季度考核排名" in words(page)
    assert re.findall(r'href="(/scores/[^"]*)"', page) == ["/scores/2014Q1/R-b/"] * 2  # the name and the total
    assert re.search(r'<tr class="own">.*?演示乙镇', page)
    assert page.count('<tr class="own">') == 1
    unpublished = clerk.get("/ranking/2014Q2/")
    assert "本季得分尚未发布" in words(unpublished)
    assert "90.00" not in unpublished
    clerk.get("/ranking/2014Q2/?run=1", expect=404)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.REVIEWER, Role.CO_REVIEWER, Role.APPROVER, Role.AUDITOR])
def test_the_office_sees_the_provisional_run_marked_as_such(units, role):
    standings(make.period(2014, 2), table(units, "85", "80", "90", "60"), published=False)
    page = words(Reader(make.user(role)).get("/ranking/2014Q2/"))
    assert "试算 本次核算尚未发布" in page
    assert "第1版，未发布" in page


def test_a_leader_reads_results_that_are_not_published_yet_and_a_unit_does_not(units, leader):
    standings(make.period(2014, 2), table(units, "85", "80", "90", "60"), published=False)
    assert "试算" in words(leader.get("/ranking/2014Q2/"))
    unit = Reader(make.user(Role.SECRETARY, township=units[0]))
    assert "本季得分尚未发布" in words(unit.get("/ranking/2014Q2/"))
    assert "还没有季度" not in words(unit.get("/ranking/"))


def test_older_versions_stay_readable_and_the_latest_published_one_stands(units):
    period = make.period(2014, 2)
    standings(period, table(units, "85", "80", "90", "60"))
    standings(period, table(units, "95", "80", "90", "60"), version=2)
    standings(period, table(units, "99", "80", "90", "60"), version=3, published=False)
    office, unit = Reader(make.user(Role.APPROVER)), Reader(make.user(Role.CLERK, township=units[0]))
    assert rows(office.get("/ranking/2014Q2/"))[0][TOTAL].split()[-1] == "95.00"
    assert rows(office.get("/ranking/2014Q2/?run=1"))[0][TOTAL].split()[-1] == "90.00"
    assert rows(office.get("/ranking/2014Q2/?run=3"))[0][TOTAL].split()[-1] == "99.00"
    shown = words(office.get("/ranking/2014Q2/"))
    assert "尚未公布（第3版） 现行认定（第2版） 当时公布（第1版）" in shown
    assert "第3版" not in words(unit.get("/ranking/2014Q2/"))
    assert 'href="/scores/2014Q2/R-a/?run=1"' in unit.get("/ranking/2014Q2/?run=1")
    for wrong in ("9", "1.5", "x", "999999"):
        office.get(f"/ranking/2014Q2/?run={wrong}", expect=404)


def test_the_names_are_those_of_the_quarter_in_the_language_of_the_reader(units):
    old = units[0].names.get()
    TownshipName.objects.filter(pk=old.pk).update(ends_on="2014-09-01")
    units[0].names.create(name_zh="演示甲街道", name_en="New Town", starts_on="2014-09-01")
    standings(make.period(2014, 2), table(units, "85", "80", "90", "60"))
    standings(make.period(2014, 3), table(units, "85", "80", "90", "60"))
    person = make.user(Role.LEADER)
    assert "演示甲镇" in Reader(person).get("/ranking/2014Q2/")
    assert "演示甲街道" in Reader(person).get("/ranking/2014Q3/")
    english = words(Reader(person, "en").get("/ranking/2014Q3/"))
    assert "Ranking 2014 Q3" in english
    assert "New Town" in english
    assert "High tier" not in english  # all units are of the middle one here
    assert "Medium tier 2/4" in english


def test_states_before_anything_is_computed(leader):
    assert "还没有季度" in words(leader.get("/ranking/"))
    unit = Reader(make.user(Role.SECRETARY, township=make.township()))
    period = make.period(2014, 3)
    assert "本季得分尚未发布" in words(unit.get("/ranking/"))
    reviewer = Reader(make.user(Role.REVIEWER))
    page = reviewer.get("/ranking/2014Q3/")
    assert "本季尚未核算" in words(page)
    assert 'action="/periods/2014Q3/score/"' in page
    Job.objects.create(kind="score_period", key=f"period:{period.pk}", args={"period": period.pk}, requested_at=make.AT)
    computing = reviewer.get("/ranking/2014Q3/")
    assert "正在核算本季得分" in words(computing)
    assert 'hx-trigger="load, every 2s"' in computing
    assert "正在核算" not in unit.get("/ranking/2014Q3/")
    leader.get("/ranking/2015Q3/", expect=404)
    leader.get("/ranking/2014Q5/", expect=404)


def test_published_page_names_the_publisher_time_and_version(units, leader):
    standings(make.period(2014, 2), table(units, "85", "80", "90", "60"))
    name = ScoreRun.objects.get().published_by.name
    assert f"10月8日核算，10月8日由{name}发布，第1版。4家单位，满分100分，“千人计划”引育附加分最高5分。" in words(
        leader.get("/ranking/")
    )


def test_names_are_escaped(leader):
    unit = make.township(name_zh="<b>演示</b>&镇")
    standings(make.period(2014, 2), {unit: "85"})
    page = leader.get("/ranking/")
    assert "&lt;b&gt;演示&lt;/b&gt;&amp;镇" in page
    assert "<b>演示" not in page


def ranked_district(size: int) -> None:
    """A district of this size with eight published quarters."""
    units = [make.township(order=nth) for nth in range(size)]
    for nth in range(2012 * 4 + 3, 2014 * 4 + 3):
        year, quarter = divmod(nth, 4)
        standings(make.period(year, quarter + 1), {unit: f"{60 + at / 2:.2f}" for at, unit in enumerate(units)})


@pytest.mark.parametrize("size", [26, 60])
@pytest.mark.parametrize("role", [Role.LEADER, Role.APPROVER, Role.CLERK])
def test_at_most_four_queries_beyond_sign_in_whatever_the_number_of_units(size, role):
    ranked_district(size)
    unit = make.township() if role == Role.CLERK else None
    reader = Reader(make.user(role, township=unit))
    for expected in (4, 2):  # the scheme is read once and remembered, for it never changes
        with CaptureQueriesContext(connection) as queries:
            page = reader.get("/ranking/2014Q2/")
        own = [q["sql"] for q in queries if not re.search("django_session|FROM .townships_user. WHERE", q["sql"])]
        assert len(own) <= expected
    assert len(rows(page)) == size


def test_a_district_page_is_small(leader):
    ranked_district(25)
    page = leader.get("/ranking/2014Q2/")
    assert len(gzip.compress(page.encode())) <= 40_000
    assert len(re.findall(r"<[a-z]", page)) <= 1_500
