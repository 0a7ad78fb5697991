"""Every address of the portal: its name from the resolver, and the path that a row of the matrix asks for."""

from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from .matrix import Row

PRIMARY = {
    "account",
    "scenario",
    "conflict",
    "claim",
    "agreement",
    "objection",
    "expert",
    "platform",
    "evidence",
    "note",
    "run",
    "year_result",
    "job",
    "import",
    "workbook",
    "row",
    "notice",
    "paper",
    "published_run",
}
SHORTER = {"objection_file": "file", "paper_code": "code"}  # as the address calls what the world names in full


def names(resolver: Any = None) -> set[str]:
    """The names of all addresses."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        found |= {entry.name} if isinstance(entry, URLPattern) else names(entry)
    return found


def address(row: Row, side: Any) -> str:
    """The path of a row for the objects of one side: `needs` are looked up there, `fixed` is taken as it stands."""
    kwargs: dict = dict(row.fixed)
    for need in row.needs:
        if need in PRIMARY or need.startswith("register_"):
            kwargs["pk"] = getattr(side, need)
        elif need == "published":
            kwargs["period"] = side.published
        elif need == "corrected":
            kwargs |= {"period": side.corrected, "version": 2}
        elif need == "final_year":
            kwargs["year"] = side.final_year
        elif need == "period_as_code":
            kwargs["code"] = side.period
        elif need in SHORTER:
            kwargs[SHORTER[need]] = getattr(side, need)
        elif need == "scheme":
            kwargs |= {"code": "YZ-REF", "version": 1}
        elif need == "draft":
            kwargs |= {"code": "YZ-REF", "version": 2}
        else:
            kwargs[need] = getattr(side, need)
    return reverse(row.name, kwargs=kwargs)
