"""What if: a whole league reckoned under changed rules or figures by the engine itself, and scenarios kept and shared.

`play` stores nothing and touches no result. A kept scenario is a name for changes: `changes` holds the pairs of
whatif/changes.py, and whoever opens it sees the question put anew to the run it names.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Scenario, Scheme, ScoreRun
from assessments.queries.results import Row, Run
from assessments.queries.rulebook import Rulebook, rulebook_of
from assessments.queries.scenarios import prize_scheme
from assessments.scoring.prizes import prizes
from assessments.scoring.trial import Outcome, UnitInputs, compute, inputs_of
from assessments.services.crediting import open_days, published_sums, terms_in_force
from assessments.whatif.apply import changed_book, changed_inputs
from assessments.whatif.balance import excess, scaled
from assessments.whatif.changes import Changes
from assessments.whatif.league import Robustness, robustness
from assessments.whatif.normal import normal
from experts.models import CreditEntry, Expert
from experts.services.lives import in_year
from experts.services.reckoning import Reckoning
from talentportal.core.services import audit
from townships.models import User

HUNDRED = Decimal(100)
SAVE = "assessments.save_scenario"


class ScenarioRefused(Exception):
    """A step with a scenario that is not somebody's own; the message says so."""


@dataclass(frozen=True)
class Play:
    """One question and its answer. `outcomes` follow the order of `rows`; none while the weights do not add up."""

    changes: Changes
    book: Rulebook
    scheme: Scheme
    inputs: Sequence[UnitInputs]  # as they are
    rows: Sequence[Row]
    outcomes: Sequence[Outcome]
    prizes_before: Sequence[Decimal]
    prizes_after: Sequence[Decimal]
    excess: Decimal
    offer: Changes | None
    robustness: Robustness | None


def play(run: Run, rows: Sequence[Row], asked: Changes, *, own: int | None, with_robustness: bool = True) -> Play:
    """The league of a run under the changes; `own` is the one unit whose figures the reader may change."""
    book, scheme = rulebook_of(run.scheme_id), prize_scheme(run.scheme_id)
    inputs = _in_order(inputs_of(ScoreRun(pk=run.id)), rows)
    codes = {row.township_id: row.code for row in rows}
    changes = normal(asked, book, inputs, codes, own=own)
    weights = {line.code: line.weight / HUNDRED for line in book.lines} | dict(changes.weights)
    over = excess(weights, book.base_points / HUNDRED)
    before = prizes(
        scheme, [(row.tier, row.tier_rank, row.grade, unit.district_id) for row, unit in _both(rows, inputs)]
    )
    if over:
        offer = _offer(changes, book, weights)
        return Play(changes, book, scheme, inputs, rows, [], before, [], over, offer, None)
    new_book = changed_book(book, changes)
    heads = _heads_moved(run, {unit: changes.tiers[code] for unit, code in codes.items() if code in changes.tiers})
    new_inputs = changed_inputs(inputs, book, changes, codes, heads)
    outcomes = compute(new_book, new_inputs, quarter=run.quarter)
    after = prizes(scheme, [(o.tier, o.tier_rank, o.grade, unit.district_id) for o, unit in _both(outcomes, inputs)])
    robust = robustness(book, new_book, new_inputs, outcomes, run.quarter) if with_robustness else None
    return Play(changes, book, scheme, inputs, rows, outcomes, before, after, over, None, robust)


def _in_order(inputs: Iterable[UnitInputs], rows: Sequence[Row]) -> list[UnitInputs]:
    by_unit = {unit.township_id: unit for unit in inputs}
    return [by_unit[row.township_id] for row in rows]


def _both(left: Sequence, right: Sequence) -> Iterable[tuple]:
    return zip(left, right, strict=True)


def _offer(changes: Changes, book: Rulebook, weights: Mapping[str, Decimal]) -> Changes | None:
    """The same question with the weights that were not touched scaled to the sum; all of them where each was."""
    base = book.base_points / HUNDRED
    kept = set(changes.weights) if len(changes.weights) < len(weights) else set()
    found = scaled(weights, kept, base)
    return replace(changes, weights=found) if found else None


def _heads_moved(run: Run, tiers: Mapping[int, str]) -> dict[int, Decimal]:
    """What another class adds to the heads of a unit (B1) up to the end of the quarter, by the rules of the ledger.

    Only persons whose credit stands in the run are judged anew, so that later facts do not mix in.
    """
    if not tiers:
        return {}
    first, after = dt.date(run.year, 1, 1), run.last_day + dt.timedelta(days=1)
    standing = CreditEntry.objects.counting_between(first, after).filter(posted_at__lte=run.computed_at)
    people = list(Expert.objects.filter(pk__in=standing.filter(township__in=tiers).values("expert")).order_by("pk"))
    moved: dict[int, Decimal] = {}
    for spans, sign in ((in_year(tiers, run.year), 1), (None, -1)):
        reckoning = Reckoning(terms_in_force(), published=published_sums, opens_on=open_days(), tiers=spans)
        reckoning.take(people)
        for change in reckoning.differences():
            if first <= change.counts_on < after:
                unit = change.key.township_id
                moved[unit] = moved.get(unit, Decimal(0)) + sign * change.credit.heads
    return moved


# --- scenarios that are kept ---


@transaction.atomic
def save_scenario(
    run_id: int, *, name: str, note: str, changes: Changes, is_shared: bool, by: User, at: dt.datetime
) -> Scenario:
    made = Scenario.objects.create(
        run_id=run_id,
        name=name,
        note=note,
        changes=dict(changes.written()),
        is_shared=is_shared,
        owner=by,
        saved_at=at,
    )
    audit.record(SAVE, made, by=by, at=at, is_shared=is_shared)
    return made


@transaction.atomic
def share_scenario(scenario: Scenario, *, is_shared: bool, by: User, at: dt.datetime) -> Scenario:
    _own(scenario, by)
    scenario.is_shared = is_shared
    scenario.save(update_fields=["is_shared"])
    audit.record(SAVE, scenario, by=by, at=at, is_shared=is_shared)
    return scenario


@transaction.atomic
def copy_scenario(scenario: Scenario, *, by: User, at: dt.datetime) -> Scenario:
    """The same question under one's own name, not shared."""
    name = (_("Copy of %(name)s") % {"name": scenario.name})[: Scenario._meta.get_field("name").max_length]
    made = Scenario.objects.create(
        run_id=scenario.run_id, name=name, note=scenario.note, changes=scenario.changes, owner=by, saved_at=at
    )
    audit.record(SAVE, made, by=by, at=at, copied_from=scenario.pk)
    return made


@transaction.atomic
def delete_scenario(scenario: Scenario, *, by: User, at: dt.datetime) -> None:
    _own(scenario, by)
    audit.record(SAVE, scenario, by=by, at=at, is_deleted=True)
    scenario.delete()


def _own(scenario: Scenario, by: User) -> None:
    if scenario.owner_id != by.pk:
        raise ScenarioRefused(_("This scenario belongs to somebody else. Copy it, then change the copy."))
