"""What a result was made of and what came out, as it stands in the tables: the three texts of a seal."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from assessments.models import ApprovedLine, Correction, Score, ScoreRun, Seal, YearEntry, YearResult
from experts.models import CreditEntry
from talentportal.core.models import AuditEntry, Job

from .canon import canonical, sha256
from .sealed_scheme import scheme_document

Document = dict[str, Any]
Rows = Mapping[str, Document]

INPUTS = (
    *("tier", "tier_months", "is_missing", "counted", "out_of", "deduction_counts", "carried"),
    *("bonus_raw", "bonus_persons", "bonus_judged"),
)
OUTPUTS = (
    *("expected", "points", "earned", "applicable", "base", "deductions", "bonus", "total"),
    *("tier_rank", "rank", "grade", "light"),
)
YEAR_OUTPUTS = (
    *("tier", "points", "quarter_totals", "earned", "applicable", "base", "deductions", "carried", "bonus", "total"),
    *("tier_rank", "rank", "grade", "is_barred", "prize_yuan"),
)
CREDIT = (
    *("expert_id", "cause", "rule", "level", "amount", "heads", "persons", "effective_on", "counts_on", "selection_id"),
    *("placement_id", "conflict_id", "agreement_id", "reverses_id", "note", "posted_at", "posted_by_id"),
)
APPROVED = ("amendment", "value", "ticks", "approved_at")
CORRECTION = ("indicator_code", "counted", "out_of", "reason", "objection_id", "decided_by_id", "decided_at")
YEAR_ENTRY = ("year", "of_year", "points", "reason", "decided_by_id", "decided_at")
UNIT = {"unit": F("township__code")}
OF_PERIOD = {"year": F("period__year"), "quarter": F("period__quarter")}


class Texts(NamedTuple):
    """The canonical texts of one result."""

    scheme: str
    inputs: str
    results: str


def run_texts(run: ScoreRun) -> Texts:
    units: dict[str, Document] = {}
    results: dict[str, Document] = {}
    columns = ("township__code", "township__district__code", "row_ids", "row_counts", *INPUTS, *OUTPUTS)
    for row in Score.objects.filter(run=run).values(*columns).iterator():
        code = row["township__code"]
        spans = pairwise(accumulate(row["row_counts"], initial=0))
        rows = [row["row_ids"][first:after] for first, after in spans]
        units[code] = {**_part(row, INPUTS), "district": row["township__district__code"], "rows": rows}
        results[code] = _part(row, OUTPUTS)
    inputs = {"units": units, "records": records_of(run)}
    return Texts(canonical(scheme_document(run.scheme_id)), canonical(inputs), results_text(run_head(run), results))


def results_text(head: Document, units: Rows) -> str:
    return canonical({"result": head, "units": units})


def _part(row: Mapping[str, Any], names: Iterable[str]) -> Document:
    return {name: row[name] for name in names}


def run_head(run: ScoreRun) -> Document:
    """Which result it is, who published it and when; all of it stays as it is once published."""
    return {"period": run.period.code, "revision": run.revision, **_published(run)}


def _published(result: ScoreRun | YearResult) -> Document:
    return {
        "version": result.version,
        "engine": result.engine,
        "computed_at": result.computed_at,
        "published_at": result.published_at,
        "published_by": result.published_by_id,
        "publisher": result.published_by.name if result.published_by else "",
        "note": result.publish_note,
        "notice_until": result.notice_until,
    }


def records_of(run: ScoreRun) -> dict[str, Rows]:
    """Everything that is only ever added to and was known when the run was computed, by its number."""
    at, period = run.computed_at, run.period
    until_now = Q(period__year=period.year, period__quarter__lte=period.quarter)
    stood = Q(superseded_at=None) | Q(superseded_at__gt=at)
    approved = ApprovedLine.objects.filter(
        stood,
        report__period__year=period.year,
        report__period__quarter__lte=period.quarter,
        approved_at__lte=at,
    )
    return {
        "credits": credits(
            CreditEntry.objects.filter(posted_at__lte=at).counting_between(period.year_start, period.after)
        ),
        "approved": approved_figures(approved),
        "corrections": corrections(Correction.objects.filter(until_now, decided_at__lte=at)),
        "year_entries": year_entries(YearEntry.objects.filter(year=period.year, decided_at__lte=at)),
    }


def credits(entries: QuerySet[CreditEntry]) -> Rows:
    return _by_number(entries.values("pk", *CREDIT, **UNIT))


def approved_figures(lines: QuerySet[ApprovedLine]) -> Rows:
    about = {
        "unit": F("report__township__code"),
        "line": F("indicator__code"),
        "year": F("report__period__year"),
        "quarter": F("report__period__quarter"),
    }
    return _by_number(lines.values("pk", *APPROVED, **about))


def corrections(rows: QuerySet[Correction]) -> Rows:
    return _by_number(rows.values("pk", *CORRECTION, **UNIT, **OF_PERIOD))


def year_entries(rows: QuerySet[YearEntry]) -> Rows:
    return _by_number(rows.values("pk", *YEAR_ENTRY, **UNIT))


def _by_number(rows: Iterable[Document]) -> Rows:
    return {str(row.pop("pk")): row for row in rows}


def records_numbered(numbers: Mapping[str, Iterable[str]]) -> dict[str, Rows]:
    """The same records as they stand now, whichever numbers are asked for."""
    return {
        "credits": credits(CreditEntry.objects.filter(pk__in=_numbers(numbers, "credits"))),
        "approved": approved_figures(ApprovedLine.objects.filter(pk__in=_numbers(numbers, "approved"))),
        "corrections": corrections(Correction.objects.filter(pk__in=_numbers(numbers, "corrections"))),
        "year_entries": year_entries(YearEntry.objects.filter(pk__in=_numbers(numbers, "year_entries"))),
    }


def _numbers(numbers: Mapping[str, Iterable[str]], kind: str) -> list[int]:
    return [int(number) for number in numbers.get(kind, ())]


def year_texts(result: YearResult) -> Texts:
    """A year is made of its quarters: their results, by hash, are its inputs."""
    runs = {run.pk: run for run in ScoreRun.objects.filter(pk__in=result.run_ids).select_related("period", "seal")}
    quarters = {
        runs[pk].period.code: {"version": runs[pk].version, "results": _results_hash(runs[pk])}
        for pk in result.run_ids
        if pk in runs
    }
    units = {
        row["township__code"]: _part(row, YEAR_OUTPUTS) for row in result.scores.values("township__code", *YEAR_OUTPUTS)
    }
    return Texts(
        canonical(scheme_document(result.scheme_id)),
        canonical({"quarters": quarters}),
        results_text(year_head(result), units),
    )


def _results_hash(run: ScoreRun) -> str:
    """Of the sealed results; a run published before results were sealed is written out as it stands."""
    seal = getattr(run, "seal", None)
    return sha256(seal.results if seal else run_texts(run).results)


def year_head(result: YearResult) -> Document:
    return {"year": result.year, **_published(result)}


def digest_of(seal: Seal) -> str:
    """What the link promises: its place in the chain, the three texts, the engine and the moment."""
    return digest(
        number=seal.number,
        previous=seal.previous,
        engine=seal.engine,
        sealed_at=seal.sealed_at,
        texts=Texts(seal.scheme, seal.inputs, seal.results),
    )


def digest(*, number: int, previous: str, engine: str, sealed_at: dt.datetime, texts: Texts) -> str:
    head = {"number": number, "previous": previous, "engine": engine, "sealed_at": sealed_at}
    return sha256(canonical({**head, **{name: sha256(text) for name, text in texts._asdict().items()}}))


def seals() -> QuerySet[Seal]:
    return Seal.objects.order_by("number")


KIND = "verify_results"
VERIFIED = "assessments.verify_results"  # as the log calls it


def links() -> QuerySet[Seal]:
    """The chain without its texts, the newest first."""
    results = ("run__period", "run__published_by", "year_result__published_by")
    return Seal.objects.select_related(*results).defer("scheme", "inputs", "results").order_by("-number")


def link_named(text: str | None) -> dict[str, str] | None:
    """Number and digest of a link from one text, as a list of runs carries them; printed, they hold the chain."""
    number, _space, digest = (text or "").partition(" ")
    return {"number": number, "digest": digest} if digest else None


def last_verification() -> AuditEntry | None:
    return AuditEntry.objects.filter(action=VERIFIED).newest_first().first()


def verification_running() -> Job | None:
    return Job.objects.about(KIND, KIND).unfinished().first()


def n_unsealed() -> int:
    """Published results without a seal: older than sealing, or altered."""
    runs = ScoreRun.objects.published().filter(seal=None).count()
    return runs + YearResult.objects.published().filter(seal=None).count()
