"""The ranking of a quarter: which quarters and runs a reader may see, and one row per unit.

Written SQL, because this page is opened more often than any other: the ORM would cost more than everything else on
it (see `make bench`, bar P1). What a published scheme says never changes, so it is remembered.
"""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assessments.models import Band, Indicator, Period
from assessments.models.periods import day_of
from experts.queries import CONTESTED, contested_values
from talentportal.core import prepared
from talentportal.core.bilingual import reads_english

QUARTERS = 8  # of history behind every unit: the line of its totals


class Group(NamedTuple):
    """A group of indicators; its lines are points[first:after] of every score."""

    code: str
    name: str
    weight: Decimal
    first: int
    after: int


class Outline(NamedTuple):
    """What a ranking needs to know of its scheme, in the reader's language."""

    code: str
    version: int
    base_points: Decimal
    bonus_cap: Decimal
    groups: tuple[Group, ...]
    grades: dict[str, str]
    lights: dict[str, str]


class Run(NamedTuple):
    """A computation of a quarter, or a quarter without any (`id` is None)."""

    period_id: int
    year: int
    quarter: int
    scheme_id: int
    id: int | None
    version: int | None
    is_published: bool
    computed_at: dt.datetime | None
    published_at: dt.datetime | None
    publisher: str | None
    publish_note: str | None
    notice_until: dt.date | None
    final_at: dt.datetime | None
    has_objections: bool
    seal: str | None  # number of the link and its digest
    job_id: int | None

    @property
    def period(self) -> str:
        return f"{self.year}Q{self.quarter}"

    @property
    def nth(self) -> int:
        return self.year * 4 + self.quarter

    @property
    def last_day(self) -> dt.date:
        return Period(year=self.year, quarter=self.quarter).last_day


class Row(NamedTuple):
    """One unit. `points` are hundredths by indicator position; `past_totals` are hundredths too, of the runs in
    `past_runs`; the rest tells how it stood in the latest of them."""

    township_id: int
    code: str
    name: str
    order: int
    tier: str
    rank: int
    tier_rank: int
    total: Decimal
    base: Decimal
    bonus: Decimal
    deductions: Decimal
    carried: Decimal
    grade: str
    light: str
    is_missing: bool
    points: list[int | None]
    is_contested: bool
    past_runs: list[int] | None
    past_totals: list[int] | None
    before_rank: int | None
    before_tier_rank: int | None
    before_tier: str | None


# Few joins on purpose, none for what few rows need: planning such a statement costs PostgreSQL more than running it.
_RUNS = """
SELECT p.id, p.year, p.quarter, coalesce(r.scheme_id, p.scheme_id), r.id, r.version,
       coalesce(r.status = 'published', false), r.computed_at, r.published_at,
       (SELECT u.name FROM townships_user u WHERE u.id = r.published_by_id), r.publish_note,
       r.notice_until, r.final_at, coalesce(r.id = ANY(ARRAY(SELECT o.run_id FROM assessments_objection o)), false),
       (SELECT l.number || ' ' || l.digest FROM assessments_seal l WHERE l.run_id = r.id), {jobs}
FROM assessments_period p
LEFT JOIN assessments_scorerun r ON r.period_id = p.id AND {seen}
ORDER BY p.year DESC, p.quarter DESC, r.version DESC
"""
_JOBS = """(SELECT json_object_agg(j.key, j.id ORDER BY j.id) FROM core_job j
            WHERE j.kind = 'score_period' AND j.state IN ('queued', 'running'))"""
_PUBLISHED_RUNS = _RUNS.format(jobs="NULL", seen="r.status = 'published'")
_ALL_RUNS = _RUNS.format(jobs=_JOBS, seen="true")

# %(past)s: the runs that stand for the quarters before.
_ROWS = """
SELECT t.id, t.code, n.{name}, t."order", s.tier, s.rank, s.tier_rank, s.total, s.base, s.bonus, s.deductions,
       s.carried, s.grade, s.light, s.is_missing, s.points, s.township_id = ANY(ARRAY({contested})), past.*
FROM assessments_score s
JOIN townships_township t ON t.id = s.township_id
LEFT JOIN townships_townshipname n ON n.township_id = t.id AND n.starts_on <= %(day)s
      AND (n.ends_on IS NULL OR n.ends_on > %(day)s)
LEFT JOIN (SELECT array_agg(h.run_id), array_agg((h.total * 100)::int), max(h.rank) FILTER (WHERE {last}),
                  max(h.tier_rank) FILTER (WHERE {last}), max(h.tier) FILTER (WHERE {last}), h.township_id
             FROM assessments_score h WHERE h.run_id = ANY(%(past)s::bigint[]) GROUP BY h.township_id) past
       ON past.township_id = t.id
WHERE s.run_id = %(run)s
ORDER BY {rank}, t."order", t.code
"""

