"""What the document draws as layers is what the linter holds imports to (`make lint`)."""

import re
import tomllib

from .sources import ROOT


def contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def layers(contract: dict) -> list[set[str]]:
    return [set(re.findall(r"[\w.]+", layer)) for layer in contract["layers"]]


def drawn() -> str:
    return (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_the_apps_stand_above_each_other_as_drawn():
    apps = [name for layer in layers(contracts()[0]) for name in layer if name != "talentportal.urls"]
    picture = re.findall(r"^ *(assessments|experts|platforms|townships|talentportal\.core) {2,}", drawn(), re.MULTILINE)
    assert picture == [name for name in apps if name in picture]
    assert len(picture) == 5


def test_the_rooms_of_an_app_stand_above_each_other_as_drawn():
    line = re.search(r"^inside an app: +(.+)$", drawn(), re.MULTILINE)
    picture = [set(re.findall(r"\w+", layer)) for layer in line[1].split(">")]
    held = layers(contracts()[1])
    floors = [next(i for i, layer in enumerate(held) if rooms <= layer) for rooms in picture]
    assert floors == sorted(set(floors))


def test_a_new_room_needs_a_layer():
    assert contracts()[1]["exhaustive"] is True
