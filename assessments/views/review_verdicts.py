"""What was said of the figures of a report, and which reports wait for a department's word."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.models import LineReview, Report
from assessments.queries.line_reviews import CONFIRMED, Unsettled, said_of, unsettled, waiting_for
from assessments.queries.progress import UnitProgress

from .comparison import Compared


@dataclass(frozen=True)
class Verdicts:
    """What was said of one figure, and whether this person may say something."""

    code: str
    said: tuple[LineReview, ...]
    mine: LineReview | None
    may_say: bool

    @property
    def is_checked(self) -> bool:
        return self.mine is not None and self.mine.verdict == CONFIRMED


class Waiting(NamedTuple):
    """A unit whose report waits for a department, with the figures concerned."""

    unit: UnitProgress
    codes: list[str]


def verdicts_of(report: Report, user: Any, codes: Iterable[str], may_write: set[str] | None) -> dict[str, Verdicts]:
    """By the indicator's code."""
    said = said_of([report])[report.pk]
    open_now = report.state == Report.State.SUBMITTED
    found = {}
    for code in codes:
        rows = tuple(row for row in said if row.indicator.code == code)
        mine = next((row for row in rows if row.by_id == user.pk), None)
        found[code] = Verdicts(code, rows, mine, open_now and (may_write is None or code in may_write))
    return found


def with_verdicts(
    groups: dict[str, list[Compared]], report: Report, user: Any, may_write: set[str] | None
) -> tuple[dict[str, list[Compared]], dict[str, Any]]:
    """Each line with what was said of it, and how many this person has checked of those he may."""
    codes = [row.line.code for rows in groups.values() for row in rows if row.line.shape != "system"]
    found = verdicts_of(report, user, codes, may_write)
    told = {code: [replace(row, verdicts=found.get(row.line.code)) for row in rows] for code, rows in groups.items()}
    return told, count(found)


def count(found: dict[str, Verdicts]) -> dict[str, int]:
    mine = [each for each in found.values() if each.may_say]
    return {"checked": sum(each.is_checked for each in mine), "checkable": len(mine)}


def unsettled_words(report: Report) -> list[str]:
    """What an approval would pass over, in words."""
    if report.state != Report.State.SUBMITTED:
        return []
    return [_words(each) for each in unsettled([report])[report.pk]]


def _words(each: Unsettled) -> str:
    values = each._asdict() | {"about": f"{each.code} {each.name}"}
    if each.is_doubted:
        return _("%(about)s: doubted by %(who)s (%(note)s)") % values
    return _("%(about)s: not yet confirmed by its department") % values


def waiting_units(user: Any, units: Iterable[UnitProgress], period: Any) -> list[Waiting]:
    """The queue of a joint-review department: the units whose figures wait for its word, longest waiting first."""
    submitted = {unit.report_id: unit for unit in units if unit.state == Report.State.SUBMITTED}
    reports = list(Report.objects.visible_to(user).filter(pk__in=submitted))
    for report in reports:
        report.period = period
    open_codes = waiting_for(user, reports)
    return [Waiting(unit, open_codes[pk]) for pk, unit in submitted.items() if pk in open_codes]
