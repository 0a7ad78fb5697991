"""The rows of the matrix for declared registers: one line here for each."""

from townships.models import Role

from .matrix_parts import EDITORS, EVERYBODY, NOT_FOUND, PEOPLE, REGISTRARS, SAID, Row, api

ENTER = EDITORS | REGISTRARS
VERIFY = frozenset({Role.REVIEWER})


def of_unit(code: str, *, enter=ENTER, verify=VERIFY) -> tuple[Row, ...]:
    """A register whose rows belong to units: claimed there, verified by the office."""
    need = (f"register_{code}",)
    return (
        *shared(code, enter=enter, other=NOT_FOUND),
        Row(f"{code}-verify", "POST", verify, (302,), needs=need),
    )


def shared(code: str, *, enter=ENTER, other=None) -> tuple[Row, ...]:
    """A register whose rows belong to nobody."""
    need = (f"register_{code}",)
    return (
        Row(f"{code}-list", "GET", PEOPLE),
        Row(f"{code}-export", "GET", PEOPLE),
        Row(f"{code}-new", "GET", enter),
        Row(f"{code}-new", "POST", enter, SAID),
        Row(f"{code}-detail", "GET", PEOPLE, other=other, needs=need),
        Row(f"{code}-change", "GET", enter, (200, 403), other, need),
        Row(f"{code}-change", "POST", enter, SAID, other, need),
        Row(f"{code}-withdraw", "POST", enter, (302,), other, need),
        api(f"{code}-list", "GET", EVERYBODY),
        api(f"{code}-detail", "GET", EVERYBODY, other=other, needs=need),
    )


REGISTERS = (
    # townships
    *of_unit("post"),
    *of_unit("session"),
    *of_unit("letter"),
    # platforms
    *of_unit("enterprise"),
    *of_unit("symposium"),
    *shared("university", enter=REGISTRARS),
    *of_unit("partnership"),
    *of_unit("project"),
    *of_unit("activity"),
    # experts
    *of_unit("application"),
    *of_unit("team"),
    *of_unit("patent"),
    *of_unit("contact"),
    *of_unit("request"),
    *shared("event"),
    *of_unit("participation"),
    *of_unit("payment"),
)
