"""The sentences of a ranking; prepared here, for translation tags in the template would cost a third of the page."""

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


def _computed(run: Run) -> str:
    """When it was computed and published, by whom, and which version it is."""
    said = {"computed": formats.short_day(run.computed_at), "version": run.version}
    if not run.is_published:
        said["computed"] = formats.moment(run.computed_at)
        return _("Computed %(computed)s, version %(version)s, not published.") % said
    said |= {"published": formats.short_day(run.published_at), "publisher": run.publisher}
    told = _("Computed %(computed)s, published %(published)s by %(publisher)s, version %(version)s.") % said
    if not run.publish_note:
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
