"""A scheme as a TOML document: reading it, and finding every fault before a row is written.

Numbers stay decimal: TOML's floats are read as Decimal, never as binary numbers. What cannot be stored is refused
outright; what is only unfinished (weights that do not add up yet, a missing target) may stand in a draft.
"""

import re
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path as File

from django.utils.translation import gettext as _

from .faults import Document, Fault, SchemeFaults
from .lines import lines_of
from .semantics import meaning_faults
from .shape import shape_faults

__all__ = ["MAX_BYTES", "Document", "SchemeFaults", "faults_of", "read_document"]

MAX_BYTES = 256 * 1024  # the reference has 12 KB


def read_document(source: File | str | bytes, *, unfinished: bool = False) -> Document:
    """The document of a file or of a text, checked; raises SchemeFaults with all faults at once.

    `unfinished` takes what is not complete, too; what could not be stored is refused all the same.
    """
    text = _text(source)
    document = _parsed(text)
    faults = [found for found in faults_of(document) if not (unfinished and found.is_open)]
    if faults:
        lines = lines_of(text)
        raise SchemeFaults([found.at(lines) for found in faults])
    return document


def faults_of(document: Document) -> list[Fault]:
    """Every fault; meaning is looked at only where the shape is right."""
    return shape_faults(document) or meaning_faults(document)


def _text(source: File | str | bytes) -> str:
    if isinstance(source, str):
        return source
    data = source.read_bytes() if isinstance(source, File) else source
    if len(data) > MAX_BYTES:
        raise SchemeFaults([Fault((), "", _("the file is larger than %(n)s KB") % {"n": MAX_BYTES // 1024})])
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SchemeFaults([Fault((), "", _("the file is not written in UTF-8"), line=line)]) from None


def _parsed(text: str) -> Document:
    """TOML as it is; whatever its reader cannot take (also nesting without end) is a fault of the text."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise SchemeFaults([Fault((), "", _("not TOML: nested too deep"))]) from None
    except (tomllib.TOMLDecodeError, InvalidOperation, ValueError) as error:
        found = re.search(r"at line (\d+)", str(error))
        words = _("not TOML: %(error)s") % {"error": error}
        raise SchemeFaults([Fault((), "", words, line=int(found[1]) if found else None)]) from error
