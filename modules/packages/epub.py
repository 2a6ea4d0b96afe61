"""A book for phones and readers: EPUB 3, written by hand."""

from collections.abc import Callable
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from modules.domain.outlines import Outline
from modules.packages.identifiers import derive_uuid
from modules.packages.payloads import deserialize_outline
from modules.packages.site import read_stylesheet
from modules.presenters.package_pages import PackagePage, get_language_attributes, group_pages, render_package_pages
from toolkit.domain.markup import format_xhtml
from toolkit.packages.archives import write_archive

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
MODIFIED = "2000-01-01T00:00:00Z"  # EPUB wants a time; the version says what is newer


def pack_epub(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """The pages as chapters, with a table of contents. No script, no font, nothing from elsewhere."""
    outline = deserialize_outline(payload)
    pages = render_package_pages(outline)
    step(1)
    content: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "book/package.opf": package(outline, pages),
        "book/contents.xhtml": navigation(outline, pages),
        "book/style.css": read_stylesheet(),
    }
    content |= {f"book/{leaf.name}.xhtml": chapter(outline, leaf) for leaf in pages}
    write_archive(file, content, first="mimetype")


def chapter(outline: Outline, leaf: PackagePage) -> str:
    return document(outline, leaf.title, f"<main>{format_xhtml(leaf.html)}</main>")


def document(outline: Outline, title: str, body: str) -> str:
    says = get_language_attributes(outline)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{says["lang"]}" xml:lang="{says["lang"]}" dir="{says["dir"]}">'
        f'<head><meta charset="utf-8"/><title>{escape(title)}</title>'
        f'<link rel="stylesheet" type="text/css" href="style.css"/></head><body>{body}</body></html>\n'
    )


def navigation(outline: Outline, pages: list[PackagePage]) -> str:
    """The table of contents: groups as branches."""
    rows = []
    for group in group_pages(pages):
        items = "".join(f'<li><a href="{leaf.name}.xhtml">{escape(leaf.title)}</a></li>' for leaf in group["leaves"])
        rows.append(f"<li><span>{escape(group['title'])}</span><ol>{items}</ol></li>" if group["title"] else items)
    with override(outline.language):
        title = _("Contents")
    body = f'<nav epub:type="toc" id="toc"><h1>{escape(title)}</h1><ol>{"".join(rows)}</ol></nav>'
    return document(outline, title, body)


def package(outline: Outline, pages: list[PackagePage]) -> str:
    """package.opf: what the book is, its files and their order."""
    values: dict[str, Any] = {
        "outline": outline,
        "pages": pages,
        "identifier": f"urn:uuid:{derive_uuid(outline, 'epub', outline.version, outline.for_lecturers)}",
        "modified": MODIFIED,
        **get_language_attributes(outline),
    }
    with override(outline.language):
        return render_to_string("modules/packages/package.opf", values)
