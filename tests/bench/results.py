"""What is done with scores: a decade computed anew, the what-if of a whole league, sealing and verifying a run."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from assessments.models import Period, ScoreRun
from assessments.queries.rulebook import Rulebook, rulebook_of
from assessments.scoring.trial import compute, inputs_of
from assessments.services.scoring import publish_run, score_period
from assessments.services.sealing import seal_run, verify_chain
from tests import make

from .databases import league
from .probe import Cost, median_costs, query
from .scoring import forget, ms, same
from .table import Row, at_most

AFTER_ALL = make.moment(dt.date(2020, 3, 2))
SIZES = {26: 26, 1_300: 14}  # units, and how many of them in a district
ROUNDS = 5


class Undo(Exception):
    """Takes back what was measured."""


def rows() -> Iterator[Row]:
    yield from forty_quarters()
    for units, per_district in SIZES.items():
        with league(units, per_district) as period:
            yield from one_league(units, period)


def forty_quarters() -> Iterator[Row]:
    """Every quarter of ten years, beside one of them in the middle, with all ten years in the tables."""
    with league(26, 26, decade=True) as period:
        score_period(period, at=AFTER_ALL)
        periods = list(Period.objects.order_by("year", "quarter"))
        contenders = {
            "one": lambda: [score_period(period, at=AFTER_ALL) and forget() for _ in range(4)],
            "forty": lambda: [score_period(each, at=AFTER_ALL) for each in periods],
        }
        costs = median_costs(3, contenders, forget)
        assert len(set(query("SELECT run_id, round(avg(total), 2) FROM assessments_score GROUP BY 1"))) == 40
        one, forty = costs["one"].cpu / 4, costs["forty"].cpu
        yield at_most("H1", "40 quarters of 26 units", "one quarter", ms(one), ms(forty), forty / one, 40)


def one_league(units: int, period: Period) -> Iterator[Row]:
    score_period(period, at=make.AT)
    book = rulebook_of(period.scheme_id)
    scored = median_costs(ROUNDS, {"score": lambda: score_period(period, at=make.AT)}, forget)["score"]
    run = ScoreRun.objects.get()
    agrees(run, book)
    tried = median_costs(ROUNDS, {"what if": lambda: what_if(run, book)}, lambda: None)["what if"]
    yield beside(f"what-if of {units:,} units", "W2", scored, tried, 2)
    note = "示例"
    run = publish_run(run, by=make.approver(), at=make.AT, note=note)
    sealed = median_costs(ROUNDS, {"seal": lambda: sealing_alone(run)}, lambda: None)["seal"]
    yield beside(f"sealing {units:,} units", "W3", scored, sealed, 8)
    verified = median_costs(ROUNDS, {"verify": verify_chain}, lambda: None)["verify"]
    assert verified.result == []
    yield beside(f"verifying {units:,} units", "W3", scored, verified, 10)


def what_if(run: ScoreRun, book: Rulebook) -> None:
    """Another weight and another cap, from the stored inputs to the new ranks; a new book each time, as for a user."""
    first, second, *rest = book.lines
    lines = (
        dataclasses.replace(first, weight=first.weight + 100),
        dataclasses.replace(second, weight=second.weight - 100),
        *rest,
    )
    compute(dataclasses.replace(book, lines=lines, bonus_cap=book.bonus_cap + 1), inputs_of(run), quarter=2)


def agrees(run: ScoreRun, book: Rulebook) -> None:
    """The trial of a run's own inputs is the run."""
    found = {row.township_id: (row.total, row.rank) for row in compute(book, inputs_of(run), quarter=2)}
    kept = {row[0]: row[1:] for row in run.scores.values_list("township_id", "total", "rank")}
    same(str(sorted(kept.items())), str(sorted(found.items())))


def sealing_alone(run: ScoreRun) -> None:
    """The seal of a run that has one already, taken back."""
    try:
        with transaction.atomic():
            query("ALTER TABLE assessments_seal DISABLE TRIGGER USER")
            query("DELETE FROM assessments_seal")
            seal_run(run, at=make.AT)
            raise Undo
    except Undo:
        pass


def beside(what: str, bar: str, scored: Cost, found: Cost, limit: float) -> Row:
    return at_most(bar, what, "scoring it", ms(scored.cpu), ms(found.cpu), found.cpu / scored.cpu, limit)
