"""The registers of enterprises, universities and platforms; `REGISTERS` names them all."""

from platforms.models import Enterprise

from .enterprises import PICK, Enterprises, Symposia
from .platforms import Activities
from .universities import Partnerships, Projects, Universities, university_name

REGISTERS = (Enterprises(), Symposia(), Universities(), Partnerships(), Projects(), Activities())
PICKS = {Enterprise: PICK}

__all__ = ["PICKS", "REGISTERS", "university_name"]
