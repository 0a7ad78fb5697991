"""`manage.py check_templates`: every template compiles, and none carries inline script or style (strict CSP)."""

import re

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)|<style|\sstyle=[\"']|\son[a-z]+=[\"']"
)


class Command(BaseCommand):
    help = "Compile every template and refuse inline script, inline style and event attributes."

    def handle(self, **options):
        faults, root = [], settings.BASE_DIR / "templates"
        for file in sorted(root.rglob("*.html")):
            name = str(file.relative_to(root))
            try:
                get_template(name)
            except TemplateSyntaxError as error:
                faults.append(f"{name}: {error}")
            for number, line in enumerate(file.read_text().splitlines(), 1):
                if INLINE.search(line):
                    faults.append(f"{name}:{number}: inline script or style: {line.strip()[:100]}")
        if faults:
            raise CommandError("\n".join(faults))
