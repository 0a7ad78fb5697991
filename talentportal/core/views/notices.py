"""What the portal has told this person, and how he wants to be told."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from talentportal.core import clock, notice_kinds
from talentportal.core.forms_notices import ChoiceForm
from talentportal.core.models.notices import Notice
from talentportal.core.registers import Pages
from talentportal.core.services.notices import choose, mark_read

from .access import signed_in

PAGE_SIZE = 50


@signed_in
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """The newest first; what is settled stays as a memory."""
    rows = Notice.objects.visible_to(request.user).order_by("-made_at", "-pk")
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    pages = Pages.of(total=rows.count(), number=page, size=PAGE_SIZE, query="")
    shown = rows[pages.start : pages.start + PAGE_SIZE]
    table = [{"row": row, "text": notice_kinds.words(row.kind, row.args)} for row in shown]
    return render(request, "notices/notice_list.html", {"table": table, "pages": pages})


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(request.user, at=clock.now())
    return redirect("notice-list")


@signed_in
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, and on to the page it speaks of."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(request.user, [notice.pk], at=clock.now())
    return HttpResponseRedirect(notice.address or reverse("notice-list"))


@signed_in
@require_POST
def save_choice(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return render(request, "core/preferences.html", {"choice": form}, status=422)
    said = form.cleaned_data
    choose(user, email=said["email"], muted=form.muted, language=said["language"])
    messages.success(request, _("Your choice is saved."))
    return redirect("preferences")
