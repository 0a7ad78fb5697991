"""What people write in cells, made into values; each answers the value or raises Faulty with words for the cell."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from talentportal.core.forms import plain_digits
from talentportal.core.workbooks.columns import CHOICE, DAY, ID, NUMBER, YES_NO, Column
from talentportal.core.workbooks.guard import Cell

LANGUAGES = ("zh-hans", "en")
EXACT = 15  # digits that a number in a workbook keeps
DAYS = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class Faulty(Exception):
    """The cell cannot be taken; the message says why."""


def reader_of(column: Column) -> Callable[[Cell], Any]:
    """A function from a cell of the column to its value: None where nothing stands, whatever the kind."""
    choices = _choices(column) if column.kind == CHOICE else {}

    def read(cell: Cell) -> Any:
        if cell.is_fault:
            raise Faulty(_("The cell shows the error %(text)s of a calculation.") % {"text": cell.text})
        if not cell.text:
            if column.is_required:
                raise Faulty(_("This cell must be filled."))
            return None
        if column.kind == CHOICE:
            return _choice(choices, cell)
        return READERS.get(column.kind, _text)(column, cell)

    return read


def _text(column: Column, cell: Cell) -> str:
    text = unicodedata.normalize("NFC", cell.text)
    if column.limit and len(text) > column.limit:
        raise Faulty(_("At most %(most)s signs fit here.") % {"most": column.limit})
    return text


def _id(column: Column, cell: Cell) -> str:
    """Identity numbers and codes; what a workbook kept as a number may have lost its last digits."""
    if cell.is_number and len(cell.text.strip("-").replace(".", "")) > EXACT:
        raise Faulty(_("Kept as a number, it has lost its last digits. Make the cell text and type it again."))
    return _text(column, cell)


def _day(column: Column, cell: Cell) -> dt.date:
    found = DAYS.fullmatch(unicodedata.normalize("NFKC", cell.text))
    try:
        if found is None:
            raise ValueError
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise Faulty(_("Write the day as 2014-10-31.")) from error
    if not 1900 <= day.year <= 2100:
        raise Faulty(_("Write the day as 2014-10-31."))
    return day


def _number(column: Column, cell: Cell) -> Decimal:
    try:
        number = Decimal(plain_digits(cell.text))
    except InvalidOperation as error:
        raise Faulty(_("Enter a number in digits, for example 12.50.")) from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise Faulty(_("Enter a number in digits, for example 12.50."))
    return number


def _choice(choices: dict[str, str], cell: Cell) -> str:
    value = choices.get(_folded(cell.text))
    if value is None:
        raise Faulty(_("“%(text)s” is not in the list.") % {"text": cell.text[:40]})
    return value


def _yes_no(column: Column, cell: Cell) -> bool:
    text = _folded(cell.text)
    if text in ("是", "yes", "y", "1", "true", "有", "√"):
        return True
    if text in ("否", "no", "n", "0", "false", "无"):
        return False
    raise Faulty(_("Write yes or no."))


READERS = {ID: _id, DAY: _day, NUMBER: _number, YES_NO: _yes_no}


def _choices(column: Column) -> dict[str, str]:
    """Each choice by its value and by its words in either language."""
    found = {_folded(word): value for value, word in column.also}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {_folded(str(label)): value for value, label in column.choices}
    return found | {_folded(value): value for value, _label in column.choices}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
