"""The id and address of the request being answered, for the audit log; empty in tasks and commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class RequestContext(NamedTuple):
    request_id: str = ""
    ip: str | None = None


_current: ContextVar[RequestContext] = ContextVar("request_context", default=RequestContext())  # noqa: B039


def current() -> RequestContext:
    return _current.get()


@contextmanager
def bind(*, request_id: str, ip: str | None) -> Iterator[None]:
    token = _current.set(RequestContext(request_id, ip))
    try:
        yield
    finally:
        _current.reset(token)
