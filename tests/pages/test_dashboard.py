"""The dashboard through the page itself: what it says, whom it lists, and that it costs the same for 60 units."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Report
from assessments.services.scoring import publish_run, score_period
from talentportal.core import clock
from talentportal.core.models.jobs import Job, JobState
from tests import make
from tests.assessments.results.table import Reader, rows, standings
from tests.assessments.review.desk import Desk
from townships.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Sets the one clock of the portal; it stands at 8 October 2014, 9:00 to begin with."""

    def stand(*day, hour=9):
        monkeypatch.setattr(clock, "now", lambda: make.moment(dt.date(*day), hour))

    stand(2014, 10, 8)
    return stand


@pytest.fixture
def desk(at):
    return Desk()


def text(page: str) -> str:
    """What a person reads: no tags, one space."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page.split("<main", 1)[1])))


def board(page: str) -> str:
    return page.split('id="board"')[1].split("</section>")[0]


def test_first_line_can_be_read_aloud_in_both_languages(desk):
    page = text(desk.get(desk.reviewer, "/dashboard/"))
    assert "今天是10月8日（周三），距截止日期10月10日还有2天。6家单位中4家已报送，2家待审核，1家未开始。" in page
    client = desk.client(desk.reviewer)
    client.cookies["django_language"] = "en"
    page = text(client.get("/dashboard/").content.decode())
    assert "Today is 8 Oct (Wed); 2 days are left until the due date, 10 Oct." in page
    assert "4 of 6 units have submitted, 2 are under review, 1 has not started." in page


def test_every_unit_has_a_tile_at_its_place_with_state_and_way_to_its_review(desk):
    tiles = board(desk.get(desk.reviewer, "/dashboard/"))
    for nth, unit in enumerate(desk.units):
        assert f'<li class="x{nth % 3 + 1} y{nth // 3 + 1}"><a class="tile' in tiles
        assert f'href="/review/2014Q3/{unit.code}/"' in tiles
    for words in ("待审核", "填报中 1/11", "未开始", "已退回", "已通过"):
        assert words in tiles


def test_list_holds_the_same_units_without_scripts(desk):
    rows = board(desk.get(desk.reviewer, "/dashboard/?view=list"))
    assert rows.count('<th scope="row">') == len(desk.units)
    assert "10月6日16:00" in rows


def test_work_that_waits_is_listed_longest_first_and_only_mine(desk):
    page = desk.get(desk.reviewer, "/dashboard/")
    waiting = page.split('id="queue-h"')[1].split("</section>")[0]
    assert waiting.index("演示甲镇") < waiting.index("演示乙镇")
    assert "等待2天" in waiting
    other = make.user(Role.REVIEWER, reviews=[desk.second])
    waiting = desk.get(other, "/dashboard/").split('id="queue-h"')[1].split("</section>")[0]
    assert "演示乙镇" in waiting
    assert "演示甲镇" not in waiting
    returned = page.split('id="returned-h"')[1].split("</section>")[0]
    assert "演示戊镇" in returned
    late = page.split('id="late-h"')[1].split("</section>")[0]
    assert "演示丁镇" in late
    assert "演示丙镇" not in late


def test_after_the_due_date_what_is_missing_is_overdue_and_after_the_lock_not_submitted(desk, at):
    at(2014, 10, 13)
    page = desk.get(desk.reviewer, "/dashboard/")
    assert "已过截止日期10月10日；10月20日前报送算迟报" in text(page)
    late = page.split('id="late-h"')[1].split("</section>")[0]
    assert "演示丙镇" in late
    assert "已逾期 1/11" in late
    at(2014, 10, 21)
    page = text(desk.get(desk.reviewer, "/dashboard/"))
    assert f"报送已于10月20日截止锁定，审核应在10月{desk.period.review_until.day}日前完成。" in page
    assert "2家未报送" in page


def test_all_approved(desk):
    for unit in desk.units:
        Report.objects.filter(township=unit).update(
            state="approved",
            signed_by=make.staff(unit)[Role.SECRETARY],
            submitted_at=make.AT,
            first_submitted_at=make.AT,
            approved_at=make.AT,
        )
    page = text(desk.get(desk.reviewer, "/dashboard/"))
    assert "6家单位的报表全部通过" in page
    assert "没有等待您审核的报表" in page
    assert "各单位均已开始填报" in page


def test_a_quarter_that_is_not_open_yet_says_when_it_opens(desk):
    make.period(2014, 4, opened=False)
    page = desk.get(desk.reviewer, "/dashboard/?period=2014Q4")
    assert "尚未开放" in text(page)
    assert "开始填报" in text(page)
    assert "/review/2014Q4/" not in board(page)


def test_without_any_quarter_the_page_says_so(at):
    page = make.user(Role.ADMIN)
    assert "还没有季度" in Desk.client(page).get("/dashboard/").content.decode()


def test_another_quarter_is_chosen_by_address_and_an_unknown_one_is_404(desk):
    make.period(2014, 2)
    assert "2014年二季度报送" in text(desk.get(desk.reviewer, "/dashboard/?period=2014Q2"))
    for wrong in ("2013Q1", "2014Q5", "x", "%27"):
        desk.get(desk.reviewer, f"/dashboard/?period={wrong}", expect=404)


def test_units_are_refused_and_a_leader_sees_no_review_list(desk):
    for person in make.staff(desk.first).values():
        desk.get(person, "/dashboard/", expect=403)
    page = desk.get(make.user(Role.LEADER), "/dashboard/")
    assert "待我审核" not in page
    assert "/review/2014Q3/" not in board(page)


def test_coverage_counts_units_now_and_ever_and_names_them(desk):
    make.landed_expert(desk.first, level="provincial", on=dt.date(2014, 3, 1))
    make.landed_expert(desk.second, level="municipal", on=dt.date(2014, 8, 1))
    gone = make.expert()
    make.selection(gone, level="district", selected_on=dt.date(2013, 1, 5))
    make.placement(gone, desk.idle, starts_on=dt.date(2013, 2, 1), ends_on=dt.date(2014, 2, 1))
    page = text(desk.get(desk.reviewer, "/dashboard/"))
    assert "33%" in page
    assert "2/6家单位现有达标专家，曾有过的3家" in page
    assert "曾有、现在没有（1家）演示丁" in page


def test_experts_are_counted_once_at_their_highest_level(desk):
    person = make.landed_expert(desk.first, level="municipal", on=dt.date(2013, 3, 1))
    make.selection(person, level="national", selected_on=dt.date(2014, 8, 1))
    make.landed_expert(desk.first, level="district", on=dt.date(2014, 8, 15))
    hidden = make.expert()
    make.selection(hidden, level="district")
    make.placement(hidden, desk.first, verified_at=None)
    table = desk.get(desk.reviewer, "/dashboard/").split('id="added-h"')[1].split("</tbody>")[0]
    numbers = [re.findall(r'class="num">(\d+)<', row) for row in table.split("<tr>")[2:]]
    assert numbers == [["0", "0", "1"], ["0", "0", "0"], ["0", "0", "0"], ["1", "1", "1"]]


def publish(desk, period, values):
    for unit, sessions in zip(desk.units, values, strict=True):
        make.approved_report(period, unit, values={"A2": Decimal(sessions)})
    publish_run(score_period(period, at=make.AT), by=desk.approver, at=make.AT)


def test_last_published_ranking_shows_first_last_and_moves(desk):
    first, second = make.period(2014, 1), make.period(2014, 2)
    publish(desk, first, [1, 0, 0, 0, 0, 0])
    publish(desk, second, [0, 4, 0, 0, 0, 0])
    panel = desk.get(desk.reviewer, "/dashboard/").split('id="rank-h"')[1].split("</section>")[0]
    assert "2014年二季度排名" in panel
    top = panel.split("<tbody>")[1].split("</tr>")[0]
    assert "演示乙镇" in top
    assert 'class="delta up"' in top
    assert f'href="/scores/2014Q2/{desk.second.code}/"' in top
    moved = panel.split("名次变动最大</h3>")[1]
    assert "演示甲镇" in moved
    assert 'class="delta down"' in moved


def test_nothing_published_yet_is_said(desk):
    assert "还没有发布的排名" in desk.get(desk.reviewer, "/dashboard/")


def test_progress_and_failure_of_the_score_job_are_shown(desk):
    Job.objects.all().delete()
    job = Job.objects.create(
        kind="score_period",
        key=f"period:{desk.period.pk}",
        state=JobState.RUNNING,
        requested_at=make.AT,
        started_at=make.AT,
        progress_done=3,
        progress_total=6,
    )
    page = desk.get(desk.reviewer, "/dashboard/")
    assert "正在核算本季度得分" in page
    assert f'hx-get="/jobs/{job.pk}/"' in page
    Job.objects.update(state=JobState.FAILED, finished_at=make.AT, error="RuntimeError: x")
    page = desk.get(desk.reviewer, "/dashboard/")
    assert "最近一次核算没有成功" in page
    assert "RuntimeError" not in page


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.CLERK, "/my-quarter/"),
        (Role.DEPUTY, "/my-quarter/"),
        (Role.SECRETARY, "/my-quarter/"),
        (Role.ADMIN, "/dashboard/"),
        (Role.REVIEWER, "/dashboard/"),
        (Role.CO_REVIEWER, "/dashboard/"),
        (Role.APPROVER, "/dashboard/"),
        (Role.AUDITOR, "/dashboard/"),
        (Role.LEADER, "/ranking/"),
    ],
)
def test_front_door_leads_everybody_to_the_page_his_work_begins_with(db, role, first):
    unit = make.township() if role in (Role.CLERK, Role.DEPUTY, Role.SECRETARY) else None
    assert Desk.client(make.user(role, township=unit)).get("/")["Location"] == first


def queries(desk, person, path="/dashboard/") -> int:
    """Beyond sign-in: neither the session nor the account itself."""
    client = desk.client(person)
    client.get(path)  # the published scheme is read once per process
    with CaptureQueriesContext(
        connection,
    ) as ran:
        assert client.get(path).status_code == 200
    own = [q["sql"] for q in ran if 'FROM "django_session"' not in q["sql"] and 'FROM "townships_user"' not in q["sql"]]
    return len(own)


@pytest.mark.parametrize("units", [26, 60])
def test_at_most_eight_queries_whatever_the_number_of_units(at, units):
    desk = Desk()
    publish(desk, make.period(2014, 1), [1, 0, 2, 0, 3, 0])
    publish(desk, make.period(2014, 2), [0, 4, 0, 1, 0, 2])
    for _nth in range(units - len(desk.units)):
        unit = make.township()
        make.submitted_report(desk.period, unit, submitted_on=dt.date(2014, 10, 7))
        make.landed_expert(unit)
    assert queries(desk, desk.approver) <= 8
    assert queries(desk, desk.reviewer, "/dashboard/?view=list") <= 8


def test_the_median_is_the_same_on_the_dashboard_and_over_rest(at):
    """The mean of the two in the middle when the units are even in number, rounded half up."""
    units = [make.township() for _ in range(4)]
    standings(make.period(2014, 1), dict(zip(units, ("90.00", "70.00", "60.00"), strict=False)))
    standings(make.period(2014, 2), dict(zip(units, ("90.00", "70.00", "69.99", "60.00"), strict=True)))
    office = Reader(make.user(Role.REVIEWER))
    table = office.get("/dashboard/").split('id="trend-h"')[1].split("</table>", 1)[1]
    assert rows(table) == [
        ["2014年二季度", "70.00", "90.00", "60.00"],
        ["2014年一季度", "70.00", "90.00", "60.00"],
    ]
    told = office.client.get("/api/v1/statistics/", {"by": "period"}).json()["results"]
    assert [row["median_total"] for row in told] == ["70.00", "70.00"]
