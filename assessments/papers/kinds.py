"""What each kind of paper is called, and how its pages are set."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from assessments.models import Paper, Score, ScoreRun
from talentportal.core import formats
from townships.models import Township

from .cards import cards_of
from .circular import content_of
from .drawing import Printed, set_pages, write

SETTING = gettext_noop("setting the pages")
Tell = Callable[[int, int, str], None]
Kind = Paper.Kind


def has_scores(run: ScoreRun, township: Township | None) -> bool:
    scores = Score.objects.filter(run=run)
    return (scores.filter(township=township) if township else scores).exists()


def printed(paper: Paper, proof: dict[str, Any], progress: Tell) -> Printed:
    """The whole file, in the language that is active; progress by units where there are several."""
    context = {"proof": proof, "language": get_language()}
    run = paper.run
    if run is None:
        raise ValueError(f"paper {paper.pk} is about no run")
    if paper.kind == Kind.CIRCULAR:
        progress(0, 1, SETTING)
        return write([set_pages("papers/print_circular.html", {**context, "content": content_of(run)})])
    found = cards_of(run, paper.township)
    pages = []
    for number, card in enumerate(found):
        progress(number, len(found), SETTING)
        pages.append(set_pages("papers/print_card.html", {**context, "card": card}))
    return write(pages)


def name_of(paper: Paper) -> str:
    """The name of its file without the ending, such as 2014年二季度通报."""
    said = {"quarter": formats.quarter(paper.run.period.code) if paper.run else ""}
    if paper.kind == Kind.CIRCULAR:
        return _("Circular %(quarter)s") % said
    if paper.township is None:
        return _("Score cards %(quarter)s") % said
    named = Township.objects.named_on(paper.run.period.last_day).get(pk=paper.township_id) if paper.run else None
    return _("Score card %(quarter)s %(unit)s") % {**said, "unit": named.name if named else ""}
