"""Big tables of published runs, kept ready drawn in this process: a published run never changes.

What else a table shows is in its key or, for the names of units, in a mark that is compared before it is shown again.
Kept by process and not in Redis, so that no table outlives the code and the translations that drew it.
"""

from collections import OrderedDict

from django.utils.translation import get_language

from assessments.queries import results
from assessments.queries.results import Run

from .ranking_table import Drawn, Table

KEPT_FROM = 200  # rows; below that, drawing anew costs hardly more than asking whether the names still stand
AT_MOST = 8  # tables, each of a megabyte or two
_tables: OrderedDict[tuple, tuple[tuple | None, Drawn]] = OrderedDict()


def draw(run: Run, past: list[int | None], query: dict[str, str], own: int | None, *, sees_all: bool) -> Drawn:
    """The table of a run. A unit sees its own row marked and no other open, so its table is always drawn for it."""
    if not sees_all or not run.is_published:
        return _new(run, past, query, own, None if sees_all else own)
    key = (run.id, *past, get_language(), *sorted(query.items()))
    names, kept = _tables.get(key, (None, None))
    # The mark is read before the rows: whoever renames a unit in between makes it void. The first reader of a table
    # does not read it, for most tables are small.
    mark = results.mark_of_names() if kept else None
    if kept and names == mark:
        return kept
    drawn = _new(run, past, query, own, None)
    if drawn.units >= KEPT_FROM:
        _tables[key] = mark, drawn
        while len(_tables) > AT_MOST:
            _tables.popitem(last=False)
    return drawn


def _new(run: Run, past: list[int | None], query: dict[str, str], own: int | None, open_unit: int | None) -> Drawn:
    rows = results.ranking_rows(run, past, by_tier="tier" in query)
    return Table(run, results.outline(run), rows, past, query).drawn(own, open_unit)
