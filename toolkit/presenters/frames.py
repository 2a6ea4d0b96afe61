"""The reader's words around a page that is not translated into her language."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import get_language, trans_real

from toolkit.domain.frames import put_marks


class FramedTranslation:
    """A language's translations, each between marks. What has no translation stays without: it is English, like the
    page around it. It takes the place of Django's own object, which has no other way in."""

    def __init__(self, plain: Any, content: str) -> None:
        self.plain = plain
        self.content = content  # the language of what is shown inside

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def gettext(self, message: str) -> str:
        found = self.plain.gettext(message)
        return found if found == message else put_marks(found)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        found = self.plain.ngettext(singular, plural, number)
        return found if found in (singular, plural) else put_marks(found)


@contextmanager
def frame_words(content: str) -> Iterator[None]:
    """Meanwhile our words come marked, in the reader's language, around what is written in `content`."""
    before = trans_real.catalog()
    trans_real._active.value = FramedTranslation(before, content)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        trans_real._active.value = before  # type: ignore[attr-defined]


@contextmanager
def unframe_words() -> Iterator[None]:
    """Meanwhile our words come as they are: the template itself says their language."""
    before = trans_real.catalog()
    trans_real._active.value = getattr(before, "plain", before)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        trans_real._active.value = before  # type: ignore[attr-defined]


def is_framed() -> bool:
    return isinstance(trans_real.catalog(), FramedTranslation)


def mark_ours(words: str) -> str:
    """What was written in the reader's language without a translation, a day for instance."""
    return put_marks(words) if is_framed() else words


def get_surrounding_language() -> str | None:
    """The language that words have which say none of their own, at this place of the page."""
    active = trans_real.catalog()
    return active.content if isinstance(active, FramedTranslation) else get_language()
