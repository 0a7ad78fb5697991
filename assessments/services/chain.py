"""The chain of seals as a whole: no gap, no end cut off, nothing published outside it, and the log says the same."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.models import ScoreRun, Seal, YearResult
from assessments.queries import sealed_log, seals
from talentportal.core.models import AuditEntry


class Finding(NamedTuple):
    """What is wrong with a link, in words. A warning breaks nothing: there is only nothing to prove it by."""

    number: int | None
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        return self.text


def chain_findings(links: list[Seal], head: str = "") -> Iterator[Finding]:
    """What is wrong with the chain before any link is looked into. `head` is the digest on a paper copy."""
    yield from _chain(links)
    digests = {link.digest for link in links}
    if head and head not in digests:
        yield Finding(None, _("No link has the digest %(digest)s of the paper copy.") % {"digest": head})
    yield from _told_by_log(digests)
    yield from _unsealed(links)


def log_findings(links: list[Seal]) -> Iterator[Finding]:
    """Where the log and the tables differ; told after what is wrong inside a link, which says more."""
    yield from _not_in_log(links)
    yield from _finality()


def _chain(links: list[Seal]) -> Iterator[Finding]:
    """Numbers run without a gap, each link holds the digest of the one before, and its own is that of its texts."""
    number, previous = 0, ""
    for link in links:
        for missing in range(number + 1, link.number):
            yield Finding(missing, _("Link %(n)s is missing.") % {"n": missing})
        if link.number == number + 1 and link.previous != previous:
            yield finding(link, _("it does not continue the link before"))
        if seals.digest_of(link) != link.digest:
            yield finding(link, _("the seal itself was altered: its texts no longer give its digest"))
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
            yield finding(link, _("the log of its publication does not tell of this seal"))


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


def finding(link: Seal, what: str, *, is_warning: bool = False) -> Finding:
    told = {"n": link.number, "result": result_of(link), "what": what}
    return Finding(link.number, _("Link %(n)s, %(result)s: %(what)s") % told, is_warning)


def result_of(link: Seal) -> str:
    """Which result the link seals, from its own text; what cannot be read is named by the tables."""
    try:
        head = json.loads(link.results)["result"]
        return _called(head.get("period") or head.get("year"), head["version"])
    except (ValueError, KeyError, TypeError, AttributeError):
        if link.run:
            return _called(link.run.period.code, link.run.version)
        return _called(link.year_result.year, link.year_result.version) if link.year_result else "?"
