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

KINDS: dict[str, Kind] = {kind.code: kind for kind in (Experts(), Placements(), Platforms(), Enterprises(), Events())}

__all__ = ["KINDS", "Kind"]
