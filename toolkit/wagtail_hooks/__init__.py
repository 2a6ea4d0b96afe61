from toolkit.wagtail_hooks import drafts, library, spoken, translations  # noqa: F401
