"""The columns of a workbook that people fill: what each is called, what it takes, and how its cells are stored."""

from typing import Any, NamedTuple

TEXT, DAY, NUMBER, CHOICE, ID, YES_NO = "text", "date", "number", "choice", "id", "yes_no"
KIND_MARK = "_portal"  # the hidden sheet that names the template


class Column(NamedTuple):
    """`kind` is one of the above; numbers that are names (identity, telephone, credit code) are `id`: kept as text."""

    name: str
    label: Any
    kind: str = TEXT
    is_required: bool = False
    choices: tuple[tuple[str, Any], ...] = ()
    help: Any = ""
    width: int = 16
    limit: int = 0  # signs at most; 0 is any number
    also: tuple[tuple[str, str], ...] = ()  # further words by which a choice is known, not listed

    @property
    def heading(self) -> str:
        """A star marks what must be filled, as on the pages."""
        return f"{self.label} *" if self.is_required else str(self.label)


class Table(NamedTuple):
    """One sheet to write: rows by the number beside them, and what is wrong by row and column."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[int, dict[str, str]], ...] = ()
    marks: dict[tuple[int, str], str] = {}
