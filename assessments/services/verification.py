"""Verifying the chain of seals: every link is hashed, compared with the tables, and computed again."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from assessments.models import Score, ScoreRun, Seal, YearResult, YearScore
from assessments.queries import sealed_differences, sealed_log, seals
from assessments.queries.canon import plain
from assessments.queries.sealed_differences import Difference
from talentportal.core.bilingual import reads_english
from talentportal.core.models import AuditEntry, Job
from talentportal.core.services.audit import record
from talentportal.core.services.jobs import request_job
from townships.models import TownshipName, User

from .recomputing import Recomputed, run_again, year_again

LONGEST_POSTING = dt.timedelta(hours=1)  # an entry carries the moment its posting began, and is seen when it ends


class Finding(NamedTuple):
    """What is wrong with a link, in words. A warning breaks nothing: there is only nothing to prove it by."""

    number: int | None
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        return self.text


def verify_chain(*, period: str | None = None, head: str = "") -> list[Finding]:
    """Everything that is wrong, the first broken link first. With `period` only its results are looked into; the
    chain itself is always followed from end to end. `head` is the digest on a paper copy."""
    links = list(seals.seals().select_related("run__period", "run__published_by", "year_result__published_by"))
    found = list(_chain(links))
    digests = {link.digest for link in links}
    if head and head not in digests:
        found.append(Finding(None, _("No link has the digest %(digest)s of the paper copy.") % {"digest": head}))
    found += _told_by_log(digests)
    found += _unsealed(links)
    for link in links:
        if period is None or _of(link).startswith(period):
            found += _looked_into(link)
    found += _not_in_log(links)
    found += _finality()
    return sorted(found, key=lambda finding: (finding.is_warning, finding.number is None, finding.number or 0))


def _chain(links: list[Seal]) -> Iterator[Finding]:
    """Numbers run without a gap, each link holds the digest of the one before, and its own is that of its texts."""
    number, previous = 0, ""
    for link in links:
        for missing in range(number + 1, link.number):
            yield Finding(missing, _("Link %(n)s is missing.") % {"n": missing})
        if link.number == number + 1 and link.previous != previous:
            yield _finding(link, _("it does not continue the link before"))
        if seals.digest_of(link) != link.digest:
            yield _finding(link, _("the seal itself was altered: its texts no longer give its digest"))
        number, previous = link.number, link.digest


def _told_by_log(digests: set[str]) -> Iterator[Finding]:
    """The log names the digest of every seal as it was made: a link cut off at the end is missed here."""
    entries = AuditEntry.objects.filter(action__in=sealed_log.PUBLISHING, detail__has_key="seal").order_by("pk")
    for detail in entries.values_list("detail", flat=True):
        if detail["seal"] not in digests:
            told = {"result": _result(detail), "digest": detail["seal"]}
            yield Finding(None, _("%(result)s: the log tells of the seal %(digest)s, which is gone.") % told)


def _not_in_log(links: list[Seal]) -> Iterator[Finding]:
    """No link without the step of publishing that recorded its digest: a chain hashed anew shows here."""
    told = sealed_log.sealed_objects()
    for link in links:
        if told.get(link.digest) != sealed_log.object_of(link):
            yield _finding(link, _("the log of its publication does not tell of this seal"))


def _finality() -> Iterator[Finding]:
    """Becoming final is not sealed; the log holds it, and both must say the same."""
    for each in sealed_log.differing_finality():
        told = {"result": _called(each.period_or_year, each.version)}
        if each.in_log is None:
            yield Finding(None, _("%(result)s: final, but the log tells of no such step.") % told)
        elif each.in_table is None:
            yield Finding(None, _("%(result)s: the log tells that it became final, but it is not.") % told)
        else:
            yield Finding(None, _("%(result)s: who made it final, or when, differs from the log.") % told)


def _result(detail: dict[str, Any]) -> str:
    return _called(detail.get("period") or detail.get("year"), detail["version"])


def _called(period_or_year: Any, version: int) -> str:
    return _("%(period)s version %(n)s") % {"period": period_or_year, "n": version}


def _unsealed(links: list[Seal]) -> Iterator[Finding]:
    """Published without a seal: broken once sealing had begun, a warning for what is older."""
    first = links[0].sealed_at if links else None
    runs = ScoreRun.objects.published().filter(seal=None).select_related("period").order_by("published_at")
    for run in runs:
        yield _without_seal(_called(run.period.code, run.version), run.published_at, first)
    for result in YearResult.objects.published().filter(seal=None).order_by("published_at"):
        yield _without_seal(_called(result.year, result.version), result.published_at, first)


def _without_seal(result: str, published_at: dt.datetime | None, first: dt.datetime | None) -> Finding:
    if first is None or published_at is None or published_at < first:
        return Finding(None, _("%(result)s: published before results were sealed.") % {"result": result}, True)
    return Finding(None, _("%(result)s: published, but without a seal.") % {"result": result})


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
        yield _finding(link, _("the result is gone from the tables"))
        return
    if result.status != type(result).Status.PUBLISHED:
        yield _finding(link, _("the result was sealed, but stands in the tables as not published"))
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
            yield _finding(link, told, is_warning=not _is_dated_back(link, kind, rows[number]))


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
        yield _finding(link, again.refusal, is_warning=True)
    elif again.text != seals.results_text(results["result"], results["units"]):
        model = Score if link.run_id else YearScore
        units = json.loads(again.text)["units"]
        for difference in sealed_differences.run_differences(_("result"), results["units"], units, lines, model):
            yield _finding(link, _("computed again: %(what)s") % {"what": _words(difference)})


def _named(link: Seal, differences: Iterable[Difference]) -> Iterator[Finding]:
    for difference in differences:
        yield _finding(link, _words(difference))


def _words(difference: Difference) -> str:
    places = [_unit_name(difference.unit) if difference.unit else "", difference.line, str(difference.what)]
    where = " ".join(place for place in places if place)
    return f"{where} {difference.before} → {difference.after}"


def _unit_name(code: str) -> str:
    newest = TownshipName.objects.filter(township__code=code).order_by("-starts_on").first()
    if newest is None:
        return code
    return newest.name_en if reads_english() else newest.name_zh


def _finding(link: Seal, what: str, *, is_warning: bool = False) -> Finding:
    told = {"n": link.number, "result": _of(link), "what": what}
    return Finding(link.number, _("Link %(n)s, %(result)s: %(what)s") % told, is_warning)


def _of(link: Seal) -> str:
    """Which result the link seals, from its own text; what cannot be read is named by the tables."""
    try:
        head = json.loads(link.results)["result"]
        return _called(head.get("period") or head.get("year"), head["version"])
    except (ValueError, KeyError, TypeError, AttributeError):
        if link.run:
            return _called(link.run.period.code, link.run.version)
        return _called(link.year_result.year, link.year_result.version) if link.year_result else "?"


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
