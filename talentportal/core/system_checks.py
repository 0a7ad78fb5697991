"""What the machine must bring besides Python; told in one line by every management command."""

import ctypes
import ctypes.util
import sys
from typing import Any

from django.core.checks import CheckMessage, Warning

# library of WeasyPrint -> the names under which systems know it
PRINTING = {
    "Pango": ("libpango-1.0.so.0", "pango-1.0"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "pangoft2-1.0"),
    "HarfBuzz": ("libharfbuzz.so.0", "harfbuzz"),
    "Fontconfig": ("libfontconfig.so.1", "fontconfig"),
}
INSTALL = "On Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def is_there(names: tuple[str, ...]) -> bool:
    """Whether one of the names can be loaded on this machine."""
    for name in names:
        try:
            ctypes.CDLL(name if ".so" in name else ctypes.util.find_library(name) or name)
        except OSError:
            continue
        return True
    return False


def printing_is_possible(libraries: dict[str, tuple[str, ...]] | None = None, **_more: Any) -> list[CheckMessage]:
    """Papers are set by WeasyPrint, which draws with these libraries of the system."""
    if sys.platform == "win32":
        return []
    missing = [name for name, names in (libraries or PRINTING).items() if not is_there(names)]
    if not missing:
        return []
    text = f"Papers cannot be printed to PDF: {', '.join(missing)} is missing on this machine."
    return [Warning(text, hint=INSTALL, id="talentportal.W001")]
