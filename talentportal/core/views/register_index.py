"""All registers on one page, and the names that a form proposes while one of many rows is chosen."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from talentportal.core import clock
from talentportal.core.registry import CATALOGUE, GROUPS, PICKS, Register

from .access import signed_in

PROPOSED = 12


@signed_in
@require_safe
def register_index(request: HttpRequest) -> HttpResponse:
    """The registers that this reader may open, in their groups, each with its number of rows: one statement."""
    user = request.user
    open_to_me = [register for register in CATALOGUE.values() if register.may_view(user)]
    if not open_to_me:
        raise PermissionDenied
    counts = _counts(open_to_me, user)
    groups = [
        (title, [(r, counts[r.code], r.can_add and r.rights.may_edit(user)) for r in open_to_me if r.group == group])
        for group, title in GROUPS.items()
    ]
    return render(request, "core/register_index.html", {"groups": [group for group in groups if group[1]]})


def _counts(registers: list[Register], user: Any) -> dict[str, int]:
    """How many rows of each register the reader may see."""
    day, parts, values = clock.today(), [], []
    for register in registers:
        sql, params = register.rows(user, day).order_by().values("pk").query.sql_with_params()
        parts.append(f"SELECT %s, count(*) FROM ({sql}) AS rows_seen")  # noqa: S608 - made by the ORM
        values += [register.code, *params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return dict(cursor.fetchall())


@signed_in
@require_safe
def pick(request: HttpRequest, code: str) -> HttpResponse:
    """The first names that fit what is being typed, as options of a list."""
    found = next((pick for pick in PICKS.values() if pick.code == code), None)
    if found is None:
        raise Http404
    if not request.user.has_perm(found.right):
        raise PermissionDenied
    text = next(reversed(list(request.GET.values())), "").replace("\0", "").strip()[:60]
    rows = found.find(found.rows(request.user), text)[:PROPOSED] if text else []
    options = ((found.named(row, request.user),) for row in rows)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', options))
