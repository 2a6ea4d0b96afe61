"""A book for phones and readers: EPUB 3."""

from collections.abc import Callable
from typing import BinaryIO

from django.utils.translation import override

from modules.domain.outlines import Outline
from modules.packages.identifiers import derive_uuid
from modules.packages.payloads import deserialize_outline
from modules.presenters.package_pages import PackagePage, get_language_attributes, group_pages, render_package_pages
from toolkit.domain.markup import format_xhtml
from toolkit.packages.books import Book, BookChapter, BookEntry, write_book


def pack_epub(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """The pages as chapters, with a table of contents."""
    outline = deserialize_outline(payload)
    pages = render_package_pages(outline)
    step(1)
    with override(outline.language):
        write_book(describe_book(outline, pages), file)


def describe_book(outline: Outline, pages: list[PackagePage]) -> Book:
    parent = f"{outline.parent_url} ({outline.parent_title}, {outline.parent_version})"
    return Book(
        identifier=f"urn:uuid:{derive_uuid(outline, 'epub', outline.version, outline.for_lecturers)}",
        title=outline.title,
        authors=outline.authors,
        description=outline.summary,
        rights=f"{outline.licence}, {outline.licence_url}",
        source=outline.url,
        relation=parent if outline.parent_url else "",
        version=str(outline.version),
        chapters=[BookChapter(name=leaf.name, title=leaf.title, body=format_xhtml(leaf.html)) for leaf in pages],
        contents=list_contents(pages),
        **get_language_attributes(outline),
    )


def list_contents(pages: list[PackagePage]) -> list[BookEntry]:
    """Groups as branches."""
    entries: list[BookEntry] = []
    for group in group_pages(pages):
        leaves = [BookEntry(leaf.title, leaf.name) for leaf in group["leaves"]]
        entries += [BookEntry(group["title"], inner=leaves)] if group["title"] else leaves
    return entries
