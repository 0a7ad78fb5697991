"""The way of a workbook through the page: template, mistakes all at once, difference, applying and taking back."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.imports import KINDS
from experts.models import CreditEntry, EventParticipation, Expert, Placement, RecruitmentEvent, Selection
from experts.services import identity as identities
from experts.services import people
from platforms.models import Enterprise, Platform
from talentportal.core.models import AuditEntry, ImportRow, Job
from talentportal.core.workbooks import waiting
from tests import make
from townships.models import Role

from .books import book, credit_code, identity, read
from .conftest import Desk

FIRM = {
    "township": "首南街道", "name": "演示机电有限公司", "credit_code": credit_code(1), "industry": "机电",
    "is_hitech": "是", "registered_on": "2013-05-06",
}  # fmt: skip
PERSON = {"name": "演示甲", "identity": identity(1), "category": "创新人才", "field": "材料", "phone": "13800008000"}
LANDING = {
    "name": "演示甲", "identity": identity(1), "township": "首南街道", "engagement": "全职", "starts_on": "2014-08-06",
    "contract_from": "2014-08-06", "contract_until": "2017-08-05", "has_social_insurance": "是",
}  # fmt: skip
PLACE = {
    "township": "首南街道", "name": "演示众创空间", "kind": "众创空间", "level": "区级", "area_m2": "3400.5",
    "approved_on": "2014-07-01", "starts_on": "2014-07-15",
}  # fmt: skip
EVENT = {
    "event": "演示精英引领活动周", "held_on": "2014-09-20", "place": "区会展中心", "level": "区级",
    "enterprise": credit_code(1), "intents": "3",
}  # fmt: skip


def snapshot(*models):
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def faults(batch):
    return {
        (row.number, column): message for row in batch.rows.filter(change="faulty") for column, message in row.faults
    }


def test_enterprises_come_in_and_go_again(desk):
    before = snapshot(Enterprise)
    batch = desk.bring("enterprise", [FIRM, {**FIRM, "name": "演示软件有限公司", "credit_code": credit_code(2)}])
    assert (batch.state, snapshot(Enterprise)) == ("ready", before)  # nothing is written before the difference is seen
    assert "演示软件有限公司" in desk.page(batch)
    assert desk.apply(batch).state == "applied"
    firm = Enterprise.objects.get(credit_code=credit_code(1))
    assert (firm.township, firm.is_hitech, firm.registered_on) == (desk.unit, True, dt.date(2013, 5, 6))
    assert firm.verified_by == desk.user  # who may verify, enters what counts
    assert AuditEntry.objects.about(firm).get().township_code == "330212006"
    assert desk.undo(batch).state == "undone"
    assert snapshot(Enterprise) == before


def test_a_change_is_shown_field_by_field_and_restored_exactly(desk):
    desk.apply(desk.bring("enterprise", [FIRM]))
    before = snapshot(Enterprise)
    batch = desk.bring("enterprise", [{**FIRM, "name": "演示机电集团", "industry": "", "is_hitech": "否"}])
    row = batch.rows.get()
    assert (row.change, row.before, row.after) == (
        "changed",
        {"name": "演示机电有限公司", "is_hitech": "1"},
        {"name": "演示机电集团", "is_hitech": "0"},
    )
    page = desk.page(batch)
    assert "<del>演示机电有限公司</del>" in page
    assert "<ins>演示机电集团</ins>" in page
    desk.apply(batch)
    firm = Enterprise.objects.get()
    assert (firm.name, firm.industry, firm.is_hitech) == (
        "演示机电集团",
        "机电",
        False,
    )  # an empty cell changes nothing
    desk.undo(batch)
    assert snapshot(Enterprise) == before


def test_all_mistakes_are_told_at_once_and_marked_in_the_workbook(desk):
    make.enterprise(make.township(name_zh="古林镇"), credit_code=credit_code(9))
    rows = [
        {**FIRM, "township": "无此镇"},
        {**FIRM, "name": "", "credit_code": "123"},
        {**FIRM, "credit_code": credit_code(3), "registered_on": "2014年13月1日", "is_hitech": "也许"},
        {**FIRM, "credit_code": credit_code(3)},
        {**FIRM, "credit_code": credit_code(9)},
        {**FIRM, "credit_code": credit_code(5), "registered_on": "2015-01-01", "name": "长" * 121},
    ]
    batch = desk.bring("enterprise", rows)
    assert batch.state == "faulty"
    found = faults(batch)
    assert found.keys() == {
        (2, "township"), (3, "name"), (3, "credit_code"), (4, "registered_on"), (4, "is_hitech"), (5, "credit_code"),
        (6, "township"), (7, "registered_on"), (7, "name"),
    }  # fmt: skip
    assert found[6, "township"] == "该企业登记在“古林镇”。"
    page = desk.page(batch)
    assert all(message in page for message in found.values())
    assert desk.apply(batch).state == "faulty"  # and nothing can be applied
    assert Enterprise.objects.count() == 1
    response = desk.client.get(reverse("import-marked", args=[batch.pk]))
    sheet = read(response.content)["企业"]
    assert sheet.rows[0].cell(0).text == "无此镇"
    assert {row.number for row in sheet.rows} == set(range(2, 8))


def test_a_workbook_put_right_is_taken(desk):
    batch = desk.bring("enterprise", [{**FIRM, "township": "无此镇"}])
    marked = desk.client.get(reverse("import-marked", args=[batch.pk])).content
    assert faults(desk.bring("enterprise", marked)).keys() == {(2, "township")}
    assert desk.bring("enterprise", [FIRM]).state == "ready"


def test_identity_numbers_are_nowhere_in_the_database(desk):
    batch = desk.bring("expert", [PERSON])
    assert ImportRow.objects.get().values["identity"] == f"…{identity(1)[-4:]}"
    assert waiting.open_waiting(batch.pk) is not None
    desk.apply(batch)
    person = Expert.objects.get()
    assert person.identity_digest == identities.digest(identity(1))
    assert (person.initials, person.phone, person.created_at) == ("ysj", "13800008000", make.AT)
    assert waiting.open_waiting(batch.pk) is None  # the file went as soon as it was applied
    kept = [*ImportRow.objects.values(), *Expert.objects.values(), *AuditEntry.objects.values(), *Job.objects.values()]
    assert identity(1) not in str(kept)


def test_the_marked_workbook_still_holds_the_numbers(desk):
    batch = desk.bring("expert", [{**PERSON, "category": "别的"}])
    sheet = read(desk.client.get(reverse("import-marked", args=[batch.pk])).content)["专家"]
    assert identity(1) in [cell.text for cell in sheet.rows[0].cells]


def test_a_number_of_somebody_else_is_a_mistake(desk):
    desk.apply(desk.bring("expert", [PERSON]))
    batch = desk.bring("expert", [{**PERSON, "name": "演示乙"}, {**PERSON, "identity": "330203198001010019"}])
    assert faults(batch).keys() == {(2, "name"), (3, "identity")}
    assert "演示甲" not in faults(batch)[2, "name"]


def test_a_person_registered_without_a_number_gets_it_and_stands_there_once(desk):
    person = make.expert(name="演示甲", birth_year=1970)
    before = snapshot(Expert)
    rows = [{**PERSON, "birth_year": "1970"}, {**PERSON, "birth_year": "1970", "identity": identity(2)}]
    assert faults(desk.bring("expert", rows)) == {(3, "identity"): "与本工作簿第 2 行重复。"}
    batch = desk.bring("expert", rows[:1])
    assert batch.rows.get().target_id == person.pk
    page = desk.page(batch)
    assert f"<ins>{identity(1)[-4:]}</ins>" in page
    assert identities.digest(identity(1)) not in page
    desk.apply(batch)
    assert Expert.objects.get().identity_digest == identities.digest(identity(1))
    desk.undo(batch)
    assert snapshot(Expert) == before


def test_pressing_twice_is_done_once(desk):
    batch = desk.bring("enterprise", [FIRM])
    for step in ("apply", "apply"):
        desk.client.post(reverse(f"import-{step}", args=[batch.pk]))
    desk.work()
    assert Enterprise.objects.count() == 1
    page = desk.client.post(reverse("import-apply", args=[batch.pk]), follow=True).content.decode()
    assert "该导入目前不能应用。" in page
    for _ in range(2):
        desk.client.post(reverse("import-undo", args=[batch.pk]))
    desk.work()
    assert Enterprise.objects.count() == 0
    page = desk.client.post(reverse("import-undo", args=[batch.pk]), follow=True).content.decode()
    assert "只有已应用的导入可以撤回。" in page


def test_a_job_that_was_given_up_may_be_asked_for_again(desk):
    batch = desk.bring("enterprise", [FIRM])
    for step, state, count in (("apply", "applied", 1), ("undo", "undone", 0)):
        desk.client.post(reverse(f"import-{step}", args=[batch.pk]))
        Job.objects.filter(state="queued").update(state="failed")
        page = desk.page(batch)
        assert "任务失败" in page
        assert reverse(f"import-{step}", args=[batch.pk]) in page
        assert desk.step(step, batch).state == state
        assert Enterprise.objects.count() == count


def test_landings_wait_for_a_scheme(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    desk = Desk(client)
    desk.apply(desk.bring("expert", [PERSON]))
    batch = desk.bring("placement", [LANDING])
    assert desk.apply(batch).state == "ready"
    assert "尚无已发布的考核方案" in desk.page(batch)
    assert not Placement.objects.exists()


@pytest.fixture
def person(desk):
    """A registered person who was selected into a municipal plan."""
    desk.apply(desk.bring("expert", [PERSON]))
    person = Expert.objects.get()
    make.selection(person, selected_on=dt.date(2014, 7, 1))
    return person


def test_landings_post_credit_and_taking_them_back_reverses_it(desk, person):
    quarter = make.period(2014, 3)
    batch = desk.bring("placement", [LANDING])
    assert faults(batch) == {}
    assert desk.apply(batch).state == "applied"
    entry = CreditEntry.objects.get()
    assert (entry.township, entry.expert, entry.effective_on) == (desk.unit, person, dt.date(2014, 8, 6))
    assert entry.amount > 0
    assert Job.objects.get(kind="score_period").args == {"period": quarter.pk, "townships": [desk.unit.pk]}
    assert desk.undo(batch).state == "undone"
    assert sum(row.amount for row in CreditEntry.objects.all()) == 0
    placement = Placement.objects.get()  # the ledger names it: it stays, and counts for nothing
    assert (placement.is_verified, placement.dismissed_at) == (False, make.AT)
    again = desk.bring("placement", [LANDING])
    assert again.rows.get().change == "new"
    desk.apply(again)
    assert sum(row.amount for row in CreditEntry.objects.all()) == entry.amount


def test_a_landing_whose_departure_was_recorded_stays(desk, person):
    batch = desk.apply(desk.bring("placement", [LANDING]))
    left = {"ends_on": dt.date(2014, 9, 30), "reason": "left", "reported_on": dt.date(2014, 10, 1)}
    people.end_placement(Placement.objects.get(), **left, by=desk.user, at=make.AT)
    batch = desk.undo(batch)
    assert batch.state == "applied"
    assert "第2行（演示甲）：之后已修改" in batch.message
    assert Placement.objects.get().is_verified


def test_selections_come_in_with_their_documents(desk):
    desk.apply(desk.bring("expert", [PERSON]))
    desk.apply(desk.bring("placement", [LANDING]))
    assert not CreditEntry.objects.exists()  # a landing alone earns nothing
    plan = make.programme(level="municipal")
    chosen = {
        "name": "演示甲", "identity": identity(1), "programme": plan.name_zh, "selected_on": "2014-07-01",
        "document_no": "示例〔2014〕9号", "document_on": "2014-07-02",
    }  # fmt: skip
    assert faults(desk.bring("selection", [{**chosen, "programme": "没有的计划"}, {**chosen, "document_no": ""}])) == {
        (2, "programme"): "“没有的计划”不在列表中。",
        (3, "document_no"): "此单元格必须填写。",
    }
    batch = desk.apply(desk.bring("selection", [chosen]))
    assert Selection.objects.get().document_no == "示例〔2014〕9号"
    assert CreditEntry.objects.get().effective_on == dt.date(2014, 8, 6)
    batch = desk.undo(batch)
    assert sum(row.amount for row in CreditEntry.objects.all()) == 0
    assert Selection.objects.get().is_verified is False
    assert "1 行因台账已引用而保留" in desk.page(batch)
    again = desk.bring("selection", [chosen])
    assert again.rows.get().after == {"verified": "1"}
    desk.apply(again)
    assert sum(row.amount for row in CreditEntry.objects.all()) > 0


def test_a_landing_is_checked_like_on_its_page(desk, person):
    other = make.township(name_zh="石碶街道")
    firm = make.enterprise(other, credit_code=credit_code(7))
    make.placement(person, other, starts_on=dt.date(2014, 1, 1))
    rows = [
        LANDING,
        {**LANDING, "identity": identity(2), "name": "演示乙"},
        {**LANDING, "contract_until": "2015-01-01", "enterprise": firm.credit_code, "platform": "没有"},
        {**LANDING, "engagement": "柔性", "months_a_year": "1", "contract_from": ""},
    ]
    found = faults(desk.bring("placement", rows))
    assert found[2, "township"] == "“石碶街道”已有此人，请在其个人页面办理转移。"
    assert {(3, "identity"), (4, "contract_until"), (4, "enterprise"), (4, "platform")} <= found.keys()
    assert {(5, "months_a_year"), (5, "contract_from"), (4, "identity")} <= found.keys()
    assert Placement.objects.count() == 1


def test_platforms_and_events_come_in_and_go_again(desk):
    desk.apply(desk.bring("enterprise", [FIRM]))
    before = snapshot(Platform, RecruitmentEvent, EventParticipation)
    places = desk.apply(desk.bring("platform", [{**PLACE, "host": credit_code(1)}]))
    events = desk.apply(desk.bring("event", [EVENT]))
    platform, taken = Platform.objects.get(), EventParticipation.objects.get()
    assert (platform.kind, platform.host.name, str(platform.area_m2)) == ("maker_space", "演示机电有限公司", "3400.5")
    assert (taken.event.name, taken.event.level, taken.intents, taken.township) == (
        "演示精英引领活动周", "district", 3, desk.unit,
    )  # fmt: skip
    assert desk.bring("event", [{**EVENT, "place": "别处"}]).rows.get().faults[0][0] == "place"
    assert desk.bring("event", [EVENT]).rows.get().change == "same"
    desk.undo(events)
    desk.undo(places)
    assert snapshot(Platform, RecruitmentEvent, EventParticipation) == before


def test_taking_back_is_refused_once_somebody_touched_a_row(desk):
    batch = desk.apply(desk.bring("enterprise", [FIRM, {**FIRM, "credit_code": credit_code(2), "name": "演示乙公司"}]))
    Enterprise.objects.filter(credit_code=credit_code(2)).update(industry="别的")
    make.platform(desk.unit, host=Enterprise.objects.get(credit_code=credit_code(1)))
    before = snapshot(Enterprise)
    batch = desk.undo(batch)
    assert (batch.state, snapshot(Enterprise)) == ("applied", before)
    assert "第2行（演示机电有限公司）：之后已被引用" in batch.message
    assert "第3行（演示乙公司）：之后已修改" in batch.message
    assert batch.message in desk.page(batch)


def test_what_changed_since_it_was_shown_is_shown_again(desk):
    batch = desk.bring("enterprise", [FIRM])
    make.enterprise(desk.unit, credit_code=credit_code(1), name="先登记的演示公司")
    batch = desk.apply(batch)
    assert (batch.state, batch.rows.get().change) == ("ready", "changed")
    assert "先登记的演示公司" in desk.page(batch)
    assert desk.apply(batch).state == "applied"


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("platform", lambda: book("enterprise", [FIRM]), "这是另一个登记库的模板"),
        ("enterprise", lambda: "名称,代码\n演示,1".encode(), "缺少模板中的列"),
        ("enterprise", lambda: b"not a workbook\x00\x01", "不是电子表格文件"),
        ("enterprise", lambda: book("enterprise", []), "没有填写任何一行"),
    ],
)
def test_another_workbook_is_refused_and_changes_nothing(desk, kind, content, words):
    batch = desk.bring(kind, content())
    assert batch.state == "refused"
    assert words in batch.message
    assert words in desk.page(batch)
    assert waiting.open_waiting(batch.pk) is None


def test_a_gbk_table_is_taken(desk):
    heads = "单位,企业名称,统一社会信用代码,行业,国家高新技术企业,登记日期"
    row = f"首南街道,演示机电有限公司,{credit_code(1)},机电,是,2013/5/6"
    batch = desk.bring("enterprise", f"{heads}\r\n{row}\r\n".encode("gbk"))
    assert (batch.message, batch.rows.get().change) == ("", "new")


def test_templates_open_with_the_right_lists(desk):
    for kind in KINDS:
        response = desk.client.get(reverse("import-template", args=[kind]))
        assert read(response.content)["_portal"].header[0] == kind
    assert desk.client.get(reverse("import-template", args=["other"])).status_code == 404


def test_an_empty_form_says_what_is_missing(desk):
    response = desk.client.post(reverse("import-upload"), {})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"kind", "file"}


def test_an_administrator_enters_what_a_reviewer_still_verifies(desk, client):
    client.force_login(make.user(Role.ADMIN))
    desk.apply(desk.bring("enterprise", [FIRM]))
    assert Enterprise.objects.get().is_verified is False
    client.force_login(desk.user)
    batch = desk.bring("enterprise", [FIRM])
    assert batch.rows.get().after == {"verified": "1"}
    desk.apply(batch)
    assert Enterprise.objects.get().verified_by == desk.user
