"""Where files lie: folders of one machine (folders.py), or a private bucket that many share (buckets.py).

Named in settings.STORAGES only. What both can do beside Django's own is exports.storage.stores.Store.
"""
