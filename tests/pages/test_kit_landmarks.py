"""A scrolling table inside a section of the same name is a group: two landmarks of one name confuse screen readers."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda f: str(f.relative_to(TEMPLATES)))
def test_no_two_landmarks_of_one_template_share_their_name(file):
    text = file.read_text()
    sections = set(re.findall(r'<section[^>]*aria-labelledby="([^"{]+)"', text))
    regions = set(re.findall(r'role="region" aria-labelledby="([^"{]+)"', text))
    assert sections & regions == set()
