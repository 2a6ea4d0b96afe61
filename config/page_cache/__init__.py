"""Public pages as finished bytes, kept in front of everything else and dropped when what they show changes.

middleware.py     answers from the cache, or has the page made and keeps it
rules.py          which requests and which answers are anybody's
keys.py           where a page lies: a MAC over all that it depends on, the version of the content among it
memory.py         what this process was asked for lately, and how much one client may have kept
invalidation.py   what changes make all kept pages old, and what follows once they are in the database
frontend.py       telling a CDN, Varnish or our own proxies to forget
views.py          /portal-state: the version under which a proxy keeps pages

The version itself: toolkit/caching/content_version.py. What is kept is kept by Django's cache: config/caches.
"""
