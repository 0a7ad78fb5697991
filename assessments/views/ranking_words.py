"""The sentences of a ranking; prepared here, for translation tags in the template would cost a third of the page."""

import datetime as dt
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries.results import Outline, Run
from talentportal.core import formats
from townships.models import Tier


def title_of(run: Run, tier: str = "") -> str:
    title = _("Ranking %(quarter)s") % {"quarter": formats.quarter(run.period)}
    return f"{title} · {Tier(tier).label}" if tier else title


def lede(run: Run, units: int, outline: Outline) -> str:
    gap = " " if formats.in_english() else ""
    return f"{_computed(run)}{gap}{_extent(units, outline)}"


class Banner(NamedTuple):
    """What a reader should know about the version shown; `href` leads to `link`."""

    icon: str
    text: str
    link: str = ""
    href: str = ""


def state_of(run: Run, newest: Run, today: dt.date) -> tuple[str, str]:
    """How binding the version is, as a mark and its words; both empty for what was published before there were
    notices."""
    if not run.is_published:
        return "", ""
    if newest.id != run.id:
        return "replaced", _("replaced by version %(n)s") % {"n": newest.version}
    return state_words(run.notice_until, run.final_at, today)


def state_words(notice_until: dt.date | None, final_at: dt.datetime | None, today: dt.date) -> tuple[str, str]:
    if final_at:
        return "final", _("final result (%(day)s)") % {"day": formats.short_day(final_at)}
    if notice_until is None:
        return "", ""
    if today <= notice_until:
        return "notice", _("on public notice until %(day)s") % {"day": formats.short_day(notice_until)}
    return "noticed", _("notice over, not yet final")


def banners(run: Run, newest: Run, versions: list[Run], known: dt.date | None) -> list[Banner]:
    """As known on a day, replaced by a later version, or itself a correction."""
    found, page = [], reverse("ranking", args=[run.period])
    if known:
        told = _("This is what was publicly known on %(day)s.") % {"day": formats.day(known)}
        found.append(Banner("history", told, _("Show what holds now"), page))
    if run.is_published and newest.id != run.id:
        said = {"n": run.version, "day": formats.day(run.published_at), "next": newest.version}
        told = _("Version %(n)s as published on %(day)s. It stays readable; version %(next)s holds now.") % said
        found.append(Banner("history", told, _("Open version %(n)s") % {"n": newest.version}, page))
    corrections = [other for other in versions if other.is_published and other is not versions[-1]]
    for other in corrections if not known else []:
        said = {"n": other.version, "day": formats.day(other.published_at), "note": other.publish_note}
        href = reverse("correction-notice", args=[other.period, other.version])
        told = _("Corrected as version %(n)s on %(day)s: %(note)s") % said
        found.append(Banner("git-compare", told, _("Correction notice"), href))
    return found


def _computed(run: Run) -> str:
    """When it was computed and published, by whom, and which version it is."""
    said = {"computed": formats.short_day(run.computed_at), "version": run.version}
    if not run.is_published:
        said["computed"] = formats.moment(run.computed_at)
        return _("Computed %(computed)s, version %(version)s, not published.") % said
    said |= {"published": formats.short_day(run.published_at), "publisher": run.publisher}
    told = _("Computed %(computed)s, published %(published)s by %(publisher)s, version %(version)s.") % said
    if not run.publish_note or run.version != 1:
        return told
    gap = " " if formats.in_english() else ""
    return told + gap + _("Published before all reports were approved: %(note)s") % {"note": run.publish_note}


def _extent(units: int, outline: Outline) -> str:
    """How many units, and how many points there are to earn."""
    said = {"n": units, "base": formats.number(outline.base_points), "cap": formats.number(outline.bonus_cap)}
    return (
        ngettext(
            "%(n)s unit, %(base)s points at most, “Thousand Talents” bonus up to %(cap)s.",
            "%(n)s units, %(base)s points at most, “Thousand Talents” bonus up to %(cap)s.",
            units,
        )
        % said
    )


def caption(run: Run, units: int) -> str:
    said = {"n": units, "quarter": formats.quarter(run.period)}
    return (
        ngettext("Scores and ranks of %(n)s unit, %(quarter)s", "Scores and ranks of %(n)s units, %(quarter)s", units)
        % said
    )
