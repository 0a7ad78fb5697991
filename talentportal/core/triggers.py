"""Triggers by which the database keeps what must never change, but for the few columns that end it."""

from collections.abc import Sequence

import pgtrigger


def refuse_if(condition_sql: str, message: str) -> str:
    """The body of a row trigger that refuses under a condition."""
    return f"""
        IF {condition_sql} THEN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """


def differs_beyond(columns: Sequence[str]) -> str:
    """True where an update changes any other column."""
    names = ", ".join(f"'{column}'" for column in columns)
    return f"to_jsonb(NEW) - ARRAY[{names}] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{names}]"


def only_changes(*columns: str, when: str, message: str) -> pgtrigger.Trigger:
    """A row is never deleted; where `when` holds of the OLD row, only these columns may still change."""
    return pgtrigger.Trigger(
        name="only_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=refuse_if(f"({when}) AND (TG_OP = 'DELETE' OR {differs_beyond(columns)})", message),
    )
