"""Triggers by which the database itself keeps what was published."""

import pgtrigger

CHANGE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def _refuse_if(condition_sql: str, message: str) -> str:
    return f"""
        IF {condition_sql} THEN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """


def frozen_with_scheme(scheme_id_sql: str) -> pgtrigger.Trigger:
    """Refuse any change of a part of a published scheme.

    `scheme_id_sql` gives the scheme's id from a record named %(row)s; both the old and the new row are held to it.
    """

    def published(row: str) -> str:
        return (
            f"EXISTS (SELECT 1 FROM assessments_scheme s WHERE s.status = 'published' "
            f"AND s.id = ({scheme_id_sql % {'row': row}}))"
        )

    condition = f"(TG_OP <> 'INSERT' AND {published('OLD')}) OR (TG_OP <> 'DELETE' AND {published('NEW')})"
    return pgtrigger.Trigger(
        name="frozen_with_scheme",
        when=pgtrigger.Before,
        operation=CHANGE,
        func=_refuse_if(condition, "a published scheme never changes"),
    )


OWN_SCHEME = "%(row)s.scheme_id"
SCHEME_OF_INDICATOR = "SELECT i.scheme_id FROM assessments_indicator i WHERE i.id = %(row)s.indicator_id"


def frozen_once_published(message: str) -> pgtrigger.Trigger:
    """Refuse any change of the row itself once its status is published."""
    return pgtrigger.Trigger(
        name="frozen_once_published",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=_refuse_if("OLD.status = 'published'", message),
    )


def frozen_with_run() -> pgtrigger.Trigger:
    """Refuse any change of the scores of a published run."""

    def published(row: str) -> str:
        return f"EXISTS (SELECT 1 FROM assessments_scorerun r WHERE r.id = {row}.run_id AND r.status = 'published')"

    condition = f"(TG_OP <> 'INSERT' AND {published('OLD')}) OR (TG_OP <> 'DELETE' AND {published('NEW')})"
    return pgtrigger.Trigger(
        name="frozen_with_run",
        when=pgtrigger.Before,
        operation=CHANGE,
        func=_refuse_if(condition, "a published run never changes"),
    )
