"""Where finished pages are kept, and courtesies are counted. Nothing that protects anybody lies here: it may be lost.

In a Redis that all hosts share, or in files of this machine; in both the same bytes (plain.py). See settings.CACHES.
"""

from config.caches.on_disk import Files
from config.caches.on_redis import Redis

__all__ = ["Files", "Redis"]
