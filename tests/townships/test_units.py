"""Units in time, at the browser: rename, change of tier, merger and split, with what follows in ledger and scores."""

import datetime as dt
from decimal import Decimal

import pytest

from assessments.services.crediting import post_credits
from assessments.services.scoring import score_period
from experts.models import CreditEntry, Expert, Placement
from talentportal.core import clock
from talentportal.core.models import AuditEntry
from tests import make
from tests.assessments.results.table import Reader, rows, words
from townships.models import LeadingGroupPost, Role, Township, TownshipSuccession

pytestmark = pytest.mark.django_db
JULY = dt.date(2014, 7, 1)
NEW = {
    "code": "N-1", "kind": "town", "name_zh": "新设镇", "name_en": "Newtown", "short_zh": "新设", "tier": "medium",
}  # fmt: skip


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """8 July 2014: the second quarter is over, its results are not published."""
    at = make.moment(dt.date(2014, 7, 8))
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(clock, "today", lambda: at.date())
    return at


@pytest.fixture
def admin():
    make.published_scheme()
    return Reader(make.user(Role.ADMIN))


def sums(unit, year=2014):
    rows = CreditEntry.objects.filter(township=unit, effective_on__year=year)
    return sum((row.amount for row in rows), Decimal(0)), sum((row.heads for row in rows), Decimal(0))


def test_the_list_names_every_unit_with_its_tier(admin):
    make.township(code="T-A", name_zh="演示一镇", tier="high")
    make.township(code="T-B", name_zh="演示二镇", tier="low", closed_on=dt.date(2013, 1, 1))
    found = rows(admin.get("/units/"))
    assert [(row[0], row[3]) for row in found] == [("演示一镇", "一类"), ("演示二镇", "三类")]
    assert "2013年1月1日" in found[1][4]


def test_a_renamed_unit_is_the_same_and_a_quarter_prints_the_name_of_its_last_day(admin):
    unit = make.township(code="T-A", name_zh="演示乡")
    before, after = make.period(2014, 2), make.period(2014, 3)
    names = {"name_zh": "演示街道", "name_en": "Sample Subdistrict", "short_zh": "演示"}
    admin.post("/units/T-A/rename/", starts_on="2014-07-15", **names)
    assert Township.objects.count() == 1
    assert Township.objects.named_on(before.last_day).get().name == "演示乡"
    assert Township.objects.named_on(after.last_day).get().name == "演示街道"
    page = words(admin.get("/units/T-A/"))
    assert "演示街道 Sample Subdistrict 2014年7月15日 —" in page
    assert AuditEntry.objects.get(action="townships.edit_township").detail["change"] == "rename"
    assert unit.names.count() == 2
    answer = admin.post("/units/T-A/rename/", expect=422, starts_on="2014-07-10", **names | {"name_zh": "又一名"})
    assert "自2014年7月15日起已有另一名称" in words(answer.content.decode())


def test_nothing_is_dated_into_a_published_quarter(admin):
    unit = make.township(code="T-A")
    period = make.period(2014, 2)
    run = score_period(period, at=make.AT)
    run.status, run.published_by, run.published_at = "published", make.approver(), make.AT
    run.save()
    names = {"name_zh": "演示街道", "name_en": "Sample", "short_zh": "演示"}
    answer = admin.post("/units/T-A/rename/", expect=422, starts_on="2014-06-30", **names)
    assert "2014年6月30日以前的结果已发布" in words(answer.content.decode())
    assert unit.names.count() == 1


def test_a_tier_changes_on_the_first_day_of_a_coming_quarter_with_its_reason(admin):
    unit = make.township(code="T-A", tier="low")
    for day in ("2014-07-01", "2014-08-01"):
        admin.post("/units/T-A/tier/", expect=422, tier="high", starts_on=day, reason="演示")
    admin.post("/units/T-A/tier/", expect=422, tier="high", starts_on="2014-10-01", reason="")
    admin.post("/units/T-A/tier/", tier="high", starts_on="2014-10-01", reason="产业基础变化")
    found = {row.tier: (row.starts_on, row.ends_on, row.reason) for row in unit.tiers.all()}
    assert found["high"] == (dt.date(2014, 10, 1), None, "产业基础变化")
    assert found["low"][1] == dt.date(2014, 10, 1)


