"""The scheme editor in a browser: the sum follows the typing, and nothing is wider than a phone."""

import pytest
from playwright.sync_api import expect

from assessments.services.schemes import clone_scheme
from tests import make
from townships.models import Role

from .actions import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("edit/", "edit/weights/", "edit/bonus/", "edit/prizes/", "indicators/F3/", "compare/")


@pytest.fixture
def editor(site, page):
    admin = make.user(Role.ADMIN)
    clone_scheme(make.published_scheme(), by=admin, at=make.AT)
    sign_in(page, site, admin.username, make.PASSWORD)
    return page


def test_the_sum_of_the_weights_follows_the_typing_and_is_saved(site, editor):
    editor.goto(f"{site}/schemes/YZ-REF/2/edit/weights/")
    box = editor.locator("#total")
    expect(box).to_contain_text("权重合计正确")
    editor.locator("[name=B1]").fill("18")
    expect(box).to_contain_text("还差2分")
    expect(editor.locator("[data-sum=B]")).to_have_text("33")
    editor.locator("[name=B2]").fill("8")
    expect(box).to_contain_text("权重合计正确")
    editor.get_by_role("button", name="保存").click()
    editor.goto(f"{site}/schemes/YZ-REF/2/compare/")
    expect(editor.locator("table.changes tbody tr")).to_have_count(2)


def test_no_page_of_the_editor_is_wider_than_a_phone(site, editor):
    editor.set_viewport_size({"width": 390, "height": 844})
    for path in [f"schemes/YZ-REF/2/{name}" for name in PAGES] + ["rules/", "rules/move/", "rules/F3/", "units/"]:
        editor.goto(f"{site}/{path}")
        assert editor.evaluate("document.documentElement.scrollWidth") <= 390, path
