"""The ranking: who stands where, by how much, and where they stood before."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.queries import results
from assessments.queries.objections import outcomes_of
from assessments.queries.results import Run
from assessments.queries.seals import link_named
from talentportal.core import clock
from talentportal.core.views.access import requires
from townships.models import Tier

from . import ranking_kept
from .choices import Choice, day_asked, quarters_of, version_asked, versions_of
from .finality import finality_of
from .ranking_table import Drawn
from .ranking_words import banners, caption, lede, state_of, title_of

ROWS = "<!-- rows -->"  # where the rows go once the page around them is rendered: as bytes, and only once


@requires("assessments.view_ranking")
@require_safe
def ranking(request: HttpRequest, period: str | None = None) -> HttpResponse:
    """A quarter's ranking, by default the latest published one in the version that holds now; with ?known= as it was
    publicly known on a day."""
    sees_provisional = request.user.has_perm("assessments.view_provisional")
    every = results.runs(provisional=sees_provisional)
    known = day_asked(request)
    found = results.known_on(every, known) if known else every
    run = results.chosen(found, period, version_asked(request))
    if run is None and (period or found):
        raise Http404
    context = _frame(request, every, found, run, known)
    if run is None or run.id is None:
        return render(request, "assessments/ranking_empty.html", context)
    query = {key: request.GET[key] for key in ("tier", "run", "known", "sort") if request.GET.get(key)}
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


def _frame(
    request: HttpRequest, every: list[Run], found: list[Run], run: Run | None, known: dt.date | None
) -> dict[str, Any]:
    """What stands around the table: other quarters and versions, and what this person may do here."""
    may = request.user.has_perm
    is_open = run is not None and not run.is_published and not known
    run_id = run.id if run else None
    return {
        "run": run,
        "known": known,
        "title": title_of(run) if run else _("Ranking"),
        "quarters": quarters_of(found, run, "ranking"),
        "versions": versions_of(every, run, "ranking"),
        "job_id": run.job_id if run and may("assessments.view_provisional") else None,
        "can_score": is_open and may("assessments.score_period"),
        "can_publish": is_open and run_id and may("assessments.publish_run"),
        "seal": link_named(run.seal) if run else None,
        "finality": finality_of(run, every, request.user, clock.today()) if run and not known else None,
        **(_version(every, run, known) if run and run_id else {}),
    }


def _version(every: list[Run], run: Run, known: dt.date | None) -> dict[str, Any]:
    """Which version is shown, how binding it is, and what was corrected."""
    newest = results.newest_version(every, run)
    same = [other for other in every if other.period_id == run.period_id and other.is_published]
    kind, words = state_of(run, newest, clock.today())
    return {
        "state": kind,
        "state_words": words,
        "banners": banners(run, newest, same, known),
        "has_history": run.is_published,
        "objections": outcomes_of(run.period_id, run.last_day) if any(o.has_objections for o in same) else None,
        "today": clock.today(),
    }


def _tabs(table: Drawn, query: dict[str, str]) -> list[Choice]:
    """Overall, then one for each tier that has units."""
    rest = {key: value for key, value in query.items() if key in ("run", "known")}
    tabs = [Choice(_("All %(n)s") % {"n": table.units}, f"?{urlencode(rest)}" if rest else "?", "tier" not in query)]
    for tier, size in table.sizes.items():
        if size:
            label = _("%(tier)s %(n)s") % {"tier": Tier(tier).label, "n": size}
            tabs.append(Choice(label, f"?{urlencode({**rest, 'tier': tier})}", query.get("tier") == tier))
    return tabs
