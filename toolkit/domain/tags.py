"""HTML of our own templates, taken apart at its tags: for scans of a finished page that change no structure."""

import re

# Splits into text and tags, in turn.
PIECES = re.compile(r"(<[^>]*>)")
TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements without an end.
VOID = frozenset({"br", "hr", "img", "input", "use", "path", "rect", "source", "track", "meta", "link", "col", "wbr"})
