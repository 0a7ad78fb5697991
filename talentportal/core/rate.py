"""How often one address may ask something of a page that is open to everybody, counted in Redis.

Without Redis nothing is counted: the page works, and what it guards is not guessed in that time.
"""

from django.core.cache import cache
from redis.exceptions import RedisError


def may_ask(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count this question; False once there were more than `limit` of them within the seconds since the first."""
    key = f"rate:{what}:{who}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= limit
    except (ValueError, RedisError, OSError):  # it ended in between, or Redis is away
        return True
