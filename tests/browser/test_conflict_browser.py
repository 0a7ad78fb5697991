"""A conflict from claim to decision as four people see it in a browser, and the pages it leaves behind.

Unit A claims and is credited; unit B claims the same person, both stand at nothing and are marked provisional; the
reviewer proposes, the director decides for A, and the next computation gives A its points back.
"""

import re

import pytest
from playwright.sync_api import expect

from talentportal.core import clock
from tests import make
from townships.models import Role

from .actions import WIDTHS, axe_check, pictures, reflow_check, sign_in, speak

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "110101199003071233"  # invented, with a right check digit
MARK = "暂定（归属待定）"
CLAIM = {
    "name": "演示归属",
    "identity": NUMBER,
    "starts_on": "2014-08-06",
    "contract_from": "2014-08-06",
    "contract_until": "2018-08-06",
    "selected_on": "2014-07-01",
    "document_no": "示例〔2014〕9号",
    "document_on": "2014-07-02",
}


@pytest.fixture
def people(transactional_db, monkeypatch, settings, tmp_path):
    """Two units with their clerks, a reviewer and the director; the third quarter is open and computed."""
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    settings.MEDIA_ROOT = str(tmp_path)
    units = [
        make.township(code="C-1", name_zh="演示甲镇", name_en="Sample Jia", tier="medium"),
        make.township(code="C-2", name_zh="演示乙镇", name_en="Sample Yi", tier="medium"),
    ]
    make.period(2014, 3)
    make.programme(level="municipal")
    firms = [make.enterprise(unit) for unit in units]
    make.user(Role.CLERK, township=units[0], username="jia")
    make.user(Role.CLERK, township=units[1], username="yi")
    make.user(Role.REVIEWER, username="shenhe", reviews=units)
    make.user(Role.APPROVER, username="zhuren")
    return firms


def claim(page, site, firm, starts_on):
    page.goto(f"{site}/experts/claim/")
    for name, value in {**CLAIM, "starts_on": starts_on}.items():
        page.fill(f"main [name={name}]", value)
    page.check("main [name=category][value=innovator]")
    page.check("main [name=engagement][value=full_time]")
    page.check("main [name=has_social_insurance]")
    page.select_option("main [name=enterprise]", value=str(firm.pk))
    page.select_option("main [name=programme]", index=1)
    page.click("main form button.primary")


def verify(page):
    """Tick every point of the list; each page is waited for, because a list of boxes is read at once, however few."""
    page.click("a[href$='/verify/']")
    page.wait_for_url("**/verify/")
    for box in page.locator("main form [type=checkbox]").all():
        box.check()
    page.click("main form button.primary")
    expect(page).not_to_have_url(re.compile("/verify/"))


def looked_at(page, name):
    """The page in both widths and themes through axe, then four pictures for the eye."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        axe_check(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    reflow_check(page)
    speak(page, "en")
    reflow_check(page)
    speak(page, "zh-hans")
    pictures(page, name)


def test_a_conflict_from_claim_to_decision(page, site, people):
    first, second = people
    sign_in(page, site, "jia", make.PASSWORD)
    claim(page, site, first, "2014-08-06")
    expect(page.locator("h1")).to_have_text("演示归属")
    sign_in(page, site, "shenhe", make.PASSWORD)
    page.goto(f"{site}/experts/?state=claimed")
    page.click("tbody th a")
    verify(page)
    page.goto(f"{site}/scores/2014Q3/C-1/")
    expect(page.locator("main")).to_contain_text("附加分1.00")

    sign_in(page, site, "yi", make.PASSWORD)
    claim(page, site, second, "2014-08-20")
    expect(page.locator("main .notice.warn")).to_contain_text("该专家已由“演示甲镇”申报，将进入归属认定")
    looked_at(page, "claim-warning")
    page.check("main [name=is_confirmed]")
    page.set_input_files(
        "main [name=file_contract]",
        {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 invented"},
    )
    page.click("main form button.primary")
    expect(page.locator("h1")).to_contain_text("归属争议")
    expect(page.locator("main")).to_contain_text("合同.pdf")
    expect(page.locator("main")).not_to_contain_text("演示归属")
    case = page.url
    looked_at(page, "conflict-unit")

    sign_in(page, site, "zhuren", make.PASSWORD)
    page.goto(f"{site}/ranking/2014Q3/")
    expect(page.locator(f"tbody .tag:has-text('{MARK}')")).to_have_count(2)
    page.goto(f"{site}/scores/2014Q3/C-1/")
    expect(page.locator("main")).to_contain_text("附加分0.00")
    pictures(page, "score-contested")

    sign_in(page, site, "shenhe", make.PASSWORD)
    page.goto(f"{site}/conflicts/")
    looked_at(page, "conflict-list")
    page.click("tbody th a")
    expect(page).to_have_url(case)
    page.fill("main [name=proposal]", "合同在先，建议认定归属演示甲镇。")
    page.click("main form button.primary")
    expect(page.locator("main")).to_contain_text("审核员建议")

    sign_in(page, site, "zhuren", make.PASSWORD)
    page.goto(case)
    page.click("main form button.primary")
    expect(page.locator(".error-summary")).to_be_visible()
    looked_at(page, "conflict-decide")
    page.check("main [name=winner][value=C-1]")
    page.check("main [name=ground][value=contract]")
    page.fill("main [name=reason]", "合同签订在先。")
    page.click("main form button.primary")
    expect(page.locator("main .notice.good").last).to_contain_text("认定归属演示甲镇")
    looked_at(page, "conflict-decided")
    page.goto(f"{site}/ranking/2014Q3/")
    expect(page.locator(f"tbody .tag:has-text('{MARK}')")).to_have_count(0)
    page.goto(f"{site}/scores/2014Q3/C-1/")
    expect(page.locator("main")).to_contain_text("附加分1.00")
    page.click("a[href='/ledger/C-1/2014/']")
    expect(page.locator("h1")).to_contain_text("积分台账")
    expect(page.locator("main")).to_contain_text("一致")
    looked_at(page, "unit-ledger")
    page.click("tbody td a[href^='/experts/']")
    looked_at(page, "expert-life")
