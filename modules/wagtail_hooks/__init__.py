from modules.wagtail_hooks import modules, staff  # noqa: F401
