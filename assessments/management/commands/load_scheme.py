"""Check a scheme document and load it as a draft: `manage.py load_scheme path.toml --by admin`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from assessments.models import Scheme
from assessments.schemes import REFERENCE
from assessments.schemes.document import SchemeFaults, read_document
from assessments.schemes.writing import write_document
from assessments.services.schemes import SchemeRefused, load_scheme, publish_scheme, review_scheme
from talentportal.core import clock
from townships.models import User


class Command(BaseCommand):
    """The administrator loads, the director publishes: two people, two user names."""

    help = "Load a scheme document as a draft, publish a draft, or print a scheme as a document."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", type=Path, default=REFERENCE, help="by default the reference scheme")
        parser.add_argument("--by", help="user name of the administrator who loads it")
        parser.add_argument("--publish-by", help="user name of the director who reviews and publishes it")
        parser.add_argument("--check", action="store_true", help="only check the document")
        parser.add_argument("--print", dest="shown", metavar="CODE/VERSION", help="print a scheme as a document")

    def handle(self, *, path, by, publish_by, check, shown, **options):
        with translation.override("en"):  # an operator's command: what it says goes into logs
            self._handle(path=path, by=by, publish_by=publish_by, check=check, shown=shown)

    def _handle(self, *, path, by, publish_by, check, shown):
        if shown:
            self.stdout.write(write_document(_scheme(shown)), ending="")
            return
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            if check:
                read_document(path)
                self.stdout.write(f"{path.name}: no fault found")
                return
            scheme = load_scheme(path, by=_user(by, "assessments.edit_scheme"), at=clock.now())
            if publish_by:
                director = _user(publish_by, "assessments.publish_scheme")
                scheme = review_scheme(scheme, by=director, at=clock.now())
                scheme = publish_scheme(scheme, by=director, at=clock.now())
        except SchemeFaults as faults:
            raise CommandError("The document has faults:\n" + "\n".join(f"- {f}" for f in faults.faults)) from None
        except SchemeRefused as refusal:
            raise CommandError(f"{refusal}.") from None
        self.stdout.write(f"{scheme}: {scheme.get_status_display()}")


def _scheme(text: str) -> Scheme:
    code, _slash, version = text.rpartition("/")
    found = Scheme.objects.filter(code=code, version=int(version) if version.isdecimal() else 0).first()
    if found is None:
        raise CommandError(f"There is no scheme {text}; write it like YZ-REF/1.")
    return found


def _user(username: str | None, permission: str) -> User:
    if username is None:
        raise CommandError("Name the administrator with --by.")
    found = User.objects.filter(username=username).first()
    if found is None or not found.has_perm(permission):
        raise CommandError(f"{username} does not exist or lacks the right {permission}.")
    return found
