"""What was corrected, in sentences beside the figures of a score."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Correction, Score, YearEntry
from assessments.queries.corrections import carried_into, corrections_behind
from talentportal.core import formats


class Corrected(NamedTuple):
    """The corrections behind one score; `page` is where the director corrects a line, empty for everybody else."""

    by_line: dict[str, list[Correction]]
    carried: list[YearEntry]
    page: str

    def notes(self, line: str) -> list[str]:
        return [sentence(row) for row in self.by_line.get(line, [])]

    def link(self, line: str) -> str:
        return self.page.replace("-line-", line)


def corrected(score: Score, code: str, user: Any) -> Corrected:
    may = user.has_perm("assessments.correct_figure")
    page = reverse("figure-correct", args=[score.run.period.code, code, "-line-"]) if may else ""
    return Corrected(corrections_behind(score), carried_into(score), page)


def sentence(row: Correction) -> str:
    """更正 +1：理由…（2014年二季度）"""
    said = {
        "change": _signed(row.counted),
        "reason": row.reason,
        "quarter": formats.quarter(row.period),
        "day": formats.short_day(row.decided_at),
    }
    if row.out_of:
        said["change"] += f" / {_signed(row.out_of)}"
    return _("Correction %(change)s: %(reason)s (%(quarter)s, decided %(day)s)") % said


def _signed(value: Decimal) -> str:
    text = formats.number(abs(value))
    return f"{'+' if value >= 0 else '−'}{text}"
