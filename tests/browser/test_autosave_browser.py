"""Saving while typing: one quiet line, a failure that says since when, and a retry that loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from .actions import axe_check
from .autosave_urls import state

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.autosave_urls")]


@pytest.fixture(autouse=True)
def _working_server():
    state.update(answer=204, values=[])


def test_typing_is_saved_with_the_token_and_without_a_reload(page, site):
    page.goto(f"{site}/autosave/")
    page.fill("#n", "22")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^已自动保存\d\d:\d\d$"))
    assert state["values"] == ["22"]
    expect(page.locator("#n")).to_be_focused()


def test_a_failing_server_is_told_and_tried_again(context, site):
    page = context.new_page()  # the failure is meant to reach the console
    page.goto(f"{site}/autosave/")
    state["answer"] = 503
    page.fill("#n", "23")
    expect(page.locator("#saved.bad")).to_contain_text("以后的修改尚未保存")
    expect(page.locator("#n")).to_have_value("23")
    axe_check(page)
    state["answer"] = 204
    expect(page.locator("#saved")).to_contain_text("已自动保存", timeout=8_000)
    assert state["values"] == ["23"]


def test_a_cut_network_is_told_and_tried_again(context, site):
    page = context.new_page()
    page.goto(f"{site}/autosave/")
    context.set_offline(True)
    page.fill("#n", "24")
    expect(page.locator("#saved.bad")).to_contain_text("请不要关闭本页")
    context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("已自动保存", timeout=8_000)
    assert state["values"][-1] == "24"
