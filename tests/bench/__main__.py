"""`make bench`: measure and print. ARGS="scoring" measures one part; every bar that is missed makes it fail."""

import os
import sys
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentportal.settings_test")

PARTS = ("scoring", "results", "reading", "lasthour")


def main(wanted: list[str]) -> int:
    import django

    django.setup()
    from .databases import migrate
    from .table import shown

    migrate()
    rows = []
    for part in wanted or PARTS:
        for row in import_module(f"tests.bench.{part}").rows():
            print(" ".join(row.cells()), file=sys.stderr, flush=True)  # noqa: T201 - as it goes
            rows.append(row)
    print(shown(rows))  # noqa: T201
    return sum(not row.reached for row in rows)


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))
