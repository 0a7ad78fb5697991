"""A Redis cache whose absence is a miss, never an error: sessions live in PostgreSQL, the cache only hurries them."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _tolerant(name: str, answer: Any):
    method = getattr(RedisCache, name)

    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("cache is away, %s skipped: %s", name, error)
            return answer(self, args, kwargs)

    call.__name__ = name
    return call


def _default(self, args, kwargs):
    return kwargs.get("default", args[1] if len(args) > 1 else None)


class TolerantRedisCache(RedisCache):
    """Django's RedisCache, with every call answering as an empty cache would when Redis cannot be reached."""

    get = _tolerant("get", _default)
    add = _tolerant("add", lambda *_: False)
    set = _tolerant("set", lambda *_: None)
    touch = _tolerant("touch", lambda *_: False)
    delete = _tolerant("delete", lambda *_: False)
    get_many = _tolerant("get_many", lambda *_: {})
    set_many = _tolerant("set_many", lambda *_: [])
    delete_many = _tolerant("delete_many", lambda *_: None)
    has_key = _tolerant("has_key", lambda *_: False)
    clear = _tolerant("clear", lambda *_: False)
