"""A real PostgreSQL and a real Redis for one machine: binaries from wheels, data in one directory.

Only the binaries are taken from the wheels. Their Python wrappers are not used: the PostgreSQL one opens every
parent directory to all users when it runs as root, and the Redis one ties the server to one client object.
For demo and tests, on Linux; with DATABASE_URL and REDIS_URL set nothing here is imported.

Imports are relative and only from the standard library, because the reaper loads this package by itself.
"""

from .binaries import EmbeddedError
from .postgres import Postgres
from .redis_server import Redis
from .watch import watch

__all__ = ["EmbeddedError", "Postgres", "Redis", "watch"]
