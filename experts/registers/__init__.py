"""The registers around experts; `REGISTERS` names them all."""

from experts.models import Expert, RecruitmentEvent

from . import events, people
from .events import Events, Participations, Payments
from .lives import Applications, Patents, Teams
from .service import Contacts, Requests

REGISTERS = (
    Applications(),
    Teams(),
    Patents(),
    Contacts(),
    Requests(),
    Events(),
    Participations(),
    Payments(),
)
PICKS = {Expert: people.PICK, RecruitmentEvent: events.PICK}

__all__ = ["PICKS", "REGISTERS"]
