"""The web server: waitress, which buffers requests, so that slow clients never hold a working thread.

A thread is held only while an answer is computed. What can be set stands in README, Production.
"""

from typing import Any

import waitress
from environ import Env

from talentportal.wsgi import application


def serve(listen: str) -> None:
    env = Env()
    options: dict[str, Any] = {
        "listen": listen,
        "threads": env.int("WEB_THREADS", default=8),
        "connection_limit": env.int("WEB_CONNECTIONS", default=1000),
        "channel_timeout": 60,
        "max_request_body_size": 64 * 1024 * 1024,
        "ident": None,
        "asyncore_use_poll": True,  # select() would end at 1,024 connections
    }
    if proxy := env.str("TRUSTED_PROXY", default=""):
        # only this address may tell who the client is and that it came by TLS
        options |= {
            "trusted_proxy": proxy,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
            "clear_untrusted_proxy_headers": True,
        }
    waitress.serve(application, **options)
