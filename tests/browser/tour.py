"""Every page of the demo and who walks there: one line for each, by role.

`name` is the URL name of the page; a test holds this list to the permission matrix, so that a new page cannot be
forgotten. Where an address holds a number that only the database knows, `via` names the links that lead there.
"""

from typing import NamedTuple

from playwright.sync_api import Page

UNIT = "330212006"
REPORT = f"/reports/2014Q3/{UNIT}/"
PAST = f"/reports/2014Q2/{UNIT}/"
ROW = "tbody th a"
CIRCULAR = "a[href$='/circular/']"
DRAFT = "/schemes/YZ-REF/2/"
NOBODY = "nobody"
COMPUTED = ":computed:"  # the page of the job that stands behind the latest numbers


class Stop(NamedTuple):
    name: str
    address: str
    via: tuple[str, ...] = ()

    def address_on(self, page: Page, url: str) -> str:
        """Where to go, looked up by the person walking."""
        if self.address == COMPUTED:
            return url + _job_page(page, url)
        address = self.address
        for link in self.via:
            page.goto(url + address)
            address = page.locator(link).first.get_attribute("href") or ""
        return url + address


def _job_page(page: Page, url: str) -> str:
    pages = (f"/jobs/{number}/" for number in range(1, 100))
    return next(path for path in pages if page.request.get(url + path).ok)


