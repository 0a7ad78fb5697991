"""Ten years of one district: the facts of the generated year, copied into nine others, and forty quarters to score."""

from django.db import connection

# Registers with days, and what a copy must not share with its model; n counts the copies, `years` how far they lie off.
_OWN: dict[str, dict[str, str]] = {
    "townships_committeesession": {},
    "townships_responsibilityletter": {"year": "x.year + years"},
    "experts_application": {"batch": "x.batch || '-' || n"},
    "experts_team": {},
    "experts_patent": {"number": "x.number || '-' || n"},
    "experts_leadercontact": {},
    "experts_servicerequest": {},
    "experts_fundpayment": {},
    "experts_creditentry": {},
    "platforms_cooperationproject": {},
    "platforms_symposium": {},
    "platforms_platformactivity": {},
    "experts_recruitmentevent": {"id": "x.id + 1000 * n"},
    "experts_eventparticipation": {"event_id": "x.event_id + 1000 * n"},
}
_YEARS = (-4, -3, -2, -1, 1, 2, 3, 4, 5)


def copy_years() -> None:
    with connection.cursor() as cursor:
        for table, own in _OWN.items():
            cursor.execute(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY 1",
                [table],
            )
            columns = dict(cursor.fetchall())
            cursor.execute(_copied(table, columns, own), {"years": list(_YEARS)})


def _copied(table: str, columns: dict[str, str], own: dict[str, str]) -> str:
    taken = {name: kind for name, kind in columns.items() if name != "id" or "id" in own}
    values = [
        own.get(name) or (f"(x.{name} + years * interval '1 year')::date" if kind == "date" else f"x.{name}")
        for name, kind in taken.items()
    ]
    return f"""
        INSERT INTO {table} ({", ".join(f'"{name}"' for name in taken)})
        SELECT {", ".join(values)}
        FROM {table} AS x CROSS JOIN unnest(%(years)s::int[]) WITH ORDINALITY AS copy (years, n)"""  # noqa: S608 - names from the list above
