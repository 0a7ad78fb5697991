"""The ranking: who stands where, by how much, and where they stood before."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.queries import results
from assessments.queries.results import Run
from talentportal.core.views.access import requires
from townships.models import Tier

from . import ranking_kept
from .choices import Choice, quarters_of, version_asked, versions_of
from .ranking_table import Drawn
from .ranking_words import caption, lede, title_of

ROWS = "<!-- rows -->"  # where the rows go once the page around them is rendered: as bytes, and only once


@requires("assessments.view_ranking")
@require_safe
def ranking(request: HttpRequest, period: str | None = None) -> HttpResponse:
    """A quarter's ranking, by default the latest published one in its published version."""
    sees_provisional = request.user.has_perm("assessments.view_provisional")
    found = results.runs(provisional=sees_provisional)
    run = results.chosen(found, period, version_asked(request))
    if run is None and (period or found):
        raise Http404
    context = _frame(request, found, run)
    if run is None or run.id is None:
        return render(request, "assessments/ranking_empty.html", context)
    query = {key: request.GET[key] for key in ("tier", "run", "sort") if request.GET.get(key)}
    if query.get("tier", Tier.HIGH) not in Tier.values:
        raise Http404
    user: Any = request.user
    past = results.standing(found, run)
    table = ranking_kept.draw(run, past, query, user.township_id, sees_all=user.sees_all_units)
    context |= {
        "heads": table.heads,
        "body": ROWS,
        "tabs": _tabs(table, query),
        "title": title_of(run, query.get("tier", "")),
        "lede": lede(run, table.units, results.outline(run)),
        "caption": caption(run, table.shown),
    }
    before, _mark, after = render_to_string("assessments/ranking_list.html", context, request).partition(ROWS)
    return HttpResponse([before.encode(), table.body, after.encode()])


def _frame(request: HttpRequest, found: list[Run], run: Run | None) -> dict[str, Any]:
    """What stands around the table: other quarters and versions, and what this person may do here."""
    may = request.user.has_perm
    is_open = run is not None and not run.is_published
    run_id = run.id if run else None
    return {
        "run": run,
        "title": title_of(run) if run else _("Ranking"),
        "quarters": quarters_of(found, run, "ranking"),
        "versions": versions_of(found, run, "ranking"),
        "job_id": run.job_id if run and may("assessments.view_provisional") else None,
        "can_score": is_open and may("assessments.score_period"),
        "can_publish": is_open and run_id and may("assessments.publish_run"),
    }


def _tabs(table: Drawn, query: dict[str, str]) -> list[Choice]:
    """Overall, then one for each tier that has units."""
    rest = {key: value for key, value in query.items() if key == "run"}
    tabs = [Choice(_("All %(n)s") % {"n": table.units}, f"?{urlencode(rest)}" if rest else "?", "tier" not in query)]
    for tier, size in table.sizes.items():
        if size:
            label = _("%(tier)s %(n)s") % {"tier": Tier(tier).label, "n": size}
            tabs.append(Choice(label, f"?{urlencode({**rest, 'tier': tier})}", query.get("tier") == tier))
    return tabs