TOUR: dict[str, tuple[Stop, ...]] = {
    NOBODY: (
        Stop("login", "/login/"),
        Stop("help", "/help/"),
        Stop("accessibility", "/accessibility/"),
        Stop("check", "/check/"),
    ),
    "clerk": (
        Stop("report-detail", REPORT),
        *(Stop("report-section", f"{REPORT}sections/{code}/") for code in "HABMCDEFGTS"),
        Stop("row-new", f"{REPORT}rows/session/new/"),
        Stop(
            "row-edit",
            f"{REPORT}sections/C/",
            ("a[href*='/rows/patent/'][href$='/']:not([href$='/new/']):not([href$='/files/'])",),
        ),
        Stop("row-files", f"{REPORT}sections/C/", ("a[href*='/rows/patent/'][href$='/files/']",)),
        Stop("evidence-page", f"{PAST}sections/F/", ("main a[href*='/evidence/'][href$='/pages/0/']",)),
        Stop("report-check", f"{REPORT}check/"),
        Stop("report-preview", f"{REPORT}preview/"),
        Stop("report-timeline", f"{PAST}timeline/"),
        Stop("workbook-page", f"{REPORT}workbook/"),
        Stop("workbook-import", f"{REPORT}workbook/", ("tbody th a:has-text('待改正')",)),
        Stop("workbook-import", f"{REPORT}workbook/", ("tbody th a:text-is('三季度.xlsx')",)),
        Stop("report-detail", PAST),
        Stop("report-section", f"{PAST}sections/F/"),
        Stop("ranking", "/ranking/"),
        Stop("ranking", "/ranking/2014Q1/?run=1"),
        Stop("correction-notice", "/corrections/2014Q1/2/"),
        Stop("score-detail", f"/scores/2014Q2/{UNIT}/"),
        Stop("score-detail", f"/scores/2014Q3/{UNIT}/"),
        Stop("score-rows", f"/scores/2014Q2/{UNIT}/E1/"),
        Stop("expert-list", "/experts/"),
        Stop("expert-detail", "/experts/", (ROW,)),
        Stop("expert-claim", "/experts/claim/"),
        Stop("conflict-list", "/conflicts/"),
        Stop("conflict-detail", "/conflicts/", (ROW,)),
        Stop("claim-detail", "/conflicts/", (ROW, "main table a[href^='/claims/']:not([href*='/files/'])")),
        Stop("claim-page", f"{REPORT}sections/B/", ("#rows-expert a[href^='/claims/']", "main a[href*='/pages/']")),
        Stop("unit-ledger", f"/ledger/{UNIT}/2014/"),
        Stop("platform-list", "/platforms/"),
        Stop("scheme-list", "/schemes/"),
        Stop("rule-list", "/rules/"),
        Stop("rule-detail", "/rules/", ("main a[href^='/rules/']",)),
        Stop("year-result", "/years/2013/"),
        Stop("year-detail", f"/years/2013/{UNIT}/"),
        Stop("objection-list", "/objections/"),
        Stop("register-index", "/registers/"),
        Stop("contact-list", "/contacts/"),
        Stop("contact-new", "/contacts/new/"),
        Stop("contact-detail", "/contacts/", (ROW,)),
        Stop("preferences", "/preferences/"),
        Stop("notice-list", "/notices/"),
        Stop("calendar", "/calendar/"),
        Stop("password_change", "/password/"),
    ),
    "deputy": (
        Stop("report-check", f"{REPORT}check/"),
        Stop("objection-new", f"/scores/2014Q2/{UNIT}/B2/object/"),
    ),
    "reviewer": (
        Stop("dashboard", "/dashboard/?view=list"),
        Stop("dashboard", "/dashboard/?period=2014Q2"),
        Stop("review-queue", "/review/?who=all"),
        Stop("review-detail", "/review/?state=submitted", ("#results tbody a",)),
        Stop("review-detail", "/review/?who=all&state=returned", ("#results tbody a",)),
        Stop("review-detail", "/review/?who=all&state=not_started", ("#results tbody a",)),
        Stop("review-rows", f"/review/2014Q3/{UNIT}/rows/E1/"),
        Stop("expert-list", "/experts/?q=sl"),
        Stop("expert-register", "/experts/register/"),
        Stop("register-index", "/registers/"),
        Stop("contact-change", "/contacts/", (ROW, "a[href$='/change/']")),
        Stop("enterprise-list", "/enterprises/"),
        Stop("enterprise-new", "/enterprises/new/"),
        Stop("enterprise-detail", "/enterprises/", (ROW,)),
        Stop("enterprise-change", "/enterprises/", (ROW, "a[href$='/change/']")),
        Stop("expert-detail", "/experts/", (ROW,)),
        Stop("expert-add-selection", "/experts/", (ROW, "a[href*='/selections/add/']")),
        Stop("expert-add-placement", "/experts/", (ROW, "a[href*='/placements/add/']")),
        Stop("expert-end-placement", "/experts/?state=active", (ROW, "a[href$='/end/']")),
        Stop("expert-verify", "/experts/?state=claimed", (ROW, "a[href$='/verify/']")),
        Stop("expert-move", "/experts/?state=active", (ROW, "a[href$='/move/']")),
        Stop("expert-full-time", "/experts/?state=active&engagement=flexible", (ROW, "a[href$='/full-time/']")),
        Stop("share-new", "/experts/", (ROW, "a[href$='/shares/add/']")),
        Stop("share-detail", "/conflicts/", ("tbody th a:has-text('演示癸未')", "main a[href^='/shares/']")),
        Stop("conflict-detail", "/conflicts/", (ROW,)),
        Stop("platform-detail", "/platforms/", (ROW,)),
        Stop("import-list", "/imports/"),
        Stop("import-detail", "/imports/", ("tbody th a:has-text('待改正')",)),
        Stop("import-detail", "/imports/", ("tbody th a:has-text('九月')",)),
    ),
    "approver": (
        Stop("review-detail", "/review/2014Q3/P-WC/"),
        Stop("conflict-detail", "/conflicts/", (ROW,)),
        Stop("ranking", "/ranking/2014Q3/"),
        Stop("run-publish", "/ranking/2014Q3/", ("a[href*='/publish/']",)),
        Stop("run-circular", "/ranking/2014Q2/", (CIRCULAR,)),
        Stop("run-circular-edit", "/ranking/2014Q2/", (CIRCULAR, "a[href$='/circular/edit/']")),
        Stop("paper-template", "/papers/template/"),
        Stop("paper-detail", "/ranking/2014Q2/", (CIRCULAR, ROW)),
        Stop("paper-check", "/ranking/2014Q2/", (CIRCULAR, ROW, "main a[href^='/check/']")),
        Stop("figure-correct", f"/corrections/figures/2014Q2/{UNIT}/E1/"),
        Stop("year-entry", f"/corrections/years/2013/{UNIT}/"),
        Stop("scheme-detail", "/schemes/", ("main table a",)),
        Stop("scheme-compare", f"{DRAFT}compare/"),
        Stop("scheme-review", f"{DRAFT}review/"),
        Stop("scheme-publish", f"{DRAFT}publish/"),
        Stop("objection-list", "/objections/"),
        Stop("objection-detail", "/objections/", ("main a[href^='/objections/']",)),
        Stop("year-result", "/years/2013/"),
    ),
    "admin": (
        Stop("dashboard", "/dashboard/"),
        Stop("job-progress", COMPUTED),
        Stop("account-list", "/accounts/"),
        Stop("account-new", "/accounts/new/"),
        Stop("account-change", "/accounts/", ("tbody th a:text-is('reviewer')",)),
        Stop("scheme-import", "/schemes/import/"),
        Stop("scheme-edit", f"{DRAFT}edit/"),
        Stop("scheme-edit-part", f"{DRAFT}edit/", ("main a[href*='/2/edit/']",)),
        Stop("scheme-edit-indicator", f"{DRAFT}indicators/B1/"),
        Stop("calendar", "/calendar/"),
        Stop("calendar-dates", "/calendar/2014Q3/"),
        Stop("calendar-new", "/calendar/new/"),
        Stop("township-list", "/units/"),
        Stop("township-detail", f"/units/{UNIT}/"),
        Stop("township-merge", "/units/merge/"),
        Stop("township-rename", f"/units/{UNIT}/rename/"),
        Stop("township-tier", f"/units/{UNIT}/tier/"),
        Stop("township-split", f"/units/{UNIT}/split/"),
    ),
    "leader": (
        Stop("case-study", "/case/"),
        Stop("case-rows", "/case/participations/"),
        Stop("what-if", "/what-if/?w-B1=18&w-E1=6"),
        Stop("scenario-list", "/what-if/scenarios/"),
        Stop("ranking", "/ranking/2014Q2/?tier=high"),
    ),
    "auditor": (Stop("report-check", f"{REPORT}check/"), Stop("seal-list", "/seals/"), Stop("audit-list", "/audit/")),
}
