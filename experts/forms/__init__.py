"""Forms of a person: who he is, where he landed, what he was selected for, that he left or moved, and whose he is.

Codes V03–V07 are the cross-field rules of the quarterly report (domain §4.2); here they stand next to the field.
"""

from .attribution import DecisionForm, ProposalForm, ShareEndForm, ShareForm, WithdrawalForm
from .base import FactsForm
from .claims import ClaimFileForm, ClaimForm, contested_words
from .moves import FullTimeForm, MoveForm
from .persons import RegistrationForm, SelectionForm
from .placements import DepartureForm, PlacementForm

__all__ = [
    "ClaimFileForm",
    "ClaimForm",
    "DecisionForm",
    "DepartureForm",
    "FactsForm",
    "FullTimeForm",
    "MoveForm",
    "PlacementForm",
    "ProposalForm",
    "RegistrationForm",
    "SelectionForm",
    "ShareEndForm",
    "ShareForm",
    "WithdrawalForm",
    "contested_words",
]
