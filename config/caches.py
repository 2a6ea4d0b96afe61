"""The shared cache, a little quicker than Django has it."""

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class KeptClient(RedisCacheClient):
    """Keeps redis-py's client beside its pool. Django makes one anew for every question, and each sets up some 170
    callbacks: a fifth of what a page from the cache costs. A client holds no connection and is safe among threads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        server: int = self._get_connection_pool_index(write)  # type: ignore[attr-defined]  # Django's own, untyped
        if server not in self._kept:
            self._kept[server] = super().get_client(key, write=write)
        return self._kept[server]


class Redis(RedisCache):
    def __init__(self, server: Any, params: Any) -> None:
        super().__init__(server, params)
        self._class = KeptClient
