"""Is requirements.txt what pyproject.toml asks for? Offline: every wish has a pin that fits, every pin has hashes."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def wishes() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return [Requirement(text) for wanted in lists for text in wanted]


def pins(text: str) -> dict[str, tuple[str, int]]:
    """Name -> (version, number of hashes)."""
    found = {}
    for block in re.split(r"\n(?=\S)", text):
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block):
            found[canonicalize_name(match[1])] = match[2], block.count("--hash=sha256:")
    return found


def faults() -> list[str]:
    text = (ROOT / "requirements.txt").read_text()
    pinned, found = pins(text), []
    for wish in wishes():
        version, _ = pinned.get(canonicalize_name(wish.name), (None, 0))
        if version is None:
            found.append(f"{wish.name} is asked for but not locked; run make lock")
        elif not wish.specifier.contains(version, prereleases=True):
            found.append(f"{wish} is asked for, {version} is locked; run make lock")
    found += [f"{name} has no hash" for name, (_, hashes) in pinned.items() if not hashes]
    if "://" in text or "--index-url" in text:
        found.append("requirements.txt names a place to download from; the client's own settings decide that")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(faults()) or 0)
