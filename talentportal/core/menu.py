"""The main navigation: one table; a person sees the pages that exist and that his rights open.

A line names its page by URL name and its right by permission string; nothing here knows a domain model. A line whose
URL name is not served (yet) is left out.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


class Item(NamedTuple):
    """`rights`: any one of them opens the page. `covers`: beginnings of URL names shown under this item."""

    label: Any
    url: str
    rights: tuple[str, ...]
    covers: tuple[str, ...]


class Link(NamedTuple):
    label: Any
    href: str
    is_current: bool
    n_open: int


REGISTERS = ("townships.view_leadership", "experts.view_contact", "platforms.view_enterprise")

ITEMS: tuple[Item, ...] = (
    Item(_("Dashboard"), "dashboard", ("townships.view_dashboard",), ("dashboard", "period-")),
    Item(_("This quarter"), "my-quarter", ("assessments.view_my_quarter",), ("my-quarter", "report-")),
    Item(_("Review"), "review-queue", ("assessments.view_review",), ("review-",)),
    Item(_("Ranking"), "ranking", ("assessments.view_ranking",), ("ranking", "score-", "run-", "unit-ledger")),
    Item(_("Year"), "year-result", ("assessments.view_year",), ("year-",)),
    Item(_("Objections"), "objection-list", ("assessments.view_objection",), ("objection-",)),
    Item(_("Experts"), "expert-list", ("experts.view_expert",), ("expert-",)),
    Item(_("Conflicts"), "conflict-list", ("experts.view_conflict",), ("conflict-", "claim-", "share-")),
    Item(_("Platforms"), "platform-list", ("platforms.view_platform",), ("platform-",)),
    Item(_("Registers"), "register-index", REGISTERS, ("register-",)),
    Item(_("Bulk import"), "import-list", ("experts.register_expert",), ("import-",)),
    Item(_("What if"), "what-if", ("assessments.run_scenario",), ("what-if", "scenario-")),
    Item(_("Scheme"), "scheme-list", ("assessments.view_scheme",), ("scheme-", "rule-")),
    Item(_("Working calendar"), "calendar", ("assessments.view_period",), ("calendar",)),
    Item(_("The case in figures"), "case-study", ("townships.view_dashboard",), ("case-",)),
    Item(_("Township units"), "township-list", ("townships.edit_township",), ("township-",)),
    Item(_("Accounts"), "account-list", ("townships.edit_user",), ("account-",)),
    Item(_("Seals"), "seal-list", ("assessments.view_seal",), ("seal-",)),
    Item(_("Audit log"), "audit-list", ("core.view_audit",), ("audit-",)),
)


@lru_cache(maxsize=64)
def address(url: str) -> str | None:
    """The address of a page without arguments, or None where no such page is served."""
    try:
        return reverse(url)
    except NoReverseMatch:
        return None


def links_for(user: Any, current: str = "", counts: Mapping[str, int] | None = None) -> list[Link]:
    """The lines this person may open; `current` is the URL name being shown, `counts` open work by URL name."""
    if not getattr(user, "is_authenticated", False):
        return []
    counts = counts or {}
    return [
        Link(item.label, href, bool(current) and current.startswith(item.covers), counts.get(item.url, 0))
        for item in ITEMS
        if (href := address(item.url)) and any(user.has_perm(right) for right in item.rights)
    ]
