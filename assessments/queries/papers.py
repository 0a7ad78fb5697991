"""Papers by their code, and what holds now of what they were made from."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.models import Paper, ScoreRun, Seal
from talentportal.core.bilingual import reads_english
from townships.models import TownshipName
from townships.models.ranges import covering


class Checked(NamedTuple):
    """What anybody may learn of a paper: no person is in it."""

    paper: Paper
    period: Any
    unit: str
    seal: Seal | None
    newest: int | None  # the version that holds now, if it is another

    @property
    def is_replaced(self) -> bool:
        return self.newest is not None


def checked(code: str) -> Checked | None:
    """The paper that bears the code, once it is made; three queries."""
    papers = Paper.objects.filter(code=code, made_at__isnull=False)
    paper = papers.select_related("run__period", "run__seal", "report__period", "township").first()
    if paper is None:
        return None
    source: Any = paper.run or paper.report
    run = paper.run
    unit, seal = _unit_name(paper, source.period.last_day), getattr(run, "seal", None)
    return Checked(paper, source.period, unit, seal, replaced_by(run) if run else None)


def issued_circulars(run: ScoreRun) -> list[Paper]:
    """The circular of a run as it was handed out last, once for each format; it names units and no person."""
    made = Paper.objects.filter(run=run, kind=Paper.Kind.CIRCULAR, township=None, made_at__isnull=False)
    return list(made.order_by("format", "-made_at", "-pk").distinct("format"))


def replaced_by(run: ScoreRun) -> int | None:
    """The version that holds now, where it is a later one."""
    newest = ScoreRun.objects.published().filter(period=run.period_id).order_by("-version").first()
    return newest.version if newest is not None and newest.version > run.version else None


def _unit_name(paper: Paper, day: dt.date) -> str:
    if paper.township is None:
        return ""
    name = TownshipName.objects.filter(covering(day), township=paper.township).first()
    return (name.name_en if reads_english() else name.name_zh) if name else paper.township.code


def papers_seen(user: Any) -> QuerySet[Paper]:
    """With what a page says of them, the newest first."""
    column = "name_en" if reads_english() else "name_zh"
    names = TownshipName.objects.filter(township=OuterRef("township"), ends_on=None).values(column)
    related = ("run__period", "report__period", "asked_by", "job", "township")
    seen = Paper.objects.visible_to(user).select_related(*related)
    return seen.annotate(unit=Subquery(names[:1])).order_by("-asked_at", "-pk")
