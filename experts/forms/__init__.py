"""Forms of a person: who he is, where he landed, what he was selected for, and that he left.

Codes V03–V07 are the cross-field rules of the quarterly report (domain §4.2); here they stand next to the field.
"""

from .base import FactsForm
from .persons import RegistrationForm, SelectionForm
from .placements import DepartureForm, PlacementForm

__all__ = ["DepartureForm", "FactsForm", "PlacementForm", "RegistrationForm", "SelectionForm"]
