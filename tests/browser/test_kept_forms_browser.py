"""Forms that are sent by their button: what is typed survives a closed tab, a lost network and an expired sign-in."""

import datetime as dt
import json
import re
import time

import pytest
from playwright.sync_api import expect

from assessments.models import ReportRow
from assessments.registers import ROW_KINDS
from assessments.services.rows import change_row, enter_row
from talentportal.core.models import KeptForm
from tests import make
from townships.models import CommitteeSession, User

from .actions import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
REPORT = "/reports/2014Q3/SN/"
COPIES = "() => JSON.stringify(Object.keys(localStorage).filter((key) => key.startsWith('typed:form:')))"


@pytest.fixture
def report(settings, transactional_db, tmp_path):
    settings.CLOCK_OFFSET = round(make.AT.timestamp() - time.time()) + 5
    settings.MEDIA_ROOT = str(tmp_path)
    unit = make.township(code="SN", name_zh="示例街道", name_en="Sample Subdistrict")
    make.user("clerk", township=unit, username="tianbao", name="演示填报")
    made = make.report(make.period(2014, 3), unit)
    make.placement(make.expert(), unit, starts_on=dt.date(2014, 8, 5))
    return made


@pytest.fixture
def clerk(page, site, report):
    sign_in(page, site, "tianbao", make.PASSWORD)
    return page


def copies(page):
    return json.loads(page.evaluate(COPIES))


def test_a_row_survives_a_closed_tab_and_an_expired_sign_in_and_is_forgotten_once_taken(clerk, site, report):
    address = f"{site}{REPORT}rows/session/new/"
    clerk.goto(address)
    clerk.fill("[name=topic]", "演示议题")
    clerk.fill("[name=held_on]", "2014-08-05")
    clerk.goto(f"{site}{REPORT}")
    clerk.goto(address)
    expect(clerk.locator("[name=topic]")).to_have_value("演示议题")
    expect(clerk.locator(".notice.info")).to_contain_text("尚未保存的内容")
    clerk.context.clear_cookies(name="sessionid")
    clerk.get_by_role("button", name="保存").click()
    clerk.wait_for_url(re.compile("/login/"))
    assert len(copies(clerk)) == 1
    sign_in(clerk, site, "tianbao", make.PASSWORD)
    clerk.goto(address)
    expect(clerk.locator("[name=topic]")).to_have_value("演示议题")
    clerk.fill("[name=chair]", "演示甲")
    clerk.fill("[name=attendees]", "9")
    clerk.get_by_role("button", name="保存").click()
    clerk.wait_for_url(re.compile(r"#row-session-\d+$"))
    assert CommitteeSession.objects.get().topic == "演示议题"
    assert copies(clerk) == []
    clerk.goto(address)
    expect(clerk.locator("[name=topic]")).to_have_value("")


def test_a_dispute_typed_offline_is_still_there(context, site, report):
    clerk = context.new_page()  # the failure is meant to reach the console
    sign_in(clerk, site, "tianbao", make.PASSWORD)
    section = f"{site}{REPORT}sections/B/"
    clerk.goto(section)
    clerk.get_by_text("确认或提出异议").first.click()
    clerk.fill("tr[id^=row-expert-] [name=reason]", "演示：已离开")
    context.set_offline(True)
    clerk.get_by_role("button", name="有异议").first.click()
    clerk.wait_for_timeout(300)
    context.set_offline(False)
    clerk.goto(section)
    field = clerk.locator("tr[id^=row-expert-] [name=reason]")
    expect(field).to_be_visible()
    expect(field).to_have_value("演示：已离开")
    clerk.get_by_role("button", name="有异议").first.click()
    clerk.wait_for_url(re.compile(r"#row-expert-\d+$"))
    assert ReportRow.objects.get().reason == "演示：已离开"
    assert copies(clerk) == []


def test_typed_over_an_older_state_it_asks_which_stands(clerk, site, report):
    by = User.objects.get(username="tianbao")
    facts = {"held_on": dt.date(2014, 8, 5), "topic": "演示议题", "chair": "演示甲", "attendees": 9}
    facts |= {"has_minutes": False}
    row = enter_row(report, ROW_KINDS["session"], facts, by=by, at=make.AT)
    address = f"{site}{REPORT}rows/session/{row.row_id}/"
    clerk.goto(address)
    clerk.fill("[name=attendees]", "12")
    change_row(report, ROW_KINDS["session"], row.row_id, facts | {"chair": "演示乙"}, by=by, at=make.AT)
    clerk.goto(address)
    expect(clerk.locator("[name=attendees]")).to_have_value("12")
    clerk.get_by_role("button", name="保存", exact=True).click()
    expect(clerk.get_by_role("alert").first).to_be_visible()
    assert CommitteeSession.objects.get().attendees == 9
    clerk.get_by_role("button", name="按选择保存").click()
    clerk.wait_for_url(re.compile(r"#row-session-\d+$"))
    stored = CommitteeSession.objects.get()
    assert stored.attendees == 12


def test_what_is_typed_into_a_row_is_there_on_another_machine(clerk, browser, site, report):
    address = f"{site}{REPORT}rows/session/new/"
    clerk.goto(address)
    with clerk.expect_response(lambda answer: "/kept/" in answer.url and answer.status == 204):
        clerk.fill("[name=topic]", "演示议题")
    other = browser.new_context()
    page = other.new_page()
    sign_in(page, site, "tianbao", make.PASSWORD)
    page.goto(address)
    expect(page.locator("[name=topic]")).to_have_value("演示议题")
    page.fill("[name=held_on]", "2014-08-05")
    with page.expect_response(lambda answer: "/kept/" in answer.url and answer.request.method == "POST"):
        page.get_by_role("button", name="保存").click()  # the page after it knows that the row is taken
    page.wait_for_url(re.compile("#row-session-"))
    until = time.monotonic() + 5
    while KeptForm.objects.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not KeptForm.objects.exists()
    other.close()
