"""The WSGI application, served by waitress (`manage.py serve`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentportal.settings")

application = get_wsgi_application()
