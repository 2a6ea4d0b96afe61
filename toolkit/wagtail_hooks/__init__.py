from toolkit.wagtail_hooks import drafts, library, translations  # noqa: F401
