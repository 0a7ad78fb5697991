"""Verifying the chain of seals: every link is hashed, compared with the tables, and computed again."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from assessments.models import Score, Seal, YearScore
from assessments.queries import sealed_differences, seals
from assessments.queries.canon import plain
from assessments.queries.sealed_differences import Difference
from talentportal.core.bilingual import reads_english
from talentportal.core.models import Job
from talentportal.core.services.audit import record
from talentportal.core.services.jobs import request_job
from townships.models import TownshipName, User

from .chain import Finding, chain_findings, finding, log_findings, result_of
from .recomputing import Recomputed, run_again, year_again

LONGEST_POSTING = dt.timedelta(hours=1)  # an entry carries the moment its posting began, and is seen when it ends


def verify_chain(*, period: str | None = None, head: str = "") -> list[Finding]:
    """Everything that is wrong, the first broken link first. With `period` only its results are looked into; the
    chain itself is always followed from end to end. `head` is the digest on a paper copy."""
    links = list(seals.seals().select_related("run__period", "run__published_by", "year_result__published_by"))
    found = list(chain_findings(links, head))
    for link in links:
        if period is None or result_of(link).startswith(period):
            found += _looked_into(link)
    found += log_findings(links)
    return sorted(found, key=lambda finding: (finding.is_warning, finding.number is None, finding.number or 0))


def _looked_into(link: Seal) -> Iterator[Finding]:
    try:
        scheme, inputs, results = (json.loads(text) for text in (link.scheme, link.inputs, link.results))
        lines = _lines(scheme)
        yield from _compared(link, lines, scheme, inputs, results)
        yield from _recomputed(link, lines, scheme, inputs, results)
    except (ValueError, KeyError, TypeError, AttributeError):  # not the text that was sealed: the digest told of it
        if seals.digest_of(link) == link.digest:
            raise


def _lines(scheme: dict[str, Any]) -> list[str]:
    return [code for code, _row in sorted(scheme["indicators"].items(), key=lambda item: item[1]["position"])]


def _compared(link: Seal, lines: list[str], scheme: Any, inputs: Any, results: Any) -> Iterator[Finding]:
    """The sealed texts against the rows that stand in the tables now."""
    result: Any = link.run if link.run_id else link.year_result
    if result is None:
        yield finding(link, _("the result is gone from the tables"))
        return
    if result.status != type(result).Status.PUBLISHED:
        yield finding(link, _("the result was sealed, but stands in the tables as not published"))
    texts = seals.run_texts(result) if link.run_id else seals.year_texts(result)
    if texts == (link.scheme, link.inputs, link.results):
        return
    now = [json.loads(text) for text in texts]
    yield from _named(link, sealed_differences.head_differences(results["result"], now[2]["result"], type(result)))
    yield from _named(link, sealed_differences.scheme_differences(scheme, now[0]))
    if link.run_id:
        yield from _inputs(link, lines, inputs, now[1])
    else:
        yield from _named(link, sealed_differences.scheme_differences(inputs, now[1]))
    model = Score if link.run_id else YearScore
    differ = sealed_differences.run_differences(_("result"), results["units"], now[2]["units"], lines, model)
    yield from _named(link, differ)


def _inputs(link: Seal, lines: list[str], inputs: Any, now: Any) -> Iterator[Finding]:
    yield from _named(
        link, sealed_differences.run_differences(_("inputs"), inputs["units"], now["units"], lines, Score)
    )
    records = plain(seals.records_numbered(inputs["records"]))
    yield from _named(link, sealed_differences.record_differences(inputs["records"], records))
    for kind, rows in now["records"].items():
        for number in rows.keys() - inputs["records"].get(kind, {}).keys():
            place = sealed_differences.RECORDS[kind][1] % {"n": number}
            told = _("%(place)s was added behind the seal") % {"place": place}
            yield finding(link, told, is_warning=not _is_dated_back(link, kind, rows[number]))


def _is_dated_back(link: Seal, kind: str, row: dict[str, Any]) -> bool:
    """A ledger entry of that age was in the table when the link was made, unless somebody dated it back."""
    oldest = link.sealed_at - LONGEST_POSTING
    return kind == "credits" and dt.datetime.fromisoformat(row["posted_at"]) < oldest


def _recomputed(link: Seal, lines: list[str], scheme: Any, inputs: Any, results: Any) -> Iterator[Finding]:
    """The same engine, from the sealed inputs and the sealed scheme, must give the same bytes."""
    again: Recomputed
    if "period" in results["result"]:
        again = run_again(scheme, inputs, results)
    elif link.year_result:
        again = year_again(link.year_result, results)
    else:
        return
    if again.refusal:
        yield finding(link, again.refusal, is_warning=True)
    elif again.text != seals.results_text(results["result"], results["units"]):
        model = Score if link.run_id else YearScore
        units = json.loads(again.text)["units"]
        for difference in sealed_differences.run_differences(_("result"), results["units"], units, lines, model):
            yield finding(link, _("computed again: %(what)s") % {"what": _words(difference)})


def _named(link: Seal, differences: Iterable[Difference]) -> Iterator[Finding]:
    for difference in differences:
        yield finding(link, _words(difference))


def _words(difference: Difference) -> str:
    places = [_unit_name(difference.unit) if difference.unit else "", difference.line, str(difference.what)]
    where = " ".join(place for place in places if place)
    return f"{where} {difference.before} → {difference.after}"


def _unit_name(code: str) -> str:
    newest = TownshipName.objects.filter(township__code=code).order_by("-starts_on").first()
    if newest is None:
        return code
    return newest.name_en if reads_english() else newest.name_zh


def verify_results(*, about: Model, by: User | None, at: dt.datetime) -> list[Finding]:
    """Verify everything and keep what was found in the log, under the job that asked for it."""
    found = verify_chain()
    last = seals.seals().only("number", "digest").last()
    told = [finding.text for finding in found if not finding.is_warning]
    warned = [finding.text for finding in found if finding.is_warning]
    record(
        seals.VERIFIED,
        about,
        by=by,
        at=at,
        links=last.number if last else 0,
        head=last.digest if last else "",
        findings=told[:50],
        n_findings=len(told),
        warnings=warned[:50],
    )
    return found


def request_verification(*, by: User | None, at: dt.datetime) -> Job:
    """Ask the worker to verify everything: every night, and whenever somebody wants to know."""
    return request_job(seals.KIND, seals.KIND, by=by, at=at)
