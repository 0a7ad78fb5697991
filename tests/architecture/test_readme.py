"""The README names every variable that the code reads from the environment, and an account for every role."""

import ast
import re

from talentportal.demo.accounts import CLIENT, SHOWN
from townships.models import Role

from .sources import ROOT, tree

README = (ROOT / "README.md").read_text(encoding="utf-8")
READERS = ("settings.py", "server.py")


def variables(name: str) -> set[str]:
    """First arguments of env.str("…"), env.bool("…") and so on."""
    return {
        node.args[0].value
        for node in ast.walk(tree(ROOT / "talentportal" / name))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def first_cells(heading: str) -> list[str]:
    """What stands in the first column of the tables below a heading."""
    section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)


def test_every_variable_that_is_read_stands_in_the_table():
    named = {word for cell in first_cells("Production in outline") for word in re.findall(r"`(\w+)`", cell)}
    read = set().union(*(variables(name) for name in READERS))
    assert {"PORTAL_URL", "DATABASE_URL", "TRUSTED_PROXY"} <= read
    assert not read - named, "name these in the README"
    assert not named - read, "the README names what nothing reads"


def test_every_role_has_its_demo_account_in_the_table():
    named = [word for cell in first_cells("Demo accounts") for word in re.findall(r"^`([\w-]+)`", cell)]
    assert set(named) == {*(username for _label, username in SHOWN), CLIENT}
    assert len(named) == len(Role.values)
