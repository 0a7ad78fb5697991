"""How far the reports of a quarter are: one row per unit, and the quarters one can choose from.

A unit is listed when it is assessed and exists on the last day of the quarter, whether or not its report exists yet.
"Not started", "overdue" and "missing" are facts about a report, found here; its state says the rest.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Objection, Period, Report, ReportSection, ReviewNote, ScoreRun
from assessments.models.periods import day_of
from talentportal.core import marks
from talentportal.core.bilingual import reads_english
from townships.models import Assignment, Role, Tier, Township, TownshipName
from townships.models.ranges import covering

WAITING_FIRST = ("submitted", "returned", "ready", "draft", "approved")


@dataclass(frozen=True)
class UnitProgress:
    """One unit in one quarter; `shown` is what people are told of its report."""

    township_id: int
    code: str
    name: str
    short: str
    tier: str | None
    tile_row: int | None
    tile_col: int | None
    report_id: int | None
    state: str
    shown: str
    amendment: int
    asks_amendment: bool
    submitted_at: dt.datetime | None
    first_submitted_at: dt.datetime | None
    is_late: bool
    sections: int
    complete: int
    open_notes: int
    returns: int
    reviewers: tuple[str, ...]
    is_mine: bool
    waited: int = 0
    initials: str = ""
    href: str = ""

    @property
    def has_submitted(self) -> bool:
        return self.first_submitted_at is not None

    @property
    def awaits_me(self) -> bool:
        """A report to review. Amendments that are asked for are marked in the list; only the director answers them."""
        return self.is_mine and self.state == Report.State.SUBMITTED

    @property
    def tier_label(self) -> str:
        return str(Tier(self.tier).label) if self.tier else ""

    @property
    def mark(self) -> str:
        """The name on the smallest map: in English the initials people also search by."""
        return self.initials.upper() if reads_english() and self.initials else self.short

    @property
    def words(self) -> str:
        """What the tile says: the state, and for work that goes on how many sections are complete."""
        word = marks.state_word(self.shown)
        goes_on = self.shown in ("draft", "overdue") and self.state == Report.State.DRAFT and self.sections
        return f"{word} {self.complete}/{self.sections}" if goes_on else word

    @property
    def place(self) -> str:
        """Classes of the tile on the map of 6 rows by 10 columns; nothing puts it after the others."""
        if self.tile_row is None or self.tile_col is None:
            return ""
        return f"x{self.tile_col + 1} y{self.tile_row + 1}"


def periods_to_choose() -> list[Period]:
    """All quarters, newest first, each with `is_published`, the number of its undecided objections, and version,
    notice and reason of the result that holds."""
    runs = ScoreRun.objects.published().filter(period=OuterRef("pk")).order_by("-version")
    holds: dict[str, Any] = {
        f"newest_{name}": Subquery(runs.values(name)[:1]) for name in ("version", "notice_until", "publish_note")
    }
    waiting = Objection.objects.unsettled().filter(run__period=OuterRef("pk")).order_by().values("run__period")
    n_objections = Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0)
    rows = Period.objects.annotate(is_published=Exists(runs), n_objections=n_objections, **holds)
    return list(rows.select_related("scheme").latest_first())


def is_fresh_correction(period: Any, day: dt.date) -> bool:
    """Whether the result that holds corrects an earlier one and is still on public notice that day."""
    return (
        bool(period.newest_version and period.newest_version > 1) and (period.newest_notice_until or dt.date.min) >= day
    )


def board(period: Period, user: Any, at: dt.datetime) -> list[UnitProgress]:
    """Every unit of the quarter in official order, in one query."""
    day = period.last_day
    names = TownshipName.objects.filter(covering(day), township=OuterRef("pk"))
    units = (
        Township.objects.assessed()
        .open_on(day)
        .visible_to(user)
        .named_on(day)
        .with_tier_on(day)
        .annotate(
            short_zh=Subquery(names.values("short_zh")[:1]),
            report=FilteredRelation("reports", condition=Q(reports__period=period)),
            reviewers=ArraySubquery(
                Assignment.objects.filter(township=OuterRef("pk")).order_by("reviewer__name").values("reviewer__name")
            ),
            is_mine=Exists(Assignment.objects.filter(township=OuterRef("pk"), reviewer=user)),
            **_counts(period),
            **{name: F(f"report__{name}") for name in _REPORT_FIELDS},
            report_pk=F("report__pk"),
        )
        .in_official_order()
    )
    fields = (
        "pk",
        "code",
        "kind",
        "initials",
        "name",
        "tier",
        "tile_row",
        "tile_col",
        "short_zh",
        "reviewers",
        "is_mine",
    )
    rows = units.values(*fields, *_COUNTS, *_REPORT_FIELDS, "report_pk")
    return [_unit(row, period, user, at) for row in rows]


_REPORT_FIELDS = ("state", "started_at", "first_submitted_at", "submitted_at", "amendment", "amendment_asked_at")
_COUNTS = ("sections", "complete", "open_notes", "returns")


def _counts(period: Period) -> dict[str, Coalesce]:
    """Sections and those complete, notes not dealt with, and returns, as numbers per unit."""
    sections = ReportSection.objects.filter(report__period=period, report__township=OuterRef("pk"))
    notes = ReviewNote.objects.filter(
        report__period=period, report__township=OuterRef("pk"), reply_to=None, resolved_at=None
    )
    steps = Report.objects.filter(period=period, township=OuterRef("pk"), steps__step="return")

    def number(rows: Any, by: str) -> Coalesce:
        counted = rows.order_by().values(by).annotate(n=Count("*")).values("n")
        return Coalesce(Subquery(counted), 0)

    return {
        "sections": number(sections, "report"),
        "complete": number(sections.filter(is_complete=True), "report"),
        "open_notes": number(notes, "report"),
        "returns": number(steps, "pk"),
    }


def _unit(row: dict[str, Any], period: Period, user: Any, at: dt.datetime) -> UnitProgress:
    first = row["first_submitted_at"]
    return UnitProgress(
        township_id=row["pk"],
        code=row["code"],
        name=row["name"] or row["code"],
        short=_short(row),
        tier=row["tier"],
        tile_row=row["tile_row"],
        tile_col=row["tile_col"],
        report_id=row["report_pk"],
        state=row["state"] or "",
        shown=shown_state(row["state"], row["started_at"], first, period, at),
        amendment=row["amendment"] or 1,
        asks_amendment=row["amendment_asked_at"] is not None,
        submitted_at=row["submitted_at"],
        first_submitted_at=first,
        is_late=bool(first and first >= period.due_at),
        **{name: row[name] for name in _COUNTS},
        waited=(day_of(at) - day_of(row["submitted_at"])).days if row["submitted_at"] else 0,
        initials=row["initials"],
        reviewers=tuple(row["reviewers"]),
        is_mine=row["is_mine"] if user.role == Role.REVIEWER else user.has_perm("assessments.approve_report"),
    )


def shown_state(
    state: str | None, started_at: dt.datetime | None, first: dt.datetime | None, period: Period, at: dt.datetime
) -> str:
    """What people are told: the state, or that nothing came by the due date or by the lock, or nothing was begun."""
    if not state:
        return "not_started"
    if first is None and state != Report.State.RETURNED:
        if at >= period.locks_at:
            return "missing"
        if at >= period.due_at:
            return "overdue"
    return "not_started" if state == Report.State.DRAFT and started_at is None and first is None else state


def _short(row: dict[str, Any]) -> str:
    """The name on a tile: the short Chinese one, or the English one without district and kind."""
    name = row["name"] or row["code"]
    if not reads_english():
        return row["short_zh"] or name
    words = name.split()
    if row["kind"] == Township.Kind.PARK and len(words) > 3:
        words = words[1:]
    return " ".join(words[:-1] or words)


def waiting_first(units: list[UnitProgress]) -> list[UnitProgress]:
    """The order of the review queue: longest waiting first, then by state; within it the official order."""
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    order = {state: nth for nth, state in enumerate(WAITING_FIRST)}
    return sorted(
        units,
        key=lambda u: (order.get(u.state, 9), (u.submitted_at or last) if u.state == "submitted" else last),
    )
