"""The circular of a published run: sentences made from its figures, and the office's own words around them."""

from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Circular, Period, ScoreRun
from assessments.queries.papers import replaced_by
from assessments.queries.results import Row
from talentportal.core import formats
from townships.models import Tier

from .facts import FALL, Facts, facts_of

NUMERALS = "一二三四五六七八九"
LEADERS = 3


class Section(NamedTuple):
    heading: str
    paragraphs: list[str]


class Content(NamedTuple):
    """All that stands in a circular; what is in `sections` and `rows` is exact."""

    words: Circular
    run: ScoreRun
    opening: list[str]
    sections: list[Section]
    rows: list[tuple[Row, str]]  # with the words of its tier
    has_deductions: bool
    has_carried: bool
    replaced_by: int | None  # the version of the result that holds now, where it is another

    @property
    def superseded(self) -> str:
        return _("Superseded: version %(n)s of the result holds now.") % {"n": self.replaced_by}


def content_of(run: ScoreRun) -> Content:
    facts, words = facts_of(run), words_of(run)
    sections = [
        (_("General situation"), _overall(facts)),
        (_("Movement in the ranking"), _movement(facts)),
        (_("Praise"), [*_praise(facts), *_own(words.praise)]),
        (_("Warnings"), [*_warnings(facts), *_own(words.warnings)]),
        (_("What is asked next"), _own(words.demands)),
    ]
    told = [(heading, paragraphs) for heading, paragraphs in sections if paragraphs]
    return Content(
        words=words,
        run=run,
        opening=[*_coverage(facts), *_own(words.opening)],
        sections=[Section(_numbered(at, heading), paragraphs) for at, (heading, paragraphs) in enumerate(told)],
        rows=[(row, str(Tier(row.tier).label)) for row in facts.rows],
        has_deductions=any(row.deductions for row in facts.rows),
        has_carried=any(row.carried for row in facts.rows),
        replaced_by=replaced_by(run),
    )


def words_of(run: ScoreRun) -> Circular:
    """As the office left them; before that, words to start from, which are not stored."""
    stored = Circular.objects.filter(run=run).first()
    if stored is not None:
        return stored
    said = {"quarter": formats.quarter(run.period.code)}
    after = Period.objects.coded(f"{run.period.after.year}Q{run.period.quarter % 4 + 1}").first()
    demands = _("Units are asked to record visits and services in time.")
    if after is not None:
        due = {"quarter": formats.quarter(after.code), "day": formats.day(after.due_on)}
        demands = _join(demands, _("Reports of %(quarter)s are due by %(day)s.") % due)
    return Circular(
        run=run,
        version=0,
        title=_("Circular on the assessment of the “one township, one expert” work in %(quarter)s") % said,
        opening=_("The results of the assessment are made known as follows."),
        demands=demands,
    )


def _coverage(facts: Facts) -> list[str]:
    if facts.covered is None:
        return []
    units, n = len(facts.rows), len(facts.covered)
    said = {"units": units, "n": n, "share": formats.percent(Decimal(n) / units, 1)}
    text = _("Of %(units)s units, %(n)s have met the “one township, one expert” goal: %(share)s.") % said
    if facts.covered_before is None:
        return [text]
    more = n - len(facts.covered_before)
    if more > 0:
        moved = _("That is %(n)s more than in the quarter before.") % {"n": more}
    elif more < 0:
        moved = _("That is %(n)s fewer than in the quarter before.") % {"n": -more}
    else:
        moved = _("That is as many as in the quarter before.")
    return [_join(text, moved)]


def _overall(facts: Facts) -> list[str]:
    said = {"median": formats.score(facts.median)}
    text = _("The median of the totals is %(median)s.") % said
    if facts.median_before is not None:
        difference = facts.median - facts.median_before
        said["n"] = formats.score(abs(difference))
        if difference > 0:
            text = _("The median of the totals is %(median)s, %(n)s more than in the quarter before.") % said
        elif difference < 0:
            text = _("The median of the totals is %(median)s, %(n)s less than in the quarter before.") % said
    leaders = [row for row in facts.rows if row.rank <= LEADERS]
    scores = [_("%(name)s (%(total)s)") % {"name": row.name, "total": formats.score(row.total)} for row in leaders]
    return [_join(text, _("The first places are held by %(names)s.") % {"names": listed(scores)})]


def _movement(facts: Facts) -> list[str]:
    """Who rose, the furthest first."""
    risen = sorted((row for row in facts.rows if facts.moved(row) > 0), key=lambda row: -facts.moved(row))
    parts = []
    for places, rows in groupby(risen, key=facts.moved):
        said = {"names": listed([row.name for row in rows]), "n": places}
        parts.append(ngettext("%(names)s rose by %(n)s place.", "%(names)s rose by %(n)s places.", places) % said)
    return [_join(*parts)] if parts else []


def _praise(facts: Facts) -> list[str]:
    first = [row.name for row in facts.rows if row.tier_rank == 1]
    best = [row.name for row in facts.rows if row.grade == facts.best_grade]
    new = facts.named((facts.covered or set()) - facts.covered_before) if facts.covered_before is not None else []
    grade = facts.outline.grades.get(facts.best_grade, "")
    parts = [_("First in their categories: %(names)s.") % {"names": listed(first)}]
    if best:
        parts.append(_("The grade “%(grade)s” goes to %(names)s.") % {"grade": grade, "names": listed(best)})
    if new:
        parts.append(_("The “one township, one expert” goal was newly met by %(names)s.") % {"names": listed(new)})
    return [_join(*parts)]


def _warnings(facts: Facts) -> list[str]:
    rows = facts.rows
    light = facts.outline.lights.get(facts.worst_light, "")
    lacking = {row.township_id for row in rows} - facts.covered if facts.covered is not None else set()
    told = (
        (_("“%(light)s”: %(names)s."), [row.name for row in rows if row.light == facts.worst_light]),
        (_("No report was handed in by %(names)s."), [row.name for row in rows if row.is_missing]),
        (_("Points were taken off from %(names)s."), [row.name for row in rows if row.deductions]),
        (_("Fallen by %(fall)s places or more: %(names)s."), [r.name for r in rows if facts.moved(r) <= -FALL]),
        (_("The “one township, one expert” goal is still to be met by %(names)s."), facts.named(lacking)),
    )
    said = {"light": light, "fall": FALL}
    parts = [text % {**said, "names": listed(names)} for text, names in told if names]
    return [_join(*parts)] if parts else []


def listed(names: list[str]) -> str:
    return (", " if formats.in_english() else "、").join(names)


def _own(text: str) -> list[str]:
    """A paragraph for each line that was typed."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _join(*sentences: str) -> str:
    return (" " if formats.in_english() else "").join(sentences)


def _numbered(at: int, heading: str) -> str:
    return f"{at + 1}. {heading}" if formats.in_english() else f"{NUMERALS[at]}、{heading}"
