"""Why 81.69: the score page and the rows behind its numbers, on the worked example W01 run through the engine."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import DeductionCase, ScoreRun
from assessments.services.scoring import publish_run, score_period
from experts.models import CreditEntry, Expert, Placement
from tests import make
from tests.assessments.results.table import Reader, rows, standings, text, words
from tests.assessments.scoring.examples import expected, fill, given, knowing_all
from townships.models import Role

pytestmark = pytest.mark.django_db

LINE, POINTS, OF, _BAR, LOST, CHANGE, FORMULA, RECORDS = range(8)


@pytest.fixture
def unit():
    return make.township(code="W-01", name_zh="演示甲镇", name_en="Sample Town", tier="medium")


@pytest.fixture
def period(unit):
    """W01 with a second unit that did nothing at all."""
    made = make.period(2014, 2)
    make.township(code="W-02", name_zh="演示乙镇", tier="medium")
    fill(unit, made, given("W01")["values"], ledger=["1.00"])
    return made


@pytest.fixture
def provisional(period):
    return score_period(period, at=knowing_all(period))


@pytest.fixture
def published(period, provisional):
    return publish_run(provisional, by=make.approver(), at=knowing_all(period))


@pytest.fixture
def clerk(unit):
    return Reader(make.user(Role.CLERK, township=unit))


PAGE = "/scores/2014Q2/W-01/"


def lines(page):
    """The rows of the tree by indicator code."""
    found = rows(page.split('id="tree"')[1])
    return {row[LINE].split()[0]: row for row in found}


def test_the_page_explains_every_line_with_its_real_numbers(published, clerk):
    page = clerk.get(PAGE)
    assert "为什么是81.69分" in words(page)
    assert "演示甲镇2014年二季度在2家单位中排第1名，在2家二类单位中排第1名。" in words(page)
    assert "基本分80.69，扣分0.00，“千人计划”引育附加分1.00。 良好 · 进度良好" in words(page)
    tree = lines(page)
    for code, points in expected("W01")["points"].items():
        assert tree[code][POINTS] == points, code
    assert tree["F1"][FORMULA].startswith("6.00 × min(1, 11 ÷ 16 ÷ 100%) = 4.13")
    assert tree["B1"][FORMULA].startswith("20.00 × min(1, 1 ÷ (1 × 50%)) = 20.00")
    assert (tree["D2"][LOST], tree["A1"][LOST]) == ("-0.37", "满分")
    assert (tree["B"][POINTS], tree["B"][OF]) == ("33.00", "35")
    assert tree["E1"][RECORDS].startswith("10条记录")


def test_the_groups_and_the_bonus_add_up_to_the_total(published, clerk):
    formula = clerk.get(PAGE).split('class="formula"')[1].split("</div>")[0]
    *parts, bonus, total = [Decimal(n) for n in re.findall(r"<b[^>]*>([\d.]+)</b>", formula)]
    assert sum(parts) == Decimal("80.69")
    assert (bonus, total) == (Decimal("1.00"), Decimal("81.69"))
    assert len(parts) == 7


def test_lines_that_do_not_apply_leave_the_denominator_and_the_page_says_so(unit, clerk):
    period = make.period(2014, 1)
    fill(unit, period, given("W02")["values"])
    publish_run(score_period(period, at=knowing_all(period)), by=make.approver(), at=knowing_all(period))
    page = clerk.get("/scores/2014Q1/W-01/")
    assert "100×52.67÷66.00＝79.80" in words(page)
    assert lines(page)["B1"][POINTS] == "不适用"


def test_a_count_opens_the_very_rows_even_after_the_registers_changed(unit, published, clerk):
    href = re.search(r'href="(/scores/2014Q2/W-01/E1/[^"]*)"', clerk.get(PAGE)).group(1)
    before = rows(clerk.get(href))
    assert len(before) == 10
    unit.participations.update(verified_at=None)
    for participation in unit.participations.all()[:4]:
        participation.event.held_on = dt.date(2014, 9, 1)
        participation.event.save()
    assert len(rows(clerk.get(href))) == 10
    page = clerk.get(href)
    assert "共10条，按2014年10月9日" in words(page)
    assert "4.00 × min(1, 10 ÷ (24 × 50%)) = 3.33" in words(page)


def test_a_record_that_left_the_unit_is_counted_and_said_to_be_gone(unit, published, clerk):
    unit.participations.filter(pk=unit.participations.first().pk).update(township=make.township())
    page = clerk.get("/scores/2014Q2/W-01/E1/")
    assert len(rows(page)) == 9
    assert "有1条记录不再显示" in words(page)


def test_a_reported_figure_names_its_report_and_the_register_stands_beside_it(unit, published, clerk):
    """F1 is what the unit reported; the contacts on record support it and are not what was counted."""
    page = clerk.get(PAGE)
    assert 'href="/scores/2014Q2/W-01/F1/?run=1"' in page
    assert lines(page)["F1"][RECORDS].startswith("季度报表")
    source = clerk.get("/scores/2014Q2/W-01/F1/")
    assert rows(source.split('id="own-h"')[1]) == [["2014年二季度报表", "2014年6月30日", "11"]]
    assert f'href="/reports/2014Q2/{unit.code}/"' in source
    assert "登记库中的相关记录" in words(source)
    assert "计入的记录" not in words(source)
    assert "计入的记录" in words(clerk.get("/scores/2014Q2/W-01/E1/"))


def test_a_figure_of_the_year_names_every_report_of_the_year(unit, published, clerk):
    first = make.approved_report(make.period(2014, 1), unit, values={"A2": 1})
    make.approved_report(make.period(2013, 4), unit, values={"A2": 9})
    assert first.period.code == "2014Q1"
    labels = [row[0] for row in rows(clerk.get("/scores/2014Q2/W-01/A2/").split('id="own-h"')[1])]
    assert labels == ["2014年一季度报表", "2014年二季度报表"]


def test_a_line_without_rows_says_that_nothing_was_counted(published, clerk):
    assert "没有计入的记录" in words(clerk.get("/scores/2014Q2/W-01/C1/"))
    clerk.get("/scores/2014Q2/W-01/Z9/", expect=404)


def test_the_bonus_lists_its_ledger_entries_before_and_after_the_cap(unit, period):
    for amount in ("3.00", "2.00"):
        make.credit(make.expert(), unit, amount=amount)
    run = score_period(period, at=knowing_all(period))
    publish_run(run, by=make.approver(), at=knowing_all(period))
    later = make.credit(
        make.expert(name="演示后来"), unit, amount="1.00", posted_at=knowing_all(period) + dt.timedelta(1)
    )
    page = Reader(make.user(Role.REVIEWER)).get(PAGE)
    bonus = page.split('id="bonus-h"')[1].split("</section>")[0]
    assert "合计6.00，上限5.00，计5.00" in text(bonus)
    amounts = [row[-1] for row in rows(bonus)]
    assert amounts == ["+1.00", "+3.00", "+2.00"]
    assert later.expert.name not in page  # posted after this run was computed


@pytest.mark.parametrize(
    ("role", "is_named"),
    [(Role.REVIEWER, True), (Role.AUDITOR, True), (Role.LEADER, False), (Role.CO_REVIEWER, False)],
)
def test_persons_are_masked_by_right_on_both_pages(published, role, is_named):
    name = Expert.objects.get(pk=CreditEntry.objects.first().expert_id).name
    reader = Reader(make.user(role))
    for path in (PAGE, f"{PAGE}B1/"):
        assert (name in reader.get(path)) is is_named
        assert ("演*" in reader.get(path)) is not is_named


def test_a_unit_opens_its_own_score_and_never_another_one(unit, published):
    for role in (Role.CLERK, Role.DEPUTY, Role.SECRETARY):
        own = Reader(make.user(role, township=unit))
        own.get(PAGE)
        own.get(f"{PAGE}B1/")
        own.get("/scores/2014Q2/W-02/", expect=404)
        own.get("/scores/2014Q2/W-02/B1/", expect=404)
    for role in (Role.LEADER, Role.AUDITOR, Role.ADMIN, Role.CO_REVIEWER):
        Reader(make.user(role)).get("/scores/2014Q2/W-02/")
    Reader(make.user(Role.API_CLIENT)).get(PAGE, expect=403)


def test_a_unit_reads_its_provisional_points_without_ranks(provisional, clerk):
    page = words(clerk.get(PAGE))
    assert "试算 本得分尚未发布" in page
    assert "81.69" in page
    assert "排第" not in page
    assert "同类平均" not in page
    office = words(Reader(make.user(Role.ADMIN)).get(PAGE))
    assert "试算" in office
    assert "排第1名" in office
    assert "排第1名" in words(Reader(make.user(Role.LEADER)).get(PAGE))


def test_older_versions_stay_readable(unit, period, published, clerk):
    make.credit(make.expert(), unit, amount="2.00")
    again = score_period(period, at=knowing_all(period) + dt.timedelta(1))
    publish_run(again, by=make.approver(), at=knowing_all(period) + dt.timedelta(1), note="台账补记")
    assert "为什么是83.69分" in words(clerk.get(PAGE))
    old = clerk.get(f"{PAGE}?run=1")
    assert "为什么是81.69分" in words(old)
    assert 'href="/scores/2014Q2/W-01/E1/?run=1"' in old
    assert "现行认定（第2版） 当时公布（第1版）" in words(old)
    clerk.get(f"{PAGE}?run=3", expect=404)


def test_deductions_name_the_rule_and_the_case(unit, period, clerk):
    reason = "示例：会议纪要与实际不符"
    DeductionCase.objects.create(
        period=period, township=unit, code="Y2", reason=reason, found_by=make.approver(), found_at=make.AT
    )
    publish_run(score_period(period, at=knowing_all(period)), by=make.approver(), at=knowing_all(period))
    page = words(clerk.get(PAGE))
    assert "Y2 虚报瞒报" in page
    assert reason in page
    assert "5.00 × 1 -5.00" in page
    assert "扣分5.00" in page


def test_the_quarters_before_stand_beside_the_average_of_the_tier(unit, clerk):
    other = make.township(tier="medium")
    standings(make.period(2013, 4), {unit: "70.00", other: "80.00"})
    standings(make.period(2014, 1), {unit: "75.00", other: "71.00"})
    standings(make.period(2014, 2), {unit: "90.00", other: "72.00"})
    page = clerk.get(PAGE)
    history = page.split('id="tr-h"')[1].split("</section>")[0]
    assert rows(history) == [
        ["2014年二季度", "90.00", "81.00", "1/2"],
        ["2014年一季度", "75.00", "73.00", "1/2"],
        ["2013年四季度", "70.00", "75.00", "2/2"],
    ]
    assert lines(page)["B1"][CHANGE] == "+3.00"  # 18.00 after 15.00


def test_the_record_names_scheme_version_time_and_publisher(published, clerk):
    page = clerk.get(PAGE)
    record = text(page.split('id="ver-h"')[1].split("</section>")[0])
    assert "YZ-REF · 第1版" in record
    assert f"2014年10月9日09:00 · {published.published_by.name}" in record
    assert 'href="/schemes/YZ-REF/1/"' in page


def test_the_page_reads_in_english(unit, published):
    page = words(Reader(make.user(Role.CLERK, township=unit), "en").get(PAGE))
    assert "Why 81.69 points" in page
    assert "In 2014 Q2 Sample Town ranks 1 among 2 units and 1 among 2 units of the Medium tier." in page
    assert "10 records" in page


@pytest.mark.parametrize("path", ["/scores/2014Q3/W-01/", "/scores/2014Q2/NOBODY/", "/scores/2014Q2/W-01/?run=x"])
def test_what_does_not_exist_is_404(published, clerk, path):
    clerk.get(path, expect=404)


@pytest.mark.parametrize("others", [1, 40])
def test_the_number_of_queries_does_not_grow_with_units_or_entries(unit, others):
    period = make.period(2014, 2)
    for _ in range(others):
        make.credit(make.expert(), unit, amount="0.10", on=dt.date(2014, 5, 6))
    units = [make.township(tier="medium") for _ in range(others)]
    standings(make.period(2014, 1), dict.fromkeys([unit, *units], "70.00"))
    publish_run(score_period(period, at=knowing_all(period)), by=make.approver(), at=knowing_all(period))
    reader = Reader(make.user(Role.LEADER))
    reader.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        reader.get(PAGE)
    own = [q["sql"] for q in queries if not re.search("django_session|FROM .townships_user. WHERE", q["sql"])]
    assert len(own) == 17, "\n".join(own)
    assert ScoreRun.objects.count() == 2
    assert Placement.objects.count() == 0
