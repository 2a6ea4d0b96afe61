"""Where finished pages are kept, and courtesies are counted. Nothing that protects anybody lies here: it may be lost.

on_redis.py   in a Redis that all hosts share
on_disk.py    in files of this machine
encoding.py   the bytes, the same in both, signed with a key of ours

Chosen in settings.CACHES. What is kept of public pages: config/page_cache.
"""

from config.caches.on_disk import SignedFileCache
from config.caches.on_redis import SignedRedisCache

__all__ = ["SignedFileCache", "SignedRedisCache"]