_NAMES = """
SELECT (SELECT sum(n.xmin::text::bigint) FROM townships_townshipname n),
       (SELECT sum(t.xmin::text::bigint) FROM townships_township t)
"""


def runs(*, provisional: bool) -> list[Run]:
    """Every quarter with its runs, latest first; `provisional`: also what is not published yet."""
    return [_run(row) for row in prepared.fetch("runs", _ALL_RUNS if provisional else _PUBLISHED_RUNS)]


def _run(row: tuple) -> Run:
    """The last column names all open jobs by their key."""
    *known, jobs = row
    return Run._make([*known, (jobs or {}).get(f"period:{row[0]}")])


def known_on(found: list[Run], day: dt.date) -> list[Run]:
    """What was publicly known at the end of that day: quarters with the versions published by then."""
    known: dict[int, list[Run]] = {}
    for run in found:
        versions = known.setdefault(run.period_id, [])
        if run.published_at and day_of(run.published_at) <= day:
            versions.append(run)
    blank = {run.period_id: run._replace(id=None, version=None, is_published=False, job_id=None) for run in found}
    return [run for period_id, versions in known.items() for run in versions or [blank[period_id]]]


def newest_version(found: list[Run], run: Run) -> Run:
    """The published version that stands for the quarter of this run now; the run itself where none is."""
    return next((other for other in found if other.is_published and other.period_id == run.period_id), run)


def chosen(found: list[Run], period: str | None, version: int | None) -> Run | None:
    """The run to show. Without a period the latest published quarter, without a version the published run; a quarter
    that has nothing to show is a Run without id. None: there is no such quarter or version."""
    if period:
        found = [run for run in found if run.period == period]
    if version is not None:
        found = [run for run in found if run.version == version]
    published = next((run for run in found if run.is_published), None)
    computed = next((run for run in found if run.id), None)
    return published or computed or (found[0] if found and version is None else None)


def outline(run: Run) -> Outline:
    """The scheme of a run. A period takes only a published scheme, and that never changes: it is remembered."""
    return outline_of(run.scheme_id)


def outline_of(scheme_id: int) -> Outline:
    return _outline(scheme_id, reads_english())


@lru_cache(maxsize=64)
def _outline(scheme_id: int, _english: bool) -> Outline:
    """Two queries: the lines with their groups and scheme, and the words of grades and lights."""
    lines = list(Indicator.objects.filter(scheme=scheme_id).select_related("group", "scheme").order_by("position"))
    scheme = lines[0].scheme
    spans: dict[int, Group] = {}
    for line in lines:
        first = spans[line.group_id].first if line.group_id in spans else line.position - 1
        group = line.group
        spans[group.pk] = Group(group.code, group.name, group.weight, first, line.position)
    words: dict[str, dict[str, str]] = {kind: {} for kind in Band.Kind.values}
    for band in Band.objects.filter(scheme=scheme_id):
        words[band.kind][band.code] = band.name
    return Outline(
        scheme.code,
        scheme.version,
        scheme.base_points,
        scheme.bonus_cap,
        tuple(spans.values()),
        words[Band.Kind.GRADE],
        words[Band.Kind.LIGHT],
    )


def standing(found: list[Run], run: Run) -> list[int | None]:
    """The runs that stand for the quarters before this one, the eldest first: of each quarter the latest published
    version, None where there is none. A version that was replaced keeps those it was published beside."""
    latest: dict[int, int | None] = {}
    replaced = run.is_published and newest_version(found, run).id != run.id
    for other in found:
        if other.is_published and not (replaced and _is_later(other, run)):
            latest.setdefault(other.nth, other.id)
    return [latest.get(nth) for nth in range(run.nth - QUARTERS + 1, run.nth)]


def _is_later(other: Run, run: Run) -> bool:
    return bool(other.published_at and run.published_at and other.published_at > run.published_at)


def compared(past: list[int | None]) -> int | None:
    """The run against which movement is told: that of the newest published quarter before."""
    return next((run_id for run_id in reversed(past) if run_id), None)


def ranking_rows(run: Run, past: list[int | None], *, by_tier: bool = False) -> list[Row]:
    """Every unit of the run in the order of its rank; shared ranks in the official order of units."""
    name = "name_en" if reads_english() else "name_zh"
    known = [run_id for run_id in past if run_id]
    values = {"run": run.id, "past": known, "last": compared(past), "day": run.last_day}
    values |= contested_values(run)
    parts = {"name": name, "rank": "s.tier_rank" if by_tier else "s.rank", "contested": CONTESTED}
    statement = _ROWS.format(**parts, last="h.run_id = %(last)s")
    return [Row(*row[:-1]) for row in prepared.fetch("ranking", statement, values)]


def mark_of_names() -> tuple:
    """Changes with every change of a unit or its names: each writes its row under a new transaction number."""
    return prepared.fetch("names", _NAMES)[0]
