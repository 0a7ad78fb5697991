"""The circular of the last published quarter, as the office has printed it."""

from django.utils import translation

from assessments.models import Paper, ScoreRun
from assessments.papers.circular import words_of
from assessments.services.circulars import WORDS, save_words
from assessments.services.papers import make_paper, request_paper
from talentportal.core.models import Job
from talentportal.core.models.jobs import JobState
from townships.models import User

from .when import SEEN

ORIGIN = "http://127.0.0.1:8000/"
OWN = {
    "document_no": "样张〔2014〕示例号",
    "signed_by": "示例",
    "issued_by": "（发文机关署名）",
    "issued_on": SEEN.date(),
}


def load_circular(by: User) -> None:
    """Made at once, not by the worker: the demo is there when its pages are."""
    run = ScoreRun.objects.published().order_by("-period__year", "-period__quarter", "-version")[0]
    with translation.override("zh-hans"):
        words = words_of(run)
        save_words(run, {name: getattr(words, name) for name in WORDS} | OWN, version=0, by=by, at=SEEN)
        paper = request_paper(Paper.Kind.CIRCULAR, run, origin=ORIGIN, by=by, at=SEEN)
        make_paper(paper, origin=ORIGIN, at=SEEN, progress=lambda *_now: None)
    Job.objects.filter(pk=paper.job.pk if paper.job else 0).update(state=JobState.DONE, finished_at=SEEN)
