"""docs/scoring.md lists the measures and rules of the code, word for word."""

from pathlib import Path

from django.utils import translation

from assessments.measures import MEASURES
from assessments.rules import RULES

DOC = Path(__file__).parents[3] / "docs/scoring.md"


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def rules_table():
    return table(["Kind", "Points"], [[f"`{kind}`", rule.formula] for kind, rule in RULES.items()])


def measures_table():
    with translation.override("en"):
        rows = [
            [f"`{m.name}`", str(m.says), m.register + (f", {m.minus} (negative ids)" if m.minus else "")]
            for m in MEASURES.values()
        ]
    return table(["Measure", "Counts", "Rows"], rows)


def test_the_document_lists_every_rule():
    assert rules_table() in DOC.read_text(encoding="utf-8")


def test_the_document_lists_every_measure():
    assert measures_table() in DOC.read_text(encoding="utf-8")
