"""What the log tells of published results, against what the tables say: who sealed each, and who made it final."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from assessments.models import ScoreRun, Seal, YearResult
from talentportal.core.models import AuditEntry

PUBLISHING = ("assessments.publish_run", "assessments.publish_year")
FINALISING = ("assessments.finalise_run", "assessments.finalise_year")


class Finality(NamedTuple):
    """One result that the table or the log calls final: each side's person and moment, None where it is silent."""

    period_or_year: str
    version: int
    in_table: tuple[int | None, dt.datetime | None] | None
    in_log: tuple[int | None, dt.datetime | None] | None


def sealed_objects() -> dict[str, tuple[str, str]]:
    """Of every digest in the log, the object whose publication it was."""
    entries = AuditEntry.objects.filter(action__in=PUBLISHING, detail__has_key="seal")
    rows = entries.values_list("detail__seal", "object_type", "object_id")
    return {digest: (kind, number) for digest, kind, number in rows}


def object_of(link: Seal) -> tuple[str, str]:
    """The object the link seals, as the log names it."""
    if link.run_id:
        return ScoreRun._meta.label_lower, str(link.run_id)
    return YearResult._meta.label_lower, str(link.year_result_id)


def differing_finality() -> Iterator[Finality]:
    """Results that only one side calls final, or that each side calls final by somebody else or since another time."""
    told = _told()
    for key, result in sorted(_final_results().items()):
        entry = told.pop(key, None)
        in_log = entry.in_log if entry else None
        if in_log != result.in_table:
            yield result._replace(in_log=in_log)
    yield from told.values()


def _told() -> dict[tuple[str, str], Finality]:
    entries = AuditEntry.objects.filter(action__in=FINALISING).order_by("pk")
    return {
        (entry.object_type, entry.object_id): Finality(
            str(entry.detail.get("period") or entry.detail.get("year")),
            entry.detail["version"],
            None,
            (entry.actor_id, entry.at),
        )
        for entry in entries
    }


def _final_results() -> dict[tuple[str, str], Finality]:
    runs = ScoreRun.objects.exclude(final_at=None).select_related("period")
    years = YearResult.objects.exclude(final_at=None)
    named: list[tuple[Any, str]] = [(run, run.period.code) for run in runs]
    named += [(result, str(result.year)) for result in years]
    return {
        (result._meta.label_lower, str(result.pk)): Finality(
            called, result.version, (result.final_by_id, result.final_at), None
        )
        for result, called in named
    }
