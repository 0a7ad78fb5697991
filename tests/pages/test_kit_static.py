"""What lies in static/: vendored files are those recorded, every icon asked for is drawn, pages stay small."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"


def recorded():
    text = (VENDOR / "VERSIONS.txt").read_text()
    return dict(re.findall(r"file +(\S+)(?:\n(?!\n).*)*?\nsha256 +([0-9a-f]{64})", text))


def test_vendored_files_are_exactly_the_recorded_ones():
    found = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in VENDOR.iterdir() if f.name != "VERSIONS.txt"}
    assert found == recorded()


def test_every_icon_asked_for_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text()))
    asked = {}
    for file in [*(ROOT / "templates").rglob("*.html"), *ROOT.glob("*/**/views/*.py"), ROOT / "tests/pages/kit.html"]:
        for name in re.findall(r'(?:{% icon |\bicon=|\bicon\()"([a-z0-9-]+)"', file.read_text()):
            asked.setdefault(name, str(file.relative_to(ROOT)))
    assert {name: file for name, file in asked.items() if name not in drawn} == {}
    assert asked


@pytest.mark.parametrize("path", ["css/portal.css", "js/portal.js", "js/forms.js"])
def test_our_own_files_are_free_of_foreign_addresses(path):
    assert not re.search(r"https?://|@import|eval\(|innerHTML", (STATIC / path).read_text())


def test_first_load_without_charts_is_below_60_kilobytes():
    files = ["css/portal.css", "js/portal.js", "js/forms.js", "vendor/htmx.min.js", "vendor/icons.svg", "img/seal.svg"]
    assert sum(len(gzip.compress((STATIC / f).read_bytes())) for f in files) < 60 * 1024
