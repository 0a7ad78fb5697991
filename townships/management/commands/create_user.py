"""Create an account: `manage.py create_user li.clerk clerk --name 演示甲 --unit 330212006`; asks for the password."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from talentportal.core import clock
from talentportal.core.services.audit import record
from townships.models import Assignment, Role, Township, User
from townships.models.people import UNIT_ROLES, Scope


class Command(BaseCommand):
    """The first account of an installation, and accounts for scripts that set up a district."""

    help = "Create an account of one role; the password is asked for, or read from standard input with --stdin."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--unit", help="code of the unit; for secretary, deputy and clerk")
        parser.add_argument("--email", default="", help="where notices go")
        parser.add_argument("--phone", default="", help="by which the robot of the group calls the person")
        parser.add_argument("--reviews", nargs="*", default=[], help="codes of the units a reviewer checks")
        parser.add_argument("--scopes", nargs="*", default=[], choices=Scope.values, help="of an API client")
        parser.add_argument("--stdin", action="store_true", help="read the password from standard input")

    def handle(self, *, username, role, name, unit, reviews, scopes, stdin, email, phone, **options):
        if User.objects.filter(username=username).exists():
            raise CommandError(f"The account {username} exists already.")
        person = User(username=username, name=name, role=role, township=_unit_for(role, unit), scopes=scopes)
        person.email, person.phone = email, phone
        units = [_unit(code) for code in reviews]
        if units and role != Role.REVIEWER:
            raise CommandError("--reviews is for reviewers only.")
        if scopes and role != Role.API_CLIENT:
            raise CommandError("--scopes is for API clients only.")
        _set_password(person, stdin)
        with transaction.atomic():
            person.full_clean()
            person.save()
            Assignment.objects.bulk_create(Assignment(reviewer=person, township=unit) for unit in units)
            record("townships.edit_user", person, by=None, at=clock.now(), role=role, step="create")
        self.stdout.write(f"{username} ({person.get_role_display()}) is ready")


def _unit_for(role: str, code: str | None) -> Township | None:
    if role in UNIT_ROLES and not code:
        raise CommandError(f"A {role} acts for a unit; name it with --unit.")
    if role not in UNIT_ROLES and code:
        raise CommandError(f"A {role} acts for the district; leave --unit out.")
    return _unit(code) if code else None


def _unit(code: str) -> Township:
    try:
        return Township.objects.get(code=code)
    except Township.DoesNotExist:
        raise CommandError(f"There is no unit with the code {code}.") from None


def _set_password(person: User, stdin: bool) -> None:
    if person.role == Role.API_CLIENT:
        person.set_unusable_password()
        return
    password = sys.stdin.readline().rstrip("\n") if stdin else getpass()
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    person.set_password(password)
