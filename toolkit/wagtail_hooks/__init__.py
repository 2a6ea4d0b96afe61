from toolkit.wagtail_hooks import (  # noqa: F401
    box,
    desk,
    desk_items,
    drafts,
    language_roles,
    library,
    links,
    reader_messages,
    spoken,
    term_base,
    translations,
)
