"""Reading pages in tests."""

import re


def flat(html: str) -> str:
    """Without the white space that the formatter of templates puts around and inside tags."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))
