"""docs/reports.md lists the steps and checks of the code, word for word."""

from pathlib import Path

from django.utils import translation

from assessments.checks import LINE_CHECKS, SUBMISSION_CHECKS
from assessments.workflow import STEPS
from talentportal.roles import PERMISSIONS

DOC = Path(__file__).parents[3] / "docs/reports.md"


def table(header, rows):
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows))


def steps_table():
    rows = []
    with translation.override("en"):
        for name, step in STEPS.items():
            roles = ", ".join(str(role) for role, rights in PERMISSIONS.items() if step.permission in rights)
            needs = ["checks"] * bool(step.checks) + ["a note"] * step.needs_note + ["an end"] * step.needs_end
            guards = ", ".join(guard.__name__.replace("_", " ") for guard in step.guards)
            states = ", ".join(sorted(step.sources))
            rows.append([f"`{name}`", str(step.label), f"{states} → {step.target}", roles, guards, ", ".join(needs)])
    return table(["Step", "Button", "From → to", "Roles", "Only", "Needs"], rows)


def checks_list():
    lines = [f"- `{check.__name__}`" + (f": {check.__doc__.strip()}" if check.__doc__ else "") for check in _checks()]
    return "\n".join(lines)


def _checks():
    return [*SUBMISSION_CHECKS, *LINE_CHECKS]


def test_the_document_lists_every_step():
    assert steps_table() in DOC.read_text(encoding="utf-8")


def test_the_document_lists_every_check():
    assert checks_list() in DOC.read_text(encoding="utf-8")
