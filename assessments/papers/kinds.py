"""What each kind of paper is called, and how its pages are set."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from assessments.models import Paper, Report, Score, ScoreRun
from talentportal.core import formats
from townships.models import Township

from .cards import cards_of
from .circular import content_of
from .drawing import Printed, set_pages, write
from .returned import notice_of
from .sheets import sheet_of
from .word import current, fill, texts_of

SETTING = gettext_noop("setting the pages")
Tell = Callable[[int, int, str], None]
Kind = Paper.Kind


def has_scores(run: ScoreRun, township: Township | None) -> bool:
    scores = Score.objects.filter(run=run)
    return (scores.filter(township=township) if township else scores).exists()


def printed(paper: Paper, proof: dict[str, Any], progress: Tell) -> Printed:
    """The whole file, in the language that is active; progress by units where there are several."""
    context = {"proof": proof, "language": get_language()}
    if paper.report is not None:
        progress(0, 1, SETTING)
        return write([set_pages("papers/print_return.html", {**context, **_returned(paper.report)})])
    run = paper.run
    if run is None:
        raise ValueError(f"paper {paper.pk} is about neither a run nor a report")
    if paper.kind == Kind.CIRCULAR:
        progress(0, 1, SETTING)
        content = content_of(run)
        if paper.format == Paper.Format.DOCX:
            return Printed(fill(current(paper.language), texts_of(content, proof)), None, 1)
        return write([set_pages("papers/print_circular.html", {**context, "content": content})])
    if paper.kind == Kind.UNIT_SHEET and paper.township is not None:
        progress(0, 1, SETTING)
        return write([set_pages("papers/print_sheet.html", {**context, "sheet": sheet_of(run, paper.township)})])
    found = cards_of(run, paper.township)
    pages = []
    for number, card in enumerate(found):
        progress(number, len(found), SETTING)
        pages.append(set_pages("papers/print_card.html", {**context, "card": card}))
    return write(pages)


def _returned(report: Report) -> dict[str, Any]:
    unit = Township.objects.named_on(report.period.last_day).get(pk=report.township_id)
    until = report.reopened_until or report.period.locks_on
    return {"notice": notice_of(report), "unit": unit.name, "until": until}


def name_of(paper: Paper) -> str:
    """The name of its file without the ending, such as 2014年二季度通报."""
    source: Any = paper.run or paper.report
    said = {"quarter": formats.quarter(source.period.code)}
    if paper.kind == Kind.CIRCULAR:
        return _("Circular %(quarter)s") % said
    if paper.township is None:
        return _("Score cards %(quarter)s") % said
    said["unit"] = Township.objects.named_on(source.period.last_day).get(pk=paper.township_id).name
    if paper.kind == Kind.RETURN_NOTICE:
        return _("Notice of return %(quarter)s %(unit)s") % said
    if paper.kind == Kind.UNIT_SHEET:
        return _("Unit sheet %(quarter)s %(unit)s") % said
    return _("Score card %(quarter)s %(unit)s") % said
