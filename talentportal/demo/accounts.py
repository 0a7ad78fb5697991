"""The accounts that the demo prints: one of every role, and the people of one unit.

The password is the same for all of them and written here for everyone to read: it protects invented data on the
reader's own machine and works nowhere else, because the demo refuses to load outside local mode. The client's token
is made afresh for every installation and kept beside the data.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from townships.models import Role, User

PASSWORD = "yinzhou-demo-2014"  # noqa: S105 - explained above
SHOWN = (
    (_("Talent clerk, Shounan"), "shounan-clerk"),
    (_("Deputy secretary, Shounan"), "shounan-deputy"),
    (_("Party secretary, Shounan"), "shounan-secretary"),
    (Role.REVIEWER.label, "reviewer"),
    (Role.CO_REVIEWER.label, "co_reviewer"),
    (Role.APPROVER.label, "approver"),
    (Role.ADMIN.label, "admin"),
    (Role.LEADER.label, "leader"),
    (Role.AUDITOR.label, "auditor"),
)
CLIENT = "api_client"


def accounts() -> list[tuple[str, str, str]]:
    """(role, user name, password) of each account worth printing; of the client the token."""
    known = set(User.objects.values_list("username", flat=True))
    rows = [(str(role), username, PASSWORD) for role, username in SHOWN if username in known]
    token = client_token()
    return [*rows, (str(Role.API_CLIENT.label), CLIENT, f"Token {token}")] if token else rows


def make_client_token(client: User) -> None:
    """A token for the client; only its digest is in the database, so the demo keeps the words in its own file."""
    _row, token = AuthToken.objects.create(client)
    path = _token_file()
    path.touch(mode=0o600)
    path.write_text(token)


def client_token() -> str:
    path = _token_file()
    return path.read_text() if path.exists() else ""


def _token_file():
    return settings.VAR / "demo-client-token"
