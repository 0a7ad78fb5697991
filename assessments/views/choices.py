"""Choosing what a result page shows: a quarter, and one of its versions."""

import datetime as dt
from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.queries.results import Run, newest_version
from talentportal.core import formats

NO_PERIOD = "0000Q1"  # stands for the quarter where one address is built for many


class Choice(NamedTuple):
    """A link of the page that changes what is shown."""

    label: str
    href: str
    is_current: bool


def version_asked(request: HttpRequest) -> int | None:
    """The version in ?run=; anything but a number is no version."""
    text = request.GET.get("run", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Http404
    return int(text)


def day_asked(request: HttpRequest) -> dt.date | None:
    """The day in ?known=: the page then tells what was publicly known by its end."""
    text = request.GET.get("known", "")
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def quarters_of(found: list[Run], shown: Run | None, page: str) -> list[Choice]:
    """The quarters that have something to show, each once, the latest first; `page` is the URL name."""
    periods = dict.fromkeys(run.period for run in found if run.id or run == shown)
    address = reverse(page, args=[NO_PERIOD])
    current = shown.period if shown else ""
    return [Choice(formats.quarter(code), address.replace(NO_PERIOD, code), code == current) for code in periods]


def _version_words(run: Run, newest: int | None) -> str:
    if not run.is_published:
        return _("Not yet published (version %(n)s)")
    return _("As held now (version %(n)s)") if run.id == newest else _("As published then (version %(n)s)")


def versions_of(found: list[Run], shown: Run | None, page: str, *args: str) -> list[Choice]:
    """All versions of this quarter, worded by what they tell: what was known then, what holds now, what may come.
    One alone needs no choice."""
    same = {run.version: run for run in found if shown and run.id and run.period == shown.period}
    if len(same) < 2 or shown is None:
        return []
    newest = newest_version(found, shown).id
    address = reverse(page, args=[shown.period, *args])
    return [
        Choice(
            _version_words(run, newest) % {"n": run.version},
            f"{address}?run={run.version}",
            run.version == shown.version,
        )
        for run in same.values()
    ]
