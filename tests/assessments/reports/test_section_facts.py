"""What a section shows beside its figures: the head, platforms, hi-tech firms, the fund, and rows with their facts."""

import datetime as dt
from decimal import Decimal

import pytest

from assessments.queries.section_facts import fund, running_platforms
from experts.models import FundPayment, RecruitmentEvent
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
    assert dict(found.by_purpose) == {"奖励": 20_000, "安居": 5_000}
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
