"""Every page and endpoint declares its right, and the table of roles and the code speak of the same rights."""

import re
from typing import Any

from django.urls import URLPattern, get_resolver

from assessments.workflow import STEPS
from talentportal.core.api import PortalAPI
from talentportal.roles import PERMISSIONS
from townships.models import Role

from .sources import PACKAGES, ROOT, files

RIGHT = re.compile(r"\"((?:core|townships|platforms|experts|assessments)\.[a-z]+_[a-z_]+)\"")
IN_TEMPLATE = re.compile(r"\bperms\.([a-z]+\.[a-z]+_[a-z_]+)")
ROLES = ROOT / "talentportal/roles.py"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OTHERS = {  # views of Django and of libraries, which can declare nothing here
    "logout": "ends a session; there is none to protect",
    "set_language": "writes a cookie only",
    "login": "the way in",
    "password_change": "for whoever has signed in, about himself",
    "api-schema": "guarded by REST_FRAMEWORK's default permission",
    "api-docs": "guarded by REST_FRAMEWORK's default permission",
}
# rights of the domain's table of roles whose pages are not built yet; one that is used must leave this list
NOT_USED_YET: dict[str, str] = {}
LOG_ONLY = {  # actions in the log that are part of a wider right
    "assessments.finalise_run": "by whoever may publish the run",
    "assessments.finalise_year": "by whoever may publish results",
    "assessments.publish_year": "by whoever may publish results",
    "assessments.verify_results": "by the portal every night, or by whoever may see the seals",
    "experts.end_placement": "by whoever may register experts",
    "experts.move_expert": "the same",
    "experts.convert_placement": "the same",
    "experts.open_conflict": "by whoever claims, as soon as two claims meet",
    "experts.withdraw_claim": "by whoever may claim for the unit",
    "assessments.import_report": "by whoever may edit the report",
    "assessments.undo_import": "the same",
    "assessments.reply_note": "by whoever may edit the report",
    "assessments.resolve_note": "by whoever may edit the report",
}


def patterns(resolver: Any = None) -> list[URLPattern]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        found += [entry] if isinstance(entry, URLPattern) else patterns(entry)
    return found


def declares(pattern: URLPattern) -> bool:
    """A page leaves `permission_required` on its view, an endpoint names `permissions`."""
    view = pattern.callback
    kind = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if kind is not None and issubclass(kind, PortalAPI):
        return bool(kind.permissions)
    return hasattr(view, "permission_required") or bool(getattr(kind, "permission_required", None))


def rights_in(path) -> set[str]:
    """Rights named in a file of code, or asked for in a template."""
    text = path.read_text(encoding="utf-8")
    return set(RIGHT.findall(text)) | set(IN_TEMPLATE.findall(text))


def given() -> set[str]:
    return set().union(*PERMISSIONS.values())


def test_every_view_declares_its_right():
    assert {pattern.name for pattern in patterns() if not declares(pattern)} == OTHERS.keys()


def test_every_role_has_its_line():
    assert PERMISSIONS.keys() == set(Role.values)


def named() -> set[str]:
    """Every right that code and templates speak of."""
    places = [path for path in (*files(*PACKAGES), *TEMPLATES) if path != ROLES]
    return {right for path in places for right in rights_in(path)} | {step.permission for step in STEPS.values()}


def test_every_right_asked_for_is_given_to_somebody():
    assert named() - given() == LOG_ONLY.keys()


def test_every_right_given_opens_something():
    assert given() - named() == NOT_USED_YET.keys()
