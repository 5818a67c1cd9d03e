"""A Redis cache that may go away: sign-in limits are then counted in the database, and every page still answers."""

import time
from typing import Any

import structlog
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

# After a failure Redis is left alone for so long: a hanging one costs a page one wait and not ten.
REST_SECONDS = 5.0


class SteadyRedisCache(RedisCache):
    """Redis while it answers, else the cache called "fallback", a table of the database."""

    _rest_until = 0.0

    def ping(self) -> None:
        """Ask Redis itself; raise when it is away. `/readyz` must not be told of the fallback."""
        self._cache.get_client().ping()

    def _steady(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SteadyRedisCache._rest_until:
            try:
                return getattr(super(), operation)(*args, **kwargs)
            except RedisError as error:
                SteadyRedisCache._rest_until = time.monotonic() + REST_SECONDS
                log.warning("cache_away", kind=type(error).__name__)
        return getattr(caches["fallback"], operation)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django; a key that is in neither cache raises `ValueError`."""
        return self._steady("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._steady("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        """As in Django."""
        return self._steady("clear")
