"""Triggers by which the database itself keeps what was published."""

import pgtrigger

from talentportal.core.triggers import differs_beyond, refuse_if

CHANGE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


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
        func=refuse_if(condition, "a published scheme never changes"),
    )


OWN_SCHEME = "%(row)s.scheme_id"
SCHEME_OF_INDICATOR = "SELECT i.scheme_id FROM assessments_indicator i WHERE i.id = %(row)s.indicator_id"


def frozen_once_published(message: str) -> pgtrigger.Trigger:
    """Refuse any change of the row itself once its status is published."""
    return pgtrigger.Trigger(
        name="frozen_once_published",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=refuse_if("OLD.status = 'published'", message),
    )


def signed_by_others() -> pgtrigger.Trigger:
    """A scheme is reviewed before it is published, and nobody who ever edited the version signs either."""

    def signs_own(column: str) -> str:
        return (
            f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND EXISTS (SELECT 1 FROM assessments_schemeeditor e "
            f"WHERE e.scheme_id = NEW.id AND e.user_id = NEW.{column}))"
        )

    unreviewed = "(NEW.status = 'published' AND OLD.status = 'draft')"
    return pgtrigger.Trigger(
        name="signed_by_others",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=refuse_if(
            f"{unreviewed} OR {signs_own('reviewed_by_id')} OR {signs_own('published_by_id')}",
            "a scheme is reviewed and published by people who did not edit it",
        ),
    )


def frozen_once_final(message: str) -> pgtrigger.Trigger:
    """Refuse any change of a published row, but for declaring it final, once."""
    changed = f"(TG_OP = 'DELETE' OR OLD.final_at IS NOT NULL OR {differs_beyond(['final_at', 'final_by_id'])})"
    return pgtrigger.Trigger(
        name="frozen_once_final",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=refuse_if(f"OLD.status = 'published' AND {changed}", message),
    )


def frozen_with(table: str, column: str, message: str) -> pgtrigger.Trigger:
    """Refuse any change of the parts of a published row of another table."""

    def published(row: str) -> str:
        return f"EXISTS (SELECT 1 FROM {table} r WHERE r.id = {row}.{column} AND r.status = 'published')"

    condition = f"(TG_OP <> 'INSERT' AND {published('OLD')}) OR (TG_OP <> 'DELETE' AND {published('NEW')})"
    return pgtrigger.Trigger(
        name=f"frozen_with_{column.removesuffix('_id')}",
        when=pgtrigger.Before,
        operation=CHANGE,
        func=refuse_if(condition, message),
    )
