"""Group E: recruitment events, the standing university partnership, cooperation projects."""

from .base import Ask, holds, tally, within


def event_participations(ask: Ask) -> str:
    """One for each enterprise and event; at a joint event every unit counts its own enterprises."""
    event = f"JOIN experts_recruitmentevent e ON e.id = x.event_id AND {within('e.held_on', ask.since)}"
    return tally("experts_eventparticipation", "TRUE", joins=event)


def partnership(ask: Ask) -> str:
    return tally("platforms_universitypartnership", holds("x"), "1")


def cooperation_projects(ask: Ask) -> str:
    return tally("platforms_cooperationproject", within("x.signed_on", ask.since))
