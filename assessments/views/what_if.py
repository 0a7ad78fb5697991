"""What if: the whole league of a run under other rules or figures, before and after side by side. Only read."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.forms.scenarios import ScenarioForm
from assessments.models import Scenario
from assessments.queries import results
from assessments.queries.results import Run
from assessments.queries.scenarios import scenarios
from assessments.services.scenarios import Play, play
from assessments.whatif.changes import Changes, read
from talentportal.core.views.access import requires

from . import what_if_form, what_if_words
from .choices import Choice, version_asked

ROBUST_UP_TO = 200  # units; larger leagues say it when asked, for it takes seconds
HUNDRED = Decimal(100)


@requires("assessments.run_scenario")
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """The address carries the question, so that it can be sent to somebody else; nothing is stored."""
    user: Any = request.user
    found = [run for run in results.runs(provisional=user.has_perm("assessments.view_provisional")) if run.id]
    run = chosen(found, request)
    if run is None:
        return render(request, "what_if/empty.html", {})
    rows = sorted(results.ranking_rows(run, []), key=lambda row: (row.order, row.code))
    reading = read(request.GET)
    is_wanted = len(rows) <= ROBUST_UP_TO or "robust" in request.GET
    answer = play(run, rows, reading.changes, own=user.township_id, with_robustness=is_wanted)
    here = address_of(run, answer.changes, {key: request.GET.get(key, "") for key in ("unit", "scenario", "robust")})
    if "sent" in request.GET and not reading.faults and not request.htmx:  # type: ignore[attr-defined]
        return redirect(here)
    context = _context(request, found, run, answer, reading.faults) | {"here": here}
    response = render(request, "what_if/page.html", context)
    response.headers["HX-Replace-Url"] = here
    return response


def chosen(found: list[Run], request: HttpRequest) -> Run | None:
    """The run asked for by quarter and version, or the latest that the reader may see."""
    version = version_asked(request)
    period = request.GET.get("period", "")
    if not period and version is None:
        return found[0] if found else None
    run = results.chosen(found, period or None, version)
    if run is None:
        raise Http404
    return run


def address_of(run: Run, changes: Changes, more: dict[str, str]) -> str:
    pairs = [("period", run.period), ("run", str(run.version)), *((k, v) for k, v in more.items() if v)]
    return f"{reverse('what-if')}?{urlencode([*pairs, *changes.written()])}"


def _context(request: HttpRequest, found: list[Run], run: Run, answer: Play, faults: dict[str, str]) -> dict[str, Any]:
    """Everything on the page; links to the same question with something else keep the rest of it."""
    user: Any = request.user
    kept = list(scenarios(user)[:8])
    opened = _opened(kept, user, request.GET.get("scenario", ""))
    more = {"unit": request.GET.get("unit", ""), "scenario": str(opened.pk) if opened else ""}

    def link(changes: Changes) -> str:
        return address_of(run, changes, more)

    outline = results.outline(run)
    return {
        "run": run,
        "answer": answer,
        "outline": outline,
        "has_errors": bool(faults),
        "faults": what_if_words.faults(faults, answer),
        "runs": [
            Choice(what_if_words.run_name(one), address_of(one, answer.changes, more), one == run) for one in found
        ],
        "changes": what_if_words.changes(answer, run, link),
        "none": link(Changes()),
        "offer": link(answer.offer) if answer.offer else "",
        "unbalanced": what_if_words.unbalanced(answer),
        "table": what_if_words.table(answer, outline, user.township_id),
        "sums": what_if_words.sums(answer, outline),
        "has_prizes": bool(answer.scheme.prize_basis),
        "robust": what_if_words.robust(answer, run, link),
        "robust_link": f"{link(answer.changes)}&robust=1" if answer.outcomes and not answer.robustness else "",
        "fields": what_if_form.fields(answer, run, request.GET, own=user.township_id),
        "written": answer.changes.written(),
        "scenarios": kept,
        "scenario": opened,
        "can_save": user.has_perm("assessments.save_scenario"),
        "save": ScenarioForm(),
        "title": _("What if"),
    }


def _opened(kept: list[Scenario], user: Any, text: str) -> Scenario | None:
    """The scenario from which the question came, where the address names one that this person may open."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return next((one for one in kept if one.pk == int(text)), None) or scenarios(user).filter(pk=int(text)).first()
