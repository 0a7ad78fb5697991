"""The Chinese catalogue: what is in the code, what is translated, and how the two differ.

Babel does the work, so no gettext programs are needed. English is the source language, so only one catalogue exists.
"""

import contextlib
import fcntl
import io
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCES = ("talentportal", "townships", "platforms", "experts", "assessments", "templates")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")

Key = tuple[str, str | None]


class CatalogueError(Exception):
    """A fragment or the catalogue cannot be used; the message names the entries."""


def path() -> Path:
    return settings.BASE_DIR / "talentportal/locale/zh_Hans/LC_MESSAGES/django.po"


def key(message: Message) -> Key:
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return msgid, message.context


def read(file: Path) -> Catalog:
    if not file.exists():
        return empty()
    with file.open("rb") as stream:
        return read_po(stream, locale="zh_Hans")


def empty() -> Catalog:
    return Catalog(locale="zh_Hans", project="talentportal", fuzzy=False)


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def strings_in_code(root: Path) -> dict[Key, list[str]]:
    """Every translatable string of the project's Python and templates, with the places that use it."""
    found: dict[Key, list[str]] = {}
    for file in _source_files(root):
        for line, msgid, context in _strings_in(file):
            singular = msgid if isinstance(msgid, str) else msgid[0]
            if singular:
                found.setdefault((singular, context), []).append(f"{file.relative_to(root)}:{line}")
    return found


def _source_files(root: Path) -> Iterable[Path]:
    for top in SOURCES:
        for file in sorted((root / top).rglob("*")):
            if file.suffix in {".py", ".html", ".txt"} and not {"migrations", "locale"} & set(file.parts):
                yield file


def _strings_in(file: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        text = templatize(text, origin=str(file))
    for line, msgid, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield line, msgid, context


def merge(target: Catalog, fragment: Catalog, *, replace: bool) -> int:
    """Take the fragment's entries over; an entry with another wording is refused unless `replace`."""
    known = {key(message): message for message in messages(target)}
    clashes = []
    for message in messages(fragment):
        old = known.get(key(message))
        if old and old.string and old.string != message.string and not replace:
            clashes.append(f"{old.id!r}: is {old.string!r}, fragment says {message.string!r}")
    if clashes:
        raise CatalogueError("Already worded differently (use --replace to change):\n" + "\n".join(clashes))
    count = 0
    for message in messages(fragment):
        if not message.string:
            continue
        target.delete(message.id, message.context)
        target.add(message.id, message.string, context=message.context)
        count += 1
    return count


def write(catalogue: Catalog, file: Path) -> None:
    """Write sorted and without places or dates, so that two people's additions merge and nothing moves."""
    clean = empty()
    for message in sorted(messages(catalogue), key=lambda m: (key(m)[0], key(m)[1] or "")):
        clean.add(message.id, message.string, flags=message.flags & {"fuzzy"}, context=message.context)
    out = io.BytesIO()
    write_po(out, clean, width=0, omit_header=True)
    header = 'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    _replace(file, header.encode() + out.getvalue())


def compile_mo(file: Path) -> None:
    out = io.BytesIO()
    write_mo(out, read(file))
    _replace(file.with_suffix(".mo"), out.getvalue())


def _replace(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    scratch.write_bytes(data)
    scratch.replace(file)


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    """One writer at a time; the directory itself is the lock, so no lock file is left behind."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def faults(catalogue: Catalog, used: dict[Key, list[str]]) -> list[str]:
    """Everything that keeps the catalogue from being complete and exact."""
    translated = {key(message): message for message in messages(catalogue)}
    found = []
    for item, places in sorted(used.items(), key=lambda pair: (pair[0][0], pair[0][1] or "")):
        entry = translated.get(item)
        if entry is None or not all(_forms(entry.string)):
            found.append(f"not translated: {item[0]!r} ({places[0]})")
    for item, message in translated.items():
        if item not in used:
            found.append(f"no longer used: {item[0]!r}")
        if message.fuzzy:
            found.append(f"fuzzy: {item[0]!r}")
        wanted = {frozenset(PLACEHOLDER.findall(form)) for form in _forms(message.id)}
        for form in _forms(message.string):
            if form and frozenset(PLACEHOLDER.findall(form)) not in wanted:
                found.append(f"placeholders differ: {item[0]!r} -> {form!r}")
    return found


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or [""])
