"""Objections: the register with its clocks, filing one from the score page, its own page, and the steps."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.explain import explain
from assessments.forms.objections import DecisionForm, ObjectionForm
from assessments.models import Objection, ObjectionFile, ScoreRun
from assessments.queries import objections as reads
from assessments.services import objections as service
from talentportal.core import clock, formats
from talentportal.core.queries import with_previews
from talentportal.core.registers import Pages
from talentportal.core.views.access import requires
from talentportal.core.views.files import download, picture
from talentportal.core.views.look import look

from . import objection_page
from .objection_words import MARKS, label_of, line_label, time_left
from .scores import the_card

PAGE_SIZE = 50
STATES = {"open": (Objection.State.FILED, Objection.State.ACCEPTED), "all": tuple(Objection.State.values)}


@requires("assessments.view_objection")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The office reads all of them, a unit its own; what is open stands first, by its deadline."""
    state = request.GET.get("state", "all")
    if state not in STATES:
        raise Http404
    rows = reads.objections(request.user)
    n_open = reads.n_waiting(request.user)
    request.menu_counts = {"objection-list": n_open}  # type: ignore[attr-defined]
    rows = rows.filter(state__in=STATES[state])
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    pages = Pages.of(total=rows.count(), number=page, size=PAGE_SIZE, query=f"state={state}")
    shown = list(rows[pages.start : pages.start + PAGE_SIZE])
    clocks, names, lines = reads.clocks(shown, clock.today()), reads.names_then(shown), reads.line_names(shown)
    table = [
        {
            "row": row,
            "unit": names[row.pk],
            "line": line_label(row.line, lines[row.pk]),
            "mark": MARKS[row.state],
            "left": time_left(clocks.get(row.pk)),
            "is_overdue": row.pk in clocks and clocks[row.pk].is_overdue,
        }
        for row in shown
    ]
    context = {"table": table, "pages": pages, "state": state, "n_open": n_open}
    return render(request, "assessments/objection_list.html", context)


@requires("assessments.file_objection")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, period: str, code: str, line: str) -> HttpResponse:
    """Object to one line of the own score while it is on public notice."""
    card = the_card(request, period, code)
    run: ScoreRun = card.score.run
    found = reads.published_line(card.score, line)
    if found is None:
        raise Http404
    at = clock.now()
    closed = service.why_closed(run, at)
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not closed and form.is_valid():
        try:
            said = dict(form.cleaned_data)
            row = service.file_objection(run, card.unit, line=line, by=request.user, at=at, **said)
        except service.ObjectionRefused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            day = formats.day(row.due_on)
            messages.success(request, _("The objection is filed. The district decides by %(day)s.") % {"day": day})
            return redirect("objection-detail", row.pk)
    explained = found.indicator and explain(found.indicator, card.score.tier, card.period.quarter, found)
    context = {"card": card, "line": found, "label": label_of(found), "form": form, "closed": closed}
    context |= {"sentences": explained or [], "figure": objection_page.figure(found), "run": run}
    status = 409 if closed and request.method == "POST" else 422 if form.errors else 200
    return render(request, "assessments/objection_new.html", context, status=status)


@requires("assessments.view_objection")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The line as published, the claim beside it, evidence, history, and what the claim would change."""
    return _page(request, _visible(request, pk))


def _visible(request: HttpRequest, pk: int) -> Objection:
    return get_object_or_404(reads.objections(request.user), pk=pk)


def _page(
    request: HttpRequest, objection: Objection, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    context = objection_page.context_of(request, objection, clock.now(), form)
    return render(request, "assessments/objection_detail.html", context, status=status)


@requires("assessments.prepare_objection")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    objection = _visible(request, pk)
    try:
        service.accept_objection(objection, by=request.user, at=clock.now())
    except service.ObjectionRefused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("The objection is accepted for review."))
    return redirect("objection-detail", pk)


@requires("assessments.file_objection")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    objection = _visible(request, pk)
    try:
        service.withdraw_objection(objection, by=request.user, at=clock.now())
    except service.ObjectionRefused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("The objection is withdrawn."))
    return redirect("objection-detail", pk)


@requires("assessments.decide_objection")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Uphold or reject; the words and, where there is one, the corrected figure."""
    objection = _visible(request, pk)
    takes_figure = service.takes_figure(objection.run.scheme, objection.line)
    form = DecisionForm(request.POST, takes_figure=takes_figure)
    if not form.is_valid():
        return _page(request, objection, form, status=422)
    upheld = form.cleaned_data["outcome"] == "upheld"
    said: dict[str, Any] = {"answer": form.cleaned_data["answer"], "corrected": form.cleaned_data.get("corrected")}
    try:
        service.decide_objection(objection, upheld=upheld, by=request.user, at=clock.now(), **said)
    except service.ObjectionRefused as refused:
        now = _visible(request, pk)
        if not now.is_open:  # no form stands there any more that could show the words
            messages.warning(request, refused.message)
            return _page(request, now, status=409)
        form.add_error(refused.field or None, refused.message)
        return _page(request, now, form, status=409)
    told = _("Upheld. The next version of the quarter is being computed; publish it on notice when it is ready.")
    messages.success(request, told if upheld else _("Rejected. The published result stands."))
    return redirect("objection-detail", pk)


@requires("assessments.view_objection", "assessments.view_evidence")
@require_safe
def paper(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of an objection, given out as a download only."""
    mine = ObjectionFile.objects.visible_to(request.user).filter(objection=pk)
    return download(get_object_or_404(mine, pk=file))


@requires("assessments.view_objection", "assessments.view_evidence")
@require_safe
def paper_look(request: HttpRequest, pk: int, file: int, page: int) -> HttpResponse:
    """One page of a file of an objection."""
    mine = with_previews(ObjectionFile.objects.visible_to(request.user).filter(objection=pk))
    row = get_object_or_404(mine, pk=file)

    def address(name: str, n: int) -> str:
        return reverse(f"objection-{name}", args=[pk, file, n])

    more = {"download": reverse("objection-file", args=[pk, file]), "back": reverse("objection-detail", args=[pk])}
    return look(request, row, page, address=address, title=_("Objection"), **more)


@requires("assessments.view_objection", "assessments.view_evidence")
@require_safe
def paper_picture(request: HttpRequest, pk: int, file: int, page: int) -> HttpResponse:
    mine = ObjectionFile.objects.visible_to(request.user).filter(objection=pk)
    return picture(get_object_or_404(mine, pk=file), page)
