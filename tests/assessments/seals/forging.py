"""Altering what is published, as somebody with the database's own password could: by SQL, with the triggers off."""

from django.db import connection


def forge(statement: str, values=()) -> None:
    """Every trigger off, foreign keys too, for this one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")
