"""What only the checks of a report ask: who filled it in, where its files were used before, who else claims its people.

Read once for a report when the first check asks, in a fixed number of queries.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, Q, Sum

from assessments.models import Report, ReportPreparer, ReportSection
from experts.models import ClaimFile, CreditShare, Placement, Selection
from townships.models import ResponsibilityLetter, Township

from .twins import used_elsewhere

WAN = 10_000
Span = tuple[dt.date, dt.date | None]


@dataclass(frozen=True)
class Facts:
    preparers: frozenset[int] = frozenset()
    budget: Decimal | None = None  # of the year, in units of 10,000 yuan, as the responsibility letter promises it
    used_elsewhere: dict[str, str] = field(default_factory=dict)  # by hash, where else a file stands, in words


@dataclass(frozen=True)
class PersonFacts:
    """Of the persons named in the rows, by expert id."""

    here: dict[int, list[Span]] = field(default_factory=dict)  # when each was in this unit, claimed or verified
    elsewhere: dict[int, list[str]] = field(default_factory=dict)  # other units that claim the same person
    without_document: frozenset[int] = frozenset()
    shares: dict[int, Decimal] = field(default_factory=dict)
    with_papers: frozenset[int] = frozenset()  # placements of this unit that have files of their own


def read_facts(report: Report) -> Facts:
    preparers = set(ReportPreparer.objects.filter(report=report).values_list("user_id", flat=True))
    saved = ReportSection.objects.filter(report=report, saved_by__isnull=False)
    preparers |= set(saved.values_list("saved_by_id", flat=True))
    letters = ResponsibilityLetter.objects.verified().filter(township=report.township_id, year=report.period.year)
    promised = letters.values_list("talent_fund_yuan", flat=True).first()
    budget = None if promised is None else promised / WAN
    return Facts(frozenset(preparers), budget, used_elsewhere(report, names_units=False))


def read_persons(report: Report, experts: Collection[int]) -> PersonFacts:
    """Six queries at most; a claim that was dismissed or that has ended no longer counts against anybody."""
    if not experts:
        return PersonFacts()
    here: dict[int, list[Span]] = defaultdict(list)
    elsewhere: dict[int, list[str]] = defaultdict(list)
    units = Township.objects.named_on(report.period.last_day)
    placements = Placement.objects.filter(expert__in=experts, dismissed_at__isnull=True)
    placements = placements.prefetch_related(Prefetch("township", units))
    for row in placements.order_by("township__order", "pk"):
        if row.township_id == report.township_id:
            here[row.expert_id].append((row.starts_on, row.ends_on))
        elif row.ends_on is None and (unit := str(getattr(row.township, "name", ""))) not in elsewhere[row.expert_id]:
            elsewhere[row.expert_id].append(unit)
    bare = Selection.objects.filter(expert__in=experts).exclude(document_on__isnull=False, document_no__gt="")
    day = report.period.last_day
    running = Q(agreement__ends_on__isnull=True) | Q(agreement__ends_on__gt=day)
    shares = CreditShare.objects.filter(
        running, agreement__starts_on__lte=day, agreement__expert__in=experts, agreement__agreed_at__isnull=False
    )
    sums = shares.order_by().values_list("agreement__expert_id").annotate(whole=Sum("share"))
    files = ClaimFile.objects.filter(placement__township=report.township_id, placement__expert__in=experts)
    return PersonFacts(
        dict(here),
        dict(elsewhere),
        frozenset(bare.values_list("expert_id", flat=True)),
        dict(sums),
        frozenset(files.values_list("placement_id", flat=True)),
    )
