"""What a person does in a browser test: sign in, look at a page through axe, take a picture."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDTHS = (1440, 390)


@dataclass
class Portal:
    """A running demo: its address, the accounts it printed (user name -> password) and the client's token."""

    url: str
    accounts: dict[str, str] = field(default_factory=dict)
    token: str = ""
    said: list[str] = field(default_factory=list)

    @classmethod
    def described_by(cls, url: str, said: list[str]) -> "Portal":
        """Read the account lines `  user name  password  role` that the demo printed once it was ready."""
        portal = cls(url, said=said)
        for line in "".join(said).split("ready:")[-1].splitlines()[1:]:
            words = line.split()
            if line.startswith("  ") and len(words) >= 3:
                if words[1] == "Token":
                    portal.token = words[2]
                else:
                    portal.accounts[words[0]] = words[1]
        return portal

    def account(self, role: str) -> tuple[str, str]:
        """By user name, or by role: `clerk` finds shounan-clerk."""
        name = next(name for name in self.accounts if name == role or name.endswith(f"-{role}"))
        return name, self.accounts[name]

    def sign_in(self, page: Page, role: str) -> None:
        sign_in(page, self.url, *self.account(role))


def sign_in(page: Page, url: str, username: str, password: str) -> None:
    """From nobody to the first page of the account."""
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{url}/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main button.primary")
    expect(page).not_to_have_url(f"{url}/login/")


def sign_out(page: Page) -> None:
    page.locator("details.menu").filter(has=page.locator("form[data-forget]")).first.locator("summary").click()
    page.locator("form[data-forget] button").first.click()


def speak(page: Page, language: str) -> None:
    """Switch the pages to zh-hans or en."""
    site = "/".join(page.url.split("/")[:3])  # for the whole site: of two cookies the one with the shorter path wins
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page.reload()


def axe_check(page: Page, themes: tuple[str, ...] = ("light", "dark")) -> None:
    """No violation of WCAG 2.2 AA or good practice in either theme (pages follow the system unless told otherwise)."""
    expect(page.locator(".htmx-request")).to_have_count(0)  # what is being fetched is faded until it is there
    found = []
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(RULES)}}).response
        for rule in answer["violations"]:
            found += [f"{theme} {rule['id']}: {n['html'][:160]} {n['failureSummary']}" for n in rule["nodes"]]
    page.emulate_media(color_scheme="light")
    assert not found, "\n".join([page.url, *found])


def reflow_check(page: Page, width: int = 320) -> None:
    """No sideways scrolling on the narrowest screen."""
    size = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size(size)
    assert too_wide <= 0, f"{page.url} is {too_wide} px wider than {width}"


def screenshot(page: Page, name: str, width: int = 1440, theme: str = "light", lang: str = "zh-hans") -> None:
    """A picture of the whole page in the folder that SCREENSHOTS names; nothing when it is not set."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    speak(page, lang)
    Path(folder).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(folder) / f"{name}.{width}.{theme}.{lang}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    speak(page, "zh-hans")
    page.set_viewport_size(before)


def pictures(page: Page, name: str) -> None:
    """The four pictures looked at beside the mock-ups: wide and phone, Chinese light and English dark."""
    for width in WIDTHS:
        screenshot(page, name, width, "light", "zh-hans")
        screenshot(page, name, width, "dark", "en")
