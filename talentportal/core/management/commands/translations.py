"""`manage.py translations`: merge, check and compile the Chinese catalogue."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from talentportal.core import catalogue


class Command(BaseCommand):
    help = "Merge a .po fragment (--add), check that every string is translated (--check), or compile (--compile)."
    requires_system_checks = []

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--add", metavar="FILE.po", type=Path, help="merge these entries, then compile")
        what.add_argument("--check", action="store_true", help="fail unless complete, exact and without leftovers")
        what.add_argument("--compile", action="store_true", help="write the binary catalogue")
        what.add_argument("--prune", action="store_true", help="remove entries no longer used, then compile")
        what.add_argument("--missing", action="store_true", help="print what lacks a translation, as a .po fragment")
        parser.add_argument("--replace", action="store_true", help="with --add: change existing wordings")

    def handle(self, *, add, check, compile, prune, missing, replace, **options):
        po = catalogue.path()
        if check:
            self._check(po)
        elif missing:
            self._missing(po)
        else:
            with catalogue.locked(po):
                if add:
                    self._add(po, add, replace)
                if prune:
                    self._prune(po)
                if po.exists():
                    catalogue.compile_mo(po)

    def _add(self, po, fragment, replace):
        if not fragment.exists():
            raise CommandError(f"no such file: {fragment}")
        target = catalogue.read(po)
        try:
            count = catalogue.merge(target, catalogue.read(fragment), replace=replace)
        except catalogue.CatalogueError as error:
            raise CommandError(str(error)) from error
        catalogue.write(target, po)
        self.stdout.write(f"{count} entries merged")

    def _prune(self, po):
        target, used = catalogue.read(po), catalogue.strings_in_code(settings.BASE_DIR)
        for message in list(catalogue.messages(target)):
            if catalogue.key(message) not in used:
                target.delete(message.id, message.context)
        catalogue.write(target, po)

    def _check(self, po):
        found = catalogue.faults(catalogue.read(po), catalogue.strings_in_code(settings.BASE_DIR))
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} faults in the catalogue"]))
        self.stdout.write("the catalogue is complete")

    def _missing(self, po):
        done = {catalogue.key(m) for m in catalogue.messages(catalogue.read(po)) if m.string}
        for (msgid, context), places in catalogue.strings_in_code(settings.BASE_DIR).items():
            if (msgid, context) not in done:
                quoted = msgid.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
                lead = f'msgctxt "{context}"\n' if context else ""
                self.stdout.write(f'#: {places[0]}\n{lead}msgid "{quoted}"\nmsgstr ""\n')
