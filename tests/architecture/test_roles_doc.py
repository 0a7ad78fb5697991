"""docs/roles.md shows the table of roles of the code, cell by cell."""

from talentportal.roles import PERMISSIONS
from townships.models import Role

from .sources import ROOT

DOC = ROOT / "docs/roles.md"


def table() -> str:
    """The table as it should stand in the document: a line for each right, a column for each role."""
    rights = sorted(set().union(*PERMISSIONS.values()))
    lines = [
        " | ".join(["| Right", *(f"`{role}`" for role in Role.values)]) + " |",
        "| --- |" + " :-: |" * len(Role.values),
    ]
    for right in rights:
        cells = ["✔" if right in PERMISSIONS[role] else "–" for role in Role.values]
        lines.append(" | ".join([f"| `{right}`", *cells]) + " |")
    return "\n".join(lines)


def test_the_document_shows_the_table_of_the_code():
    assert table() in DOC.read_text(encoding="utf-8"), f"docs/roles.md should hold:\n{table()}"