def test_a_merger_passes_ledger_posts_and_scores_to_the_successor(admin):
    old, keeper = make.township(code="T-A", tier="medium"), make.township(code="T-B", tier="medium")
    period = make.period(2014, 3)
    make.landed_expert(old, on=dt.date(2014, 3, 10))
    post_credits(Expert.objects.all(), by=None, at=make.AT)
    post = LeadingGroupPost.objects.create(
        township=old, post="head", office="party_secretary", holder_name="演示甲", starts_on=make.EARLY
    )
    assert sums(old) == (Decimal("1.00"), Decimal("1.00"))
    admin.post(
        "/units/merge/", predecessors=[old.pk], successor=keeper.pk, on="2014-07-01", document_no="演示〔2014〕1号"
    )
    old.refresh_from_db()
    post.refresh_from_db()
    assert (old.closed_on, post.ends_on) == (JULY, JULY)
    assert (sums(old), sums(keeper)) == ((0, 0), (Decimal("1.00"), Decimal("1.00")))
    score = score_period(period, at=make.AT).scores.get()
    assert (score.township, score.bonus) == (keeper, Decimal("1.00"))
    assert "演示〔2014〕1号" in words(admin.get("/units/T-B/"))


def test_two_units_merge_into_one_that_opens(admin):
    one, two = make.township(code="T-A"), make.township(code="T-B")
    page = admin.post("/units/merge/", expect=422, predecessors=[one.pk, two.pk], on="2014-07-01", document_no="1")
    assert "请填写此项" in page.content.decode()
    assert not TownshipSuccession.objects.exists()
    admin.post("/units/merge/", predecessors=[one.pk, two.pk], on="2014-07-01", document_no="1", **NEW)
    fresh = Township.objects.get(code="N-1")
    assert (fresh.opened_on, fresh.tiers.get().tier, fresh.inheritances.count()) == (JULY, "medium", 2)
    wrong = admin.post(
        "/units/merge/", expect=422, predecessors=[fresh.pk], successor=fresh.pk, on="2014-07-02", document_no="1"
    )
    assert "不能并入自身" in wrong.content.decode()


def test_a_split_takes_the_chosen_persons_and_their_credit_along(admin):
    unit = make.township(code="T-A", tier="medium")
    stays, goes = (make.landed_expert(unit, on=dt.date(2014, 3, day)) for day in (10, 11))
    post_credits(Expert.objects.all(), by=None, at=make.AT)
    chosen = Placement.objects.get(expert=goes)
    admin.post("/units/T-A/split/", placements=[chosen.pk], on="2014-07-01", document_no="2", **NEW)
    fresh = Township.objects.get(code="N-1")
    chosen.refresh_from_db()
    assert (chosen.ends_on, chosen.end_reason) == (JULY, "reorganised")
    assert fresh.placements.get().is_verified
    assert (sums(unit), sums(fresh)) == ((Decimal("1.00"), Decimal("1.00")), (Decimal("1.00"), Decimal("1.00")))
    assert Placement.objects.get(expert=stays).ends_on is None
    unit.refresh_from_db()
    assert unit.closed_on is None


def test_a_refused_split_leaves_nothing_behind(admin):
    unit = make.township(code="T-A")
    make.landed_expert(unit, on=dt.date(2014, 3, 10))
    late = make.placement(make.expert(), unit, starts_on=dt.date(2014, 7, 5))
    answer = admin.post("/units/T-A/split/", expect=422, placements=[late.pk], on="2014-07-01", document_no="2", **NEW)
    assert "当日不在该单位" in answer.content.decode()
    assert not Township.objects.filter(code="N-1").exists()


def test_only_the_administrator_keeps_units(admin):
    unit = make.township(code="T-A")
    for role in set(Role) - {Role.ADMIN}:
        person = make.user(role, township=unit if role in ("secretary", "deputy", "clerk") else None)
        Reader(person).get("/units/T-A/", expect=403)
