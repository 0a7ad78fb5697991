"""Whatever becomes of a workbook on its way: it is read, or refused in words; nothing else ever comes out."""

import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talentportal.core.workbooks.guard import SheetRows, WorkbookRefused, open_workbook

from . import bad

GOOD = bad.good(rows=[("name", "day"), *[(f"演示{n}", "2014-07-01") for n in range(20)]])
with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
    PARTS = {name: archive.read(name) for name in archive.namelist()}
FEW = settings(max_examples=60, deadline=10_000, suppress_health_check=[HealthCheck.too_slow])


def is_sound(content: bytes) -> bool:
    """Sheets, or a message; any other error ends the test."""
    try:
        return all(isinstance(sheet, SheetRows) for sheet in open_workbook(io.BytesIO(content)))
    except WorkbookRefused as refused:
        return bool(refused.message)


@FEW
@given(st.binary(max_size=400))
def test_any_bytes(content):
    assert is_sound(content)


@FEW
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_some_bytes_changed(changes):
    content = bytearray(GOOD)
    for place, byte in changes:
        content[place] = byte
    assert is_sound(bytes(content))


@FEW
@given(st.sampled_from(sorted(PARTS)), st.integers(0, 5000), st.binary(max_size=40))
def test_a_workbook_with_one_part_cut_and_something_put_in(name, place, more):
    body = PARTS[name]
    assert is_sound(bad.changed(GOOD, {name: body[:place] + more + body[place + 3 :]}))


@FEW
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_any_text_as_a_table(text, encoding):
    assert is_sound(text.encode(encoding, "ignore"))
