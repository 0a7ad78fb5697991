"""The wiring of the portal: settings, addresses, the Celery app, the table of roles.

Here: what joins the four apps together, and `core`, the kernel they stand on.
Not here: anything that knows a township, a platform, an expert or a score; that lives in the apps.
"""

from talentportal.celery import app as celery_app

__all__ = ["celery_app"]
