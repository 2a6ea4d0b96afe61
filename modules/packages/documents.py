"""A document to edit: for whoever must cut, add and print in a word processor."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override

from modules.domain.outlines import Outline
from modules.packages.identifiers import derive_uuid
from modules.packages.payloads import deserialize_outline
from modules.presenters.package_pages import (
    PackagePage,
    describe_origin,
    get_language_attributes,
    group_pages,
    render_package_pages,
)

if TYPE_CHECKING:
    from toolkit.packages.documents import DocumentWriter


def pack_document(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """All pages one after the other, each from a page of its own, after a list of them."""
    import docx

    from toolkit.packages.documents import DocumentWriter, write_document

    outline = deserialize_outline(payload)
    pages = render_package_pages(outline)
    document = docx.Document()
    describe(document, outline)
    writer = DocumentWriter(document, **get_language_attributes(outline))
    writer.title(outline.title, outline.summary)
    with override(outline.language):
        contents(writer, pages)
    step(1)
    for leaf in pages:
        writer.page_break()
        writer.html(leaf.html)
    writer.finish()
    step(2)
    write_document(document, file)


def describe(document: Any, outline: Outline) -> None:
    """Licence, version, parent and source as the document's properties; the last page says the same in words."""
    from toolkit.packages.documents import LONGEST_PROPERTY, UNDATED

    facts = document.core_properties
    facts.title, facts.author = outline.title[:LONGEST_PROPERTY], ", ".join(outline.authors)[:LONGEST_PROPERTY]
    facts.language, facts.version = get_language_attributes(outline)["lang"], str(outline.version)
    facts.identifier = derive_uuid(outline, "document", outline.version)
    facts.subject = outline.summary[:LONGEST_PROPERTY]
    facts.comments = "\n".join(describe_origin(outline))[:LONGEST_PROPERTY]
    facts.created = facts.modified = UNDATED


def contents(writer: "DocumentWriter", pages: list[PackagePage]) -> None:
    writer.heading(_("Contents"), 2)
    for group in group_pages(pages):
        if group["title"]:
            writer.plain(group["title"], bold=True)
        for leaf in group["leaves"]:
            writer.plain(leaf.title, style="List Bullet")
