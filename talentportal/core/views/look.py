"""Looking at an uploaded file page by page, where a page of its own shows it: of a claim, of an objection."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from talentportal.core.previews.taking import ERRORS

Address = Callable[[str, int], str]


def look(
    request: HttpRequest, paper: Any, page: int, *, address: Address, download: str, back: str, title: str
) -> HttpResponse:
    """`paper` is a row of `with_previews`; `address("page", n)` and `address("picture", n)` are where its pages are."""
    pictures = paper.n_pictures or 0
    if not 1 <= page <= max(pictures, 1):
        raise Http404
    context = {
        "paper": paper,
        "page": page,
        "pictures": pictures,
        "error": _(ERRORS[paper.preview_error]) if paper.preview_error in ERRORS else "",
        "is_waiting": paper.n_pictures is None,
        "picture": address("picture", page),
        "previous": address("page", page - 1) if page > 1 else "",
        "next": address("page", page + 1) if page < pictures else "",
        "download": download,
        "back": back,
        "title": title,
    }
    return render(request, "core/look.html", context)
