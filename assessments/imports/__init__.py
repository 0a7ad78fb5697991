"""Bulk import of registers by the office: what each workbook holds, and what taking it in would change.

Nothing here writes. A kind reads the rows, names everything that is wrong with them at once, and compares the others
with the register; services/bulk_imports.py applies the difference and takes it back.
"""

from .enterprises import Enterprises
from .events import Events
from .experts import Experts
from .kinds import Kind
from .placements import Placements
from .platforms import Platforms
from .selections import Selections

KINDS: dict[str, Kind] = {  # in the order in which they may name each other
    kind.code: kind for kind in (Enterprises(), Platforms(), Events(), Experts(), Selections(), Placements())
}

__all__ = ["KINDS", "Kind"]
