"""What a section shows beside its figures: the head, platforms, hi-tech firms, the fund, and rows with their facts."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from assessments.queries.section_facts import fund, running_platforms
from experts.models import EventParticipation, FundPayment, RecruitmentEvent
from platforms.models import UniversityPartnership
from tests import make
from townships.models import ResponsibilityLetter

pytestmark = pytest.mark.django_db
DAY = dt.date(2014, 8, 5)


def text(clerk, address, section):
    return clerk.get(address("report-section", section)).content.decode()


def test_the_head_names_unit_tier_due_day_and_who_signs(clerk, report, unit, people, address):
    page = text(clerk, address, "H")
    for word in ("示例街道", "截止日期", "填报人", "核对人", "签发人", "未办"):
        assert word in page
    report.checked_by = people["deputy"]
    report.save()
    assert people["deputy"].name in text(clerk, address, "H")


def test_a_new_expert_stands_there_with_plan_document_and_contract(clerk, unit, address):
    person = make.expert()
    make.selection(person, level="provincial", document_no="示例〔2014〕7号", document_on=dt.date(2014, 7, 2))
    make.placement(person, unit, starts_on=DAY, contract_from=DAY, contract_until=dt.date(2018, 8, 4))
    page = text(clerk, address, "B")
    for word in ("示例〔2014〕7号", "2014年7月2日", "合同2014年8月5日至2018年8月4日", "全职引进"):
        assert word in page


def test_running_platforms_say_whether_anything_happened(clerk, report, unit, address):
    active = make.platform(unit, name="示例孵化器", active_on=[DAY])
    quiet = make.platform(unit, name="示例静默平台")
    make.platform(make.township(), name="示例外单位平台")
    active.activities.update(expert_days=Decimal("2.5"))
    found = {row.platform.name: row for row in running_platforms(report, make.AT)}
    assert found.keys() == {active.name, quiet.name}
    assert (found[active.name].activities, found[active.name].expert_days) == (1, Decimal("2.5"))
    assert (found[active.name].is_active, found[quiet.name].is_active) == (True, False)
    page = text(clerk, address, "D")
    assert "12个月内无活动" in page
    assert "示例外单位平台" not in page


def test_the_fund_is_split_by_purpose_and_stands_beside_the_promise(clerk, report, unit, address):
    signed = {"signed_on": dt.date(2014, 2, 1), "talent_fund_yuan": 500_000}
    ResponsibilityLetter.objects.create(township=unit, year=2014, **signed, **make.verified())
    paid = ((DAY, "award", 20_000), (DAY, "housing", 5_000), (dt.date(2014, 2, 3), "award", 1_000))
    for day, purpose, amount in paid:
        FundPayment.objects.create(township=unit, paid_on=day, purpose=purpose, amount_yuan=amount, **make.verified())
    FundPayment.objects.create(township=unit, paid_on=DAY, purpose="event", amount_yuan=7_000)  # nobody's claim
    found = fund(report, make.AT)
    assert (found.promised, found.paid) == (500_000, 26_000)
    assert len(found.by_purpose) == 6, "every purpose is shown, paid or not"
    assert {name: paid for name, paid in found.by_purpose if paid} == {"奖励": 20_000, "安居": 5_000}
    page = text(clerk, address, "G")
    assert "50.00万元" in page
    assert "2.50万元" in page


def test_a_team_is_entered_in_the_report(clerk, report, unit, address):
    page = text(clerk, address, "B")
    assert address("row-new", "team") in page
    answer = clerk.post(address("row-new", "team"), {"name": "示例团队", "arrived_on": "2014-08-05", "members": "4"})
    assert answer.status_code == 302
    assert unit.teams.get().members == 4
    assert report.rows.get().kind == "team"


def test_the_preview_stands_beside_the_score_of_ones_own(clerk, report, unit, address):
    make.register_values(unit, report.period, {"A2": 1})
    assert "试算" in text(clerk, address, "S")


def test_an_event_that_nobody_registered_is_told_with_the_participation(clerk, report, unit, address):
    firm = make.enterprise(unit)
    new = address("row-new", "participation")
    assert clerk.post(new, {"enterprise": firm.pk, "intents": "2"}).status_code == 422
    told = {"event_name": "示例洽谈会", "event_on": "2014-05-05", "event_level": "municipal"}
    assert clerk.post(new, {"enterprise": firm.pk, "intents": "2"} | told).status_code == 422, "not in the quarter"
    for number in (1, 2):
        firm = make.enterprise(unit)
        answer = clerk.post(new, {"enterprise": firm.pk, "intents": number} | told | {"event_on": "2014-08-05"})
        assert answer.status_code == 302, answer.content.decode()
    event = RecruitmentEvent.objects.get()
    assert (event.name, event.held_on, event.level, event.participations.count()) == ("示例洽谈会", DAY, "municipal", 2)
    assert not event.participations.verified().exists()


def test_each_event_is_totalled_with_the_claimed_rows(clerk, report, unit, people, address):
    fair = RecruitmentEvent.objects.create(name="示例招聘会", held_on=DAY, level="municipal", place="宁波")
    for intents in (3, 0):
        EventParticipation.objects.create(
            event=fair, township=unit, enterprise=make.enterprise(unit), intents=intents, **make.verified()
        )
    firm = make.enterprise(unit)
    clerk.post(address("row-new", "participation"), {"event": fair.pk, "enterprise": firm.pk, "intents": "2"})
    panel = text(clerk, address, "E").partition('id="facts-events-h"')[2].partition("</section>")[0]
    cells = re.findall(r"<t[hd] ?[^>]*>([^<]*)</t[hd]>", panel.partition("<tbody>")[2])
    assert cells == [
        "示例招聘会", "2014年8月5日", "宁波", "市级", "3", "2", "5",
    ]  # fmt: skip


def test_what_the_register_counts_without_a_list_of_its_own_is_shown_openly(clerk, report, unit, address):
    school = make.university()
    UniversityPartnership.objects.create(
        township=unit, university=school, starts_on=dt.date(2013, 1, 1), **make.verified()
    )
    scholar = make.expert(name="演示院士", distinction="academician")
    make.placement(scholar, unit, starts_on=DAY)
    assert "facts-counted-E2" in text(clerk, address, "E")
    assert "示例大学" in text(clerk, address, "E")
    assert "facts-counted-B3" in text(clerk, address, "B")


def test_a_shared_person_shows_what_the_unit_gets(clerk, report, unit, address):
    person, other = make.expert(), make.township()
    make.placement(person, unit, starts_on=DAY)
    make.agreement(person, {unit: "0.60", other: "0.40"})
    assert "积分比例60%" in text(clerk, address, "B")


def test_a_patent_may_belong_to_a_person_alone(clerk, report, unit, address):
    person = make.expert()
    make.placement(person, unit, starts_on=dt.date(2013, 3, 1))
    told = {"number": "ZL示例000001", "kind": "invention", "title": "示例装置", "granted_on": "2014-08-05"}
    refused = clerk.post(address("row-new", "patent"), told)
    assert refused.status_code == 422
    assert "请填写专利所属的企业或专家" in refused.content.decode()
    assert clerk.post(address("row-new", "patent"), told | {"expert": person.pk}).status_code == 302
    assert unit.patents.get().expert == person


def test_the_letter_of_the_year_is_entered_with_its_file(clerk, report, unit, address):
    new = address("row-new", "letter")
    told = {"signed_on": "2014-08-05", "talent_fund_yuan": "300000"}
    assert clerk.post(new, told | {"year": "2013"}).status_code == 422
    assert clerk.post(new, told | {"year": "2014"}).status_code == 302
    letter = unit.letters.get()
    assert (letter.year, letter.talent_fund_yuan, letter.is_verified) == (2014, 300_000, False)
    assert "承诺人才经费30.00万元" in text(clerk, address, "A")


def reasons_folded(page):
    return len(re.findall(r"<details[^>]*><summary>与预计得分不同的原因", page))


def test_a_score_of_ones_own_shows_how_far_it_is_from_the_preview(clerk, report, unit, address):
    make.register_values(unit, report.period, {"A2": 1})
    assert reasons_folded(text(clerk, address, "S")) == 18
    line = report.lines.get_or_create(indicator=report.period.scheme.indicators.get(code="A2"))[0]
    line.self_score = Decimal("0.50")
    line.save()
    page = text(clerk, address, "S")
    assert "自评与试算相差" in page
    assert reasons_folded(page) == 17, "the reason of A2 is asked for openly"
