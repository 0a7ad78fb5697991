"""Posting to the credit ledger: compare what it should say with what it says, append the difference.

Posted entries are never changed (the database refuses). When a fact is corrected, the old entry is taken back by a
row that names it, and the right one is added beside it. Running it again adds nothing.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from experts.models import CreditEntry, Expert
from townships.models import User

from .ledger import Key
from .lives import facts_of, in_year, placement_fact
from .posted import disputes_of, key_of, new_row
from .reckoning import OpensOn, Published, Reckoning, nothing_published, on_the_day
from .terms import TermsOn

__all__ = ["facts_of", "placement_fact", "post_credits", "project_credits"]

YearSums = tuple[Decimal, Decimal, Decimal]


@transaction.atomic
def post_credits(
    experts: "QuerySet[Expert]",
    *,
    terms: TermsOn,
    published: Published = nothing_published,
    opens_on: OpensOn = on_the_day,
    by: User | None,
    at: dt.datetime,
) -> list[CreditEntry]:
    """Bring the ledger of these persons up to date; answers the rows that were added.

    Others are brought up to date too when what they owe of an earlier year depends on it. Whoever posts at the same
    time waits, so the second sees what the first recorded and neither adds an entry twice.
    """
    people = list(
        Expert.objects.filter(pk__in=experts.order_by().values("pk"))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    if not people:
        return []
    hold_ledger()
    reckoning = Reckoning(terms, published=published, opens_on=opens_on)
    while people:
        reckoning.take(people)
        people = reckoning.dependents()
    disputes = disputes_of(reckoning.ids)
    changes = list(reckoning.differences())
    rows = [new_row(c, disputes.get(c.expert_id, []), by_id=by.pk if by else None, at=at) for c in changes]
    names = {id(row): c.due.reverses for row, c in zip(rows, changes, strict=True) if c.due and not c.rows}
    first = CreditEntry.objects.bulk_create([row for row in rows if not names.get(id(row))])
    later = [row for row in rows if names.get(id(row))]
    _name_reversed(later, names, reckoning, first)
    return [*first, *CreditEntry.objects.bulk_create(later)]


def project_credits(
    expert_ids: Iterable[int],
    *,
    terms: TermsOn,
    tiers: Mapping[int, str],
    year: int,
    published: Published = nothing_published,
    opens_on: OpensOn = on_the_day,
) -> dict[int, YearSums]:
    """What the ledger of the year would add up to per unit under these terms, with units in these tiers that year.

    Amount, heads, persons. It is the ledger as it stands plus what posting would add for these persons; nothing is
    stored.
    """
    reckoning = Reckoning(terms, published=published, opens_on=opens_on, tiers=in_year(tiers, year))
    reckoning.take(Expert.objects.filter(pk__in=list(expert_ids)).order_by("pk"))
    rows = CreditEntry.objects.counting_between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)).values("township")
    sums = rows.annotate(a=Sum("amount"), h=Sum("heads"), p=Sum("persons"))
    found: dict[int, YearSums] = {row["township"]: (row["a"], row["h"], row["p"]) for row in sums}
    for change in reckoning.differences():
        if change.counts_on.year == year:
            amount, heads, persons = found.get(change.key.township_id, (Decimal(0), Decimal(0), Decimal(0)))
            more = change.credit
            found[change.key.township_id] = (amount + more.amount, heads + more.heads, persons + more.persons)
    return found


def hold_ledger() -> None:
    """One posting at a time: what a departure owes is measured by sums that others may be adding to. Whoever declares
    a year final waits too, and is waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('credit_ledger'))")


def _name_reversed(
    rows: list[CreditEntry], names: Mapping[int, Key | None], reckoning: Reckoning, fresh: list[CreditEntry]
) -> None:
    """A row that takes back or moves on what another gave names it, posted long ago or just now."""
    now = {(row.expert_id, key_of(row)): row for row in reversed(fresh) if row.reverses_id is None}
    for row in rows:
        key = names[id(row)]
        assert key is not None  # noqa: S101 - only such rows are asked about
        row.reverses = reckoning.first_row(row.expert_id, key) or now.get((row.expert_id, key))
