"""Rows that belong to a unit are read through `visible_to`, so every such model has it."""

from django.apps import apps
from django.db.models import Model

from townships.models import Assignment, Township, TownshipName, TownshipTier, User

from .sources import PACKAGES

NOT_SECRET = {
    TownshipName: "which units there are, and how they are called, is public",
    TownshipTier: "so is the tier a unit stands in",
    User: "an account is reached by signing in; the list of accounts is the administrator's alone",
    Assignment: "read from the reviewer's own account, and with it by the administrator",
}


def of_a_unit() -> set[type[Model]]:
    """Models with a unit, and those that belong to one of them (a line of a report); not through an account."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]
    found: set[type[Model]] = {Township}
    while (
        more := {
            model
            for model in ours
            for field in model._meta.fields
            if field.is_relation and field.related_model in found - {User}
        }
        - found
    ):
        found |= more
    return found


def test_every_model_of_a_unit_tells_who_sees_its_rows():
    found = of_a_unit()
    assert len(found) > 25
    without = {model for model in found if not hasattr(model._default_manager, "visible_to")}
    assert without == NOT_SECRET.keys()


def test_nobody_signed_in_with_no_unit_and_no_office_sees_no_row(db):
    """The default of an account without a unit is nothing: a client without scopes reads no row of a unit."""
    client = User(role="api_client", scopes=[])
    public = {Township} | NOT_SECRET.keys()
    for model in of_a_unit() - public:
        rows = model._default_manager.visible_to(client)
        sql = str(rows.query) if not rows.query.is_empty() else ""
        assert not sql or "published" in sql, f"{model.__name__} shows a client without scopes: {sql}"
