"""A file of three pages: added by the unit, looked into by the job, its second page read in the review."""

import re
import time

import pytest
from playwright.sync_api import expect

from assessments.models import Report, ReportRow
from talentportal.core.models.jobs import Job
from talentportal.core.services.jobs import run_job
from tests import make
from tests.previews import files
from townships.models import Role

from .actions import axe_check, reflow_check, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/reports/2014Q3/SN/"
MINUTES = {"name": "纪要.pdf", "mimeType": "application/pdf"}


@pytest.fixture
def report(settings, transactional_db, tmp_path):
    settings.CLOCK_OFFSET = round(make.AT.timestamp() - time.time()) + 5
    settings.MEDIA_ROOT = str(tmp_path)
    unit = make.township(code="SN", name_zh="示例街道", name_en="Sample Subdistrict")
    report = make.filled_report(make.period(2014, 3), unit)
    make.staff(unit)
    make.user(Role.REVIEWER, username="shencha", reviews=[unit])
    return report


def sign_in_clerk(page, site, report) -> None:
    sign_in(page, site, make.staff(report.township)[Role.CLERK].username, make.PASSWORD)


def run_waiting() -> None:
    for pk in Job.objects.filter(kind="preview", state="queued").values_list("pk", flat=True):
        run_job(pk, at=make.AT, clock=lambda: make.AT)


def submit(report) -> None:
    people = make.staff(report.township)
    hands = {"checked_by": people[Role.DEPUTY], "signed_by": people[Role.SECRETARY]}
    Report.objects.filter(pk=report.pk).update(
        state="submitted", first_submitted_at=make.AT, submitted_at=make.AT, **hands
    )


def test_the_second_page_is_named_by_the_unit_and_read_beside_the_figure(page, site, report):
    sign_in_clerk(page, site, report)
    page.goto(f"{site}{ADDRESS}sections/A/")
    page.set_input_files("[name=A2-file]", files=[MINUTES | {"buffer": files.pdf()}])
    page.click("#evidence-A2 button:has-text('添加')")
    expect(page.locator("#evidence-A2 a[download]")).to_have_text("纪要.pdf")
    run_waiting()
    page.goto(f"{site}{ADDRESS}sections/A/")
    page.goto(site + page.locator("#evidence-A2 .paper-thumb").get_attribute("href"))
    page.click(".look a:has-text('下一页')")
    expect(page.locator(".look .page-picture")).to_have_attribute("src", re.compile("pages/2.webp$"))
    paper = report.evidence.get()
    page.goto(f"{site}{ADDRESS}evidence/{paper.pk}/pages/2/")
    page.click("button:has-text('标为佐证所在页')")
    expect(page.locator(".look")).to_contain_text("第2页")
    axe_check(page)
    reflow_check(page)

    submit(report)
    page.context.clear_cookies()
    sign_in(page, site, "shencha", make.PASSWORD)
    page.goto(f"{site}/review/2014Q3/SN/")
    thumb = page.locator(f"a.paper-thumb[href$='/evidence/{paper.pk}/pages/0/']")
    thumb.evaluate(
        "link => { for (let d = link.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
    )
    thumb.click()
    picture = page.locator(f"#look-{paper.pk} .page-picture")
    expect(picture).to_have_attribute("src", re.compile("pages/2.webp$"))
    expect(page).to_have_url(re.compile("/review/2014Q3/SN/$"))
    picture.evaluate("image => image.scrollIntoView()")
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())


def test_minutes_are_chosen_with_the_row_they_prove(page, site, report):
    sign_in_clerk(page, site, report)
    page.goto(f"{site}{ADDRESS}rows/session/new/")
    page.fill("[name=held_on]", "2014-08-05")
    page.fill("[name=topic]", "示例议题")
    page.set_input_files("[name=file]", files=[MINUTES | {"buffer": files.pdf()}])
    axe_check(page)
    reflow_check(page)
    page.click("main button[type=submit]")
    row = ReportRow.objects.get()
    expect(page.locator(f"#row-session-{row.row_id} a[download]")).to_have_text("纪要.pdf")
    page.click(f"#row-session-{row.row_id} a:has-text('本条附件')")
    expect(page.locator("h1")).to_contain_text("示例议题")
    axe_check(page)
    reflow_check(page)
    page.click("main button:has-text('删除')")
    expect(page.locator("main a[download]")).to_have_count(0)
