from toolkit.wagtail_hooks import drafts, library, links, spoken, translations  # noqa: F401
