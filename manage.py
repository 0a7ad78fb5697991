#!/usr/bin/env python
"""Entry point of the management commands; `manage.py demo` is where a newcomer starts."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentportal.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("TALENTPORTAL_LOCAL", "1")  # the demo is for one machine, whatever its database is
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
