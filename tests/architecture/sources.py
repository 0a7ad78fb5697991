"""The Python files of the project, read once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("talentportal", "townships", "platforms", "experts", "assessments")


def files(*folders: str) -> list[Path]:
    """Python files below these folders, migrations left out: those are written by a program."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """How a file is named in a message: its path in the project."""
    return path.relative_to(ROOT).as_posix()
