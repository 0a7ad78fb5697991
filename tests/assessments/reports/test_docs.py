"""docs/reports.md lists the steps of the code and docs/checks.md its checks, word for word."""

from pathlib import Path

from django.utils import translation

from assessments.checks import ASKS, BLOCKS, CHECKS, LINE_CHECKS, RULES, SUBMISSION_CHECKS, said
from assessments.workflow import STEPS
from talentportal.roles import PERMISSIONS

DOC = Path(__file__).parents[3] / "docs/reports.md"
CHECKS_DOC = DOC.with_name("checks.md")


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


def rules_table():
    rows = []
    for code, rule in RULES.items():
        with translation.override("zh-hans"):
            zh = str(rule.message).replace("%%", "%")
        with translation.override("en"):
            en = str(rule.message).replace("%%", "%")
        asked = CHECKS[code]
        how = {BLOCKS: "blocks", ASKS: "needs a reason"}[rule.severity]
        rows.append([code, zh, en, how, f"`{asked.__module__.rpartition('.')[2]}.{asked.__name__}`", told(asked)])
    return table(["Rule", "中文", "English", "Severity", "Function", "When"], rows)


def told(check):
    """The sentence of a docstring without the code in front."""
    return " ".join((check.__doc__ or "").split()).partition(": ")[2] or " ".join((check.__doc__ or "").split())


def other_checks():
    ours = set(CHECKS.values())
    return "\n".join(f"- `{c.__name__}`: {told(c)}" for c in [*SUBMISSION_CHECKS, *LINE_CHECKS] if c not in ours)


def test_the_document_lists_every_step():
    assert steps_table() in DOC.read_text(encoding="utf-8")


def test_the_document_lists_every_rule_and_every_other_check():
    text = CHECKS_DOC.read_text(encoding="utf-8")
    assert rules_table() in text
    assert other_checks() in text


def test_every_rule_has_one_function_that_is_asked_before_submission():
    assert list(RULES) == list(CHECKS) == [f"V{n:02}" for n in range(1, 27)]
    assert set(CHECKS.values()) <= {*SUBMISSION_CHECKS, *LINE_CHECKS}
    assert len(set(CHECKS.values())) == 26


def test_the_rules_say_word_for_word_what_the_office_wrote():
    with translation.override("zh-hans"):
        assert said("V02", n=3) == "还有 3 名新引进专家未确认"
        assert said("V08", unit="示例镇") == "该专家已由“示例镇”申报，将进入归属认定"
        assert said("V18") == "累计支出超过年度预算的120%"
        assert said("V19") == "金额超过5000万元，请确认单位为“万元”"
    with translation.override("en"):
        assert said("V18") == "Paid so far exceeds 120 % of the annual budget"
        assert said("V26") == "Confirm the truth statement"
