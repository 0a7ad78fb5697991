"""The 26 rules of a report (domain §4.2): code, whether it blocks or asks for a reason, and what it says.

The words stand here once; pages, the workbook and the REST interface all tell them. A rule that asks for a reason is
silent as soon as one is written.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

BLOCKS, ASKS = "block", "reason"


class Rule(NamedTuple):
    severity: str
    message: Any


RULES: dict[str, Rule] = {
    "V01": Rule(BLOCKS, _("This period is not open or already locked")),
    "V02": Rule(BLOCKS, _("%(n)s new experts are not confirmed")),
    "V03": Rule(ASKS, _("Landing date is outside this quarter; give a reason")),
    "V04": Rule(BLOCKS, _("Enter number and date of the selection document")),
    "V05": Rule(BLOCKS, _("Departure is earlier than landing")),
    "V06": Rule(BLOCKS, _("Contract is shorter than 3 years; landing cannot be recognised")),
    "V07": Rule(BLOCKS, _("Flexible engagement has less than 2 months a year")),
    "V08": Rule(ASKS, _("This expert was already claimed by “%(unit)s”; the case goes to attribution")),
    "V09": Rule(BLOCKS, _("The same expert appears twice in this report")),
    "V10": Rule(BLOCKS, _("Credit shares must add up to 100 %%")),
    "V11": Rule(BLOCKS, _("Enterprises with results exceed participating enterprises")),
    "V12": Rule(BLOCKS, _("Participations differ from the sum of the rows")),
    "V13": Rule(BLOCKS, _("Contact date is outside this quarter")),
    "V14": Rule(BLOCKS, _("The expert was not active on the contact date")),
    "V15": Rule(BLOCKS, _("Symposium reported without minutes")),
    "V16": Rule(BLOCKS, _("Closed requests exceed requests due")),
    "V17": Rule(BLOCKS, _("Fund items do not add up to the amount paid this quarter")),
    "V18": Rule(ASKS, _("Paid so far exceeds 120 %% of the annual budget")),
    "V19": Rule(ASKS, _("Amount above 5,000 (10,000 CNY); check the unit")),
    "V20": Rule(BLOCKS, _("Year-to-date figure is below the approved last quarter; use an amendment")),
    "V21": Rule(ASKS, _("Differs by more than 50 %% from last quarter; explain")),
    "V22": Rule(BLOCKS, _("Tick “no change this quarter” if there is none")),
    "V23": Rule(BLOCKS, _("Required attachment missing: %(name)s")),
    "V24": Rule(ASKS, _("The file is identical to evidence used in %(other)s")),
    "V25": Rule(BLOCKS, _("Preparer, checker and signer must be different people")),
    "V26": Rule(BLOCKS, _("Confirm the truth statement")),
}


def said(code: str, **values: Any) -> str:
    """What the rule says, in the reader's language."""
    return str(RULES[code].message) % values
