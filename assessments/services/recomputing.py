"""Computing a sealed result again, from nothing but its seal, by the engine that computed it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.models import Score, YearResult
from assessments.queries import seals
from assessments.queries.rulebook import rulebook_from
from assessments.queries.sealed_scheme import scheme_from
from assessments.scoring import ENGINE
from assessments.scoring.annual import annual_scores
from assessments.scoring.prizes import prizes
from assessments.scoring.trial import UnitInputs, compute
from townships.models import Township

Document = dict[str, Any]


class Recomputed(NamedTuple):
    """The results' text as it comes out now, or why it cannot be computed again."""

    text: str = ""
    refusal: str = ""


def run_again(scheme: Document, inputs: Document, results: Document) -> Recomputed:
    """A quarter from its sealed inputs, by the rules of its sealed scheme."""
    if refused := _other_engine(results):
        return refused
    codes = sorted(inputs["units"])
    districts = sorted({unit["district"] for unit in inputs["units"].values()})
    rows = [_inputs(n, inputs["units"][code], districts) for n, code in enumerate(codes)]
    outcomes = compute(rulebook_from(scheme_from(scheme)), rows, quarter=int(results["result"]["period"][-1]))
    units = {codes[each.township_id]: {name: _as_kept(name, each) for name in seals.OUTPUTS} for each in outcomes}
    return Recomputed(seals.results_text(results["result"], units))


def _inputs(number: int, unit: Document, districts: list[str]) -> UnitInputs:
    fields = {name: _number(name, unit[name]) for name in seals.INPUTS}
    return UnitInputs(township_id=number, district_id=districts.index(unit["district"]), **fields)


def _number(name: str, text: Any) -> Any:
    """Decimals are sealed as text."""
    field: Any = Score._meta.get_field(name)
    if isinstance(text, list):
        return [field.base_field.to_python(part) for part in text]
    return field.to_python(text)


def _as_kept(name: str, outcome: Any) -> Any:
    """With as many places as the column of a score keeps."""
    value, field = getattr(outcome, name), Score._meta.get_field(name)
    places = getattr(getattr(field, "base_field", field), "decimal_places", None)
    if places is None:
        return value
    if isinstance(value, list):
        return [None if part is None else _with_places(part, places) for part in value]
    return _with_places(value, places)


def _with_places(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def year_again(result: YearResult, results: Document) -> Recomputed:
    """A year from the runs of its quarters, each of which is verified by its own seal."""
    if refused := _other_engine(results):
        return refused
    rows = annual_scores(result.run_ids)
    codes = dict(Township.objects.filter(pk__in=[row.township_id for row in rows]).values_list("pk", "code"))
    money = prizes(result.scheme, [(row.tier, row.tier_rank, row.grade, row.district_id) for row in rows])
    units = {}
    for row, amount in zip(rows, money, strict=True):
        fields = {**row._asdict(), "prize_yuan": amount.quantize(Decimal("0.01"))}
        units[codes[row.township_id]] = {name: fields[name] for name in seals.YEAR_OUTPUTS}
    return Recomputed(seals.results_text(results["result"], units))


def _other_engine(results: Document) -> Recomputed | None:
    engine = results["result"]["engine"]
    if engine == ENGINE:
        return None
    return Recomputed(refusal=_("computed by engine %(then)s; here runs %(now)s") % {"then": engine, "now": ENGINE})
