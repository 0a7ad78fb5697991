"""Fields of the scheme editor, and the shape its page prints: plain fields, and tables of small ones.

Every form of the editor is flat (no sub-forms), so that a stale page can offer the choice field by field.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.schemes.document import Document
from assessments.schemes.shape import CONTROL
from talentportal.core.forms import AmountField, WholeNumberField

REQUIRED = gettext_lazy("Fill in this field.")


@dataclass
class Fields:
    """Fields under each other, below a heading."""

    title: str
    names: list[str]


@dataclass
class Grid:
    """A table of small fields: heads, and for each row its name and its fields. `count` rows came from the scheme."""

    title: str
    heads: list[str]
    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    hint: str = ""


@dataclass(frozen=True)
class Column:
    """One column of rows that may grow: a key of the document with the field that reads it."""

    key: str
    head: Any
    make: Any
    is_optional: bool = False


class PartForm(forms.Form):
    """One part of a draft. `document` is what is stored; the form shows it and answers the document it would make."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, document: Document, data: Any = None, *, revision: int) -> None:
        self.document = document
        self.blocks: list[Fields | Grid] = []
        super().__init__(data, initial={"revision": revision})
        self.build()

    def build(self) -> None:
        """Add the fields with their initial values."""
        raise NotImplementedError

    def changed(self) -> Document:
        """The document with what was typed."""
        raise NotImplementedError

    # --- what the parts share ---

    def put(self, name: str, made: forms.Field, value: Any) -> str:
        made.error_messages["required"] = REQUIRED
        self.fields[name] = made
        self.initial[name] = value if value is not None else ""
        return name

    def put_rows(
        self, prefix: str, columns: Sequence[Column], rows: Iterable[Document], title: str, blank: int
    ) -> None:
        """A table of rows with some blank ones at its end; a row left empty is no row."""
        stored = list(rows)
        count = max(len(stored) + blank, self._posted(prefix, columns))
        grid = Grid(title, [str(column.head) for column in columns])
        grid.hint = _("To take a row out, empty it. Blank rows are left out; saving gives new ones.")
        for number in range(count):
            row = stored[number] if number < len(stored) else {}
            names = []
            for column in columns:
                made = column.make()
                made.required = False
                made.widget.attrs["aria-label"] = f"{title} {number + 1} {column.head}"
                names.append(self.put(f"{prefix}-{number}-{column.key}", made, row.get(column.key)))
            grid.rows.append((str(number + 1), names))
        self.blocks.append(grid)

    def _posted(self, prefix: str, columns: Sequence[Column]) -> int:
        """How many rows the page had that was sent."""
        count = 0
        while count < MOST_ROWS and f"{prefix}-{count}-{columns[0].key}" in self.data:
            count += 1
        return count

    def rows_of(self, prefix: str, columns: Sequence[Column]) -> list[Document]:
        """The rows that were filled in."""
        found = []
        for number in range(MOST_ROWS):
            names = {column.key: f"{prefix}-{number}-{column.key}" for column in columns}
            if names[columns[0].key] not in self.fields:
                break
            row = {key: self.cleaned_data.get(name) for key, name in names.items()}
            if filled := {key: value for key, value in row.items() if not is_blank(value)}:
                found.append(filled)
        return found

    def clean_rows(self, prefix: str, columns: Sequence[Column]) -> None:
        """A row that is begun is filled in."""
        for number in range(MOST_ROWS):
            names = {column: f"{prefix}-{number}-{column.key}" for column in columns}
            if names[columns[0]] not in self.fields:
                return
            values = {column: self.cleaned_data.get(name) for column, name in names.items()}
            if all(map(is_blank, values.values())):
                continue
            for column, value in values.items():
                if value in (None, "") and not column.is_optional and not self.has_error(names[column]):
                    self.add_error(names[column], REQUIRED)


MOST_ROWS = 60


def is_blank(value: Any) -> bool:
    """Nothing typed, nothing ticked; a nought is something."""
    return value is None or value is False or value == ""


class Words(forms.CharField):
    """One line of text; control characters have no place in it."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned and CONTROL.search(cleaned):
            raise forms.ValidationError(_("Write it on one line, without control characters."))
        return cleaned


def text(label: Any, length: int, *, required: bool = True, help_text: Any = "", wide: bool = True) -> forms.CharField:
    made = Words(label=label, max_length=length, required=required, help_text=help_text)
    made.widget.attrs["class"] = "" if wide else "short"
    return made


def code(label: Any, length: int, pattern: str = r"[A-Z][A-Z0-9]*") -> forms.RegexField:
    made = forms.RegexField(f"^{pattern}$", label=label, max_length=length)
    made.error_messages["invalid"] = gettext_lazy("Write a capital letter, then capital letters or digits.")
    return made


def amount(
    label: Any, digits: int, *, required: bool = True, minimum: int | None = 0, help_text: Any = ""
) -> AmountField:
    made = AmountField(
        label=label, max_digits=digits, decimal_places=2, required=required, min_value=minimum, help_text=help_text
    )
    made.widget.attrs["class"] = "short"
    return made


def mini(label: Any, digits: int, *, required: bool = True) -> AmountField:
    """A small amount inside a table; the label is for those who cannot see the table."""
    made = amount(label, digits, required=required)
    made.widget.attrs |= {"class": "input mini", "aria-label": label}
    return made


def whole(label: Any, highest: int, *, lowest: int = 0, help_text: Any = "") -> WholeNumberField:
    return WholeNumberField(label=label, min_value=lowest, max_value=highest, help_text=help_text)


def choice(label: Any, choices: Any, *, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    listed = list(choices) if required else [("", "—"), *((key, word) for key, word in choices if key)]
    return forms.ChoiceField(label=label, choices=listed, required=required, help_text=help_text)


def cell(made: forms.Field) -> forms.Field:
    """A field inside a table."""
    widget = made.widget
    if isinstance(widget, forms.Select):
        widget.attrs["class"] = "select"
    elif not isinstance(widget, forms.CheckboxInput):
        widget.attrs["class"] = "input mini" if isinstance(made, forms.DecimalField | forms.IntegerField) else "input"
    return made
