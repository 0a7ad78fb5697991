"""Sealing a result in the transaction that publishes it: one link more in a chain that shows any later change."""

import datetime as dt

from django.db import connection, transaction

from assessments.models import ScoreRun, Seal, YearResult
from assessments.queries import seals
from assessments.queries.seals import Texts

from .verification import Finding, verify_chain, verify_results

__all__ = ["Finding", "seal_run", "seal_year", "verify_chain", "verify_results"]


@transaction.atomic
def seal_run(run: ScoreRun, *, at: dt.datetime) -> Seal:
    """Seal a run that has just been published: what it was computed from, by which rules, and what came out."""
    return _link(seals.run_texts(run), run.engine, at, run=run)


@transaction.atomic
def seal_year(result: YearResult, *, at: dt.datetime) -> Seal:
    """Seal the result of a year that has just been published."""
    return _link(seals.year_texts(result), result.engine, at, year_result=result)


def _link(texts: Texts, engine: str, at: dt.datetime, **of: ScoreRun | YearResult) -> Seal:
    """The next link. One at a time: the next one waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('assessments_seal'), 0)")
    last = Seal.objects.order_by("-number").only("number", "digest").first()
    number, previous = (last.number + 1, last.digest) if last else (1, "")
    digest = seals.digest(number=number, previous=previous, engine=engine, sealed_at=at, texts=texts)
    return Seal.objects.create(
        number=number, previous=previous, engine=engine, sealed_at=at, digest=digest, **texts._asdict(), **of
    )
