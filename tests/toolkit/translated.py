"""Pages and entries of the library in another language, as an editor publishes them: the structure of the English ones, with
other words."""

import json
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Page

from tests import factories
from toolkit.presenters.passages import PassageReader

MARK = "ترجمه "


def translate(thing: Any, code: str = "prs", *, gaps: tuple[str, ...] = ()) -> Any:
    """A published translation in which every passage begins with MARK, but for the `gaps`: English words that stay."""
    if isinstance(thing, Page):
        return translate_page(thing, code, gaps)
    row = thing.copy_for_translation(factories.locale(code))
    for name in PassageReader(row).find_fields():
        setattr(row, name, put_mark(getattr(row, name), gaps))
    row.live = True
    row.save()
    return row


def translate_page(page: Any, code: str, gaps: tuple[str, ...]) -> Any:
    factories.home(code)
    row = page.copy_for_translation(factories.locale(code), copy_parents=True).specific
    for name in PassageReader(row).find_fields():
        field, value = row._meta.get_field(name), getattr(row, name)
        if isinstance(field, StreamField):
            setattr(row, name, json.dumps(put_marks(list(value.raw_data), words_of(row), gaps)))
        elif value:
            setattr(row, name, put_mark(value, gaps))
    for parent in row.get_ancestors().filter(depth__gt=1, live=False).specific():
        parent.save_revision().publish()
    row.save_revision().publish()
    return type(row).objects.get(pk=row.pk)


def words_of(row: Any) -> set[str]:
    return {passage.words for passage in PassageReader(row).read()}


def put_marks(value: Any, words: set[str], gaps: tuple[str, ...]) -> Any:
    """In every text of stored blocks that is a passage, and in no key or number."""
    if isinstance(value, dict):
        return {name: put_marks(one, words, gaps) for name, one in value.items()}
    if isinstance(value, list):
        return [put_marks(one, words, gaps) for one in value]
    return put_mark(value, gaps) if isinstance(value, str) and value in words else value


def put_mark(text: str, gaps: tuple[str, ...]) -> str:
    """At the beginning; in a text of several paragraphs, at the beginning of each."""
    if text in gaps or not text:
        return text
    if not text.startswith("<"):
        return MARK + text
    for tag in ("p", "li", "h3"):
        parts = text.split(f"<{tag}>")
        text = f"<{tag}>".join(
            [parts[0], *(part if part.split("</")[0] in gaps else MARK + part for part in parts[1:])]
        )
    return text
