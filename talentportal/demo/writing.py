"""Writing many changed rows at once."""

from collections.abc import Iterable, Sequence

from django.db.models import Model


def overwrite(rows: Iterable[Model], fields: Sequence[str]) -> None:
    """Write these fields of rows that exist: an upsert on the key, several times as fast as `bulk_update`."""
    rows = list(rows)
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
