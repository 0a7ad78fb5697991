"""Workbooks for the tests: filled in by the headings of a template, with invented persons and enterprises."""

import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from assessments.imports import KINDS
from assessments.imports.rows import VERSION
from talentportal.core.workbooks.columns import Table
from talentportal.core.workbooks.guard import open_workbook
from talentportal.core.workbooks.writing import write

TODAY = dt.date(2014, 10, 8)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(number: int) -> str:
    """An invented number with a right check digit."""
    first = f"99{number // 1000:04}19700101{number % 1000:03}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


def credit_code(number: int) -> str:
    return f"91330212DEMO{number:06}"


def book(kind: str, rows, *, first=2) -> bytes:
    """A workbook as the template makes it; `rows` are dicts of texts by column."""
    with translation.override("zh-hans"):
        columns = KINDS[kind].columns(today=TODAY)
        title = str(KINDS[kind].title)
    numbered = tuple((number, row) for number, row in enumerate(rows, first))
    return write(kind, VERSION, [Table(title, columns, numbered)])


def as_upload(content: bytes, name="名册.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(content: bytes):
    return {sheet.name: sheet for sheet in open_workbook(io.BytesIO(content))}
