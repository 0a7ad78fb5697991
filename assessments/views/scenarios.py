"""Scenarios that are kept: saved, listed, opened, shared, copied, deleted. None of them is a result."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.scenarios import ScenarioForm
from assessments.models import Scenario
from assessments.queries import results
from assessments.queries.scenarios import scenarios
from assessments.services import scenarios as services
from assessments.whatif.changes import read
from talentportal.core import clock
from talentportal.core.views.access import requires

RUN = "assessments.run_scenario"
SAVE = "assessments.save_scenario"


@requires(RUN)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    found = list(scenarios(request.user))
    context = {
        "own": [one for one in found if one.owner_id == request.user.pk],
        "shared": [one for one in found if one.owner_id != request.user.pk],
        "can_save": request.user.has_perm(SAVE),
    }
    return render(request, "what_if/scenario_list.html", context)


@requires(RUN)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening a scenario puts its question anew, with the address that says it."""
    found = _found(request, pk)
    pairs = [("period", found.run.period.code), ("run", str(found.run.version)), ("scenario", str(pk))]
    return redirect(f"{reverse('what-if')}?{urlencode([*pairs, *sorted(found.changes.items())])}")


@requires(SAVE)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question that the address on the page says; an unnamed one goes back with the field marked."""
    user: Any = request.user
    asked = QueryDict(request.POST.get("address", "").partition("?")[2])
    visible = [run for run in results.runs(provisional=user.has_perm("assessments.view_provisional")) if run.id]
    version = asked.get("run", "")
    run = results.chosen(visible, asked.get("period") or None, int(version) if version.isdecimal() else None)
    if run is None or run.id is None:
        raise Http404
    form = ScenarioForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "address": request.POST.get("address", "")}
        return render(request, "what_if/scenario_save.html", context, status=422)
    made = services.save_scenario(run.id, changes=read(asked).changes, by=user, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("The scenario “%(name)s” is kept.") % {"name": made.name})
    return redirect("scenario-detail", made.pk)


@requires(SAVE)
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    is_shared = request.POST.get("is_shared") == "1"
    scenario = _own(request, pk)
    services.share_scenario(scenario, is_shared=is_shared, by=request.user, at=clock.now())  # type: ignore[arg-type]
    told = {"name": scenario.name}
    text = _("Colleagues can see “%(name)s” now.") if is_shared else _("Only you can see “%(name)s” now.")
    messages.success(request, text % told)
    return redirect("scenario-list")


@requires(SAVE)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    made = services.copy_scenario(_found(request, pk), by=request.user, at=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("The scenario “%(name)s” is kept.") % {"name": made.name})
    return redirect("scenario-list")


@requires(SAVE)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    scenario = _own(request, pk)
    name = scenario.name
    services.delete_scenario(scenario, by=request.user, at=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("The scenario “%(name)s” is deleted.") % {"name": name})
    return redirect("scenario-list")


def _found(request: HttpRequest, pk: int) -> Scenario:
    return get_object_or_404(scenarios(request.user), pk=pk)


def _own(request: HttpRequest, pk: int) -> Scenario:
    """Somebody else's scenario may be read when it is shared, never changed."""
    found = _found(request, pk)
    if found.owner_id != request.user.pk:
        raise PermissionDenied(_("This scenario belongs to somebody else. Copy it, then change the copy."))
    return found
