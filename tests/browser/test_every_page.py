"""Every page of every role on the running demo, in both languages: accessible, narrow, quiet, and named in the matrix.

A page is loaded once per language and then only resized and recoloured. Widths differ in what they show, so axe asks
everything at 1440 and at 390 pixels; themes differ in colour alone, so in the second it asks only what colours can
break. English is asked everything once at each width and in each theme.
"""

from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page, expect

from talentportal.core.registry import CATALOGUE, Register
from tests.permissions.matrix import MATRIX

from .actions import RULES, pictures, sign_in
from .tour import NOBODY, TOUR, Stop

LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
LOOKS = {  # width, theme, only what colours can break
    "zh-hans": ((1440, "light", False), (1440, "dark", True), (390, "light", False), (390, "dark", True)),
    "en": ((1440, "dark", False), (390, "light", False)),
}
NARROWEST = 320
COLOURS = ["color-contrast", "link-in-text-block"]
NO_PAGES = {"health", "home", "my-quarter", "scenario-detail", "evidence-file", "claim-file"} | {  # none of their own
    "objection-file",
    "scheme-export",
    "import-template",
    "import-marked",
    "workbook-file",
    "workbook-marked",
    "audit-export",
    "paper-file",
    "evidence-picture",
    "claim-picture",
    "objection-picture",
    "run-circular-file",
    "objection-page",  # the very page of claim-page
    "paper-template-file",
}
REGISTER_PAGES = ("list", "new", "detail", "change", "export")
WALKED = {"contact", "enterprise"}  # registers share their pages: these stand for all that have none of their own
NO_PAGES |= {"kept-forms", "pick", "contact-export", "enterprise-export"}
NO_PAGES |= {
    f"{register.code}-{page}"
    for register in CATALOGUE.values()
    if register.code not in WALKED and register.template == Register.template
    for page in REGISTER_PAGES
}
CONTRACT = {"name": "示例合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 sample contract"}
CLAIMED = {"name": "演示壬午", "starts_on": "2014-09-01", "contract_from": "2014-09-01", "contract_until": "2018-09-01"}


def test_the_tour_leads_to_every_page_of_the_matrix():
    """A page that nobody visits here would never be looked at."""
    pages = {row.name for row in MATRIX if row.method == "GET" and not row.name.startswith("api-")} - NO_PAGES
    assert {stop.name for stops in TOUR.values() for stop in stops} == pages


@pytest.fixture(scope="module")
def prepared(portal, browser, browser_context_args):
    """What pages need that the demo does not bring: a claim to verify, units that disagree, a computation to watch."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    portal.sign_in(page, "clerk")
    claim(page, portal.url, CLAIMED)
    claim(page, portal.url, {**CLAIMED, "name": "演示癸未"})
    person = page.url
    portal.sign_in(page, "reviewer")
    contest(page, person)
    portal.sign_in(page, "admin")
    page.goto(f"{portal.url}/ranking/2014Q3/")
    page.click("text=重新核算")
    expect(page.locator("#progress")).to_have_count(0, timeout=60_000)
    context.close()
    return portal


def claim(page: Page, url: str, values: dict[str, str]) -> None:
    page.goto(f"{url}/experts/claim/")
    for name, value in values.items():
        page.fill(f"main [name={name}]", value)
    page.check("main [name=category] >> nth=0")
    page.check("main [name=engagement][value=full_time]")
    page.check("main [name=has_social_insurance]")
    page.select_option("main [name=enterprise]", index=1)
    page.set_input_files("main [name=file_contract]", files=[CONTRACT])
    page.click("main button.primary")
    expect(page.locator("h1")).to_have_text(values["name"])


def contest(page: Page, person: str) -> None:
    """The reviewer proposes to share the person, and enters a landing of another unit: a conflict."""
    page.goto(f"{person}shares/add/")
    units = page.locator("main [name=unit_1] option").evaluate_all("found => found.map(o => [o.value, o.text])")
    mine = next(value for value, text in units if "首南" in text)
    other = next(value for value, text in units if "潘火" in text)
    for number, unit in enumerate((mine, other), start=1):
        page.select_option(f"main [name=unit_{number}]", value=unit)
        page.fill(f"main [name=share_{number}]", "0.50")
    page.fill("main [name=document_no]", "示例〔2014〕1号")
    page.fill("main [name=signed_on]", "2014-09-01")
    page.fill("main [name=starts_on]", "2014-09-01")
    page.click("main form button.primary")
    expect(page.locator("h1")).to_contain_text("共享协议")
    page.goto(f"{person}placements/add/")
    for name in ("starts_on", "contract_from", "contract_until"):
        page.fill(f"main [name={name}]", CLAIMED[name])
    page.select_option("main [name=township]", value=other)
    page.check("main [name=engagement][value=full_time]")
    page.check("main [name=has_social_insurance]")
    page.click("main form button.primary")
    page.check("main [name=is_confirmed]")
    page.click("main form button.primary")
    expect(page.locator("h1")).to_contain_text("归属争议")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", TOUR)
def test_every_page_of_a_role(page, prepared, role, language):
    if role != NOBODY:
        sign_in(page, prepared.url, *prepared.account(role))
    page.context.add_cookies([{"name": "django_language", "value": language, "url": prepared.url}])
    faults: list[str] = []
    for stop in TOUR[role]:
        faults += [f"{role} {language} {page.url}: {fault}" for fault in visit(page, prepared.url, stop, language)]
    assert not faults, "\n".join(faults)


def visit(page: Page, url: str, stop: Stop, language: str) -> list[str]:
    """What is wrong with one page; errors in the console are told by the fixture."""
    faults = []
    answer = page.goto(stop.address_on(page, url))
    if answer is None or answer.status != 200 or resolve(urlparse(page.url).path).url_name != stop.name:
        return [f"this is not the page {stop.name}, or it does not open"]
    if page.locator("html").get_attribute("lang") != LANGUAGES[language]:
        faults.append("the language is not named")
    if [text for text in page.locator("h1").all_inner_texts() if text.strip()] == [] or page.locator("h1").count() != 1:
        faults.append("there is not exactly one heading of the first level")
    expect(page.locator(".htmx-request")).to_have_count(0)  # what is being fetched is faded
    faults += too_wide(page)
    page.evaluate(Axe().axe_script)
    for width, theme, only_colours in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        faults += [f"{width} {theme} {fault}" for fault in violations(page, only_colours)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    if language == "zh-hans":
        pictures(page, f"{stop.name}-{urlparse(page.url).path.strip('/').replace('/', '-')}")
    return faults


def too_wide(page: Page) -> list[str]:
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{over} px wider than {NARROWEST}"] if over > 0 else []


def violations(page: Page, only_colours: bool) -> list[str]:
    asked = {"type": "rule", "values": COLOURS} if only_colours else {"type": "tag", "values": list(RULES)}
    found = page.evaluate(
        "only => axe.run({runOnly: only, resultTypes: ['violations']}).then(said => said.violations.flatMap("
        "rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)))",
        asked,
    )
    return list(found)
