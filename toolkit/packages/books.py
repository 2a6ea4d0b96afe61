"""Books for phones and readers: EPUB 3, written by hand. Modules and the toolkit are packed by this alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from toolkit.packages.archives import write_archive

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
MODIFIED = "2000-01-01T00:00:00Z"  # EPUB wants a time; where a book has none of its own its version says what is newer


@dataclass(frozen=True, kw_only=True)
class BookChapter:
    """One file: its name without ending, which is an XML name too, and its XHTML. `lang` and `dir` where they are not
    the book's."""

    name: str
    title: str
    body: str
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True)
class BookEntry:
    """A line of the contents. `name` is the chapter that it leads to, "" for a mere heading of those below it; `lang`
    and `dir` where its title is not in the book's language."""

    title: str
    name: str = ""
    inner: Sequence["BookEntry"] = ()
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True, kw_only=True)
class Book:
    """What a reader's device is told of a book, and the book. `begins` is the chapter after the title and what
    introduces it: with it the book has landmarks."""

    identifier: str
    title: str
    lang: str
    dir: str
    authors: Sequence[str]
    description: str
    rights: str
    source: str
    chapters: Sequence[BookChapter]
    contents: Sequence[BookEntry]
    publisher: str = ""
    relation: str = ""
    version: str = ""
    day: str = ""
    modified: str = MODIFIED
    begins: str = ""


def write_book(book: Book, file: BinaryIO) -> None:
    """In the active language, which is the book's. No script, no font, nothing from elsewhere."""
    content: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "book/package.opf": render_to_string("toolkit/packages/package.opf", {"book": book}),
        "book/contents.xhtml": write_navigation(book),
        "book/style.css": read_stylesheet(),
    }
    for leaf in book.chapters:
        main = f"<main{write_language(leaf)}>{leaf.body}</main>"
        content[f"book/{leaf.name}.xhtml"] = write_chapter(book, leaf.title, main)
    write_archive(file, content, first="mimetype")


def write_chapter(book: Book, title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{book.lang}" xml:lang="{book.lang}" dir="{book.dir}">'
        f'<head><meta charset="utf-8"/><title>{escape(title)}</title>'
        f'<link rel="stylesheet" type="text/css" href="style.css"/></head><body>{body}</body></html>\n'
    )


def write_navigation(book: Book) -> str:
    """The table of contents, and where a device finds it and the first chapter."""
    title = _("Contents")
    rows = "".join(map(write_entry, book.contents))
    body = f'<nav epub:type="toc" id="toc"><h1>{escape(title)}</h1><ol>{rows}</ol></nav>'
    if book.begins:
        first = next(leaf for leaf in book.chapters if leaf.name == book.begins)
        marks = [
            f'<li><a epub:type="toc" href="#toc">{escape(title)}</a></li>',
            f'<li><a epub:type="bodymatter" href="{first.name}.xhtml">{escape(first.title)}</a></li>',
        ]
        body += f'<nav epub:type="landmarks" hidden="hidden"><ol>{"".join(marks)}</ol></nav>'
    return write_chapter(book, title, body)


def write_entry(entry: BookEntry) -> str:
    words, says = escape(entry.title), write_language(entry)
    head = f'<a href="{entry.name}.xhtml"{says}>{words}</a>' if entry.name else f"<span{says}>{words}</span>"
    inner = "".join(map(write_entry, entry.inner))
    return f"<li>{head}<ol>{inner}</ol></li>" if inner else f"<li>{head}</li>"


def write_language(thing: BookChapter | BookEntry) -> str:
    return f' lang="{thing.lang}" xml:lang="{thing.lang}" dir="{thing.dir}"' if thing.lang else ""


@lru_cache(maxsize=1)
def read_stylesheet() -> str:
    """Of every page that leaves the portal in a package: it stands alone."""
    return (Path(settings.BASE_DIR) / "static/css/package.css").read_text()
