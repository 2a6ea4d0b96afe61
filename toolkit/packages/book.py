"""The toolkit of one language as a book: its public pages as chapters, in the order of the portal.

They are those of the copy for phones (saved.py), as a stranger gets them, and are asked for once for both. No clock is
read: the same pages give the same book.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PackageKind
from exports.domain.packages import Package
from toolkit.domain.markup import collapse_whitespace, format_xhtml
from toolkit.domain.saved import SavedEdition
from toolkit.models import Portal
from toolkit.packages.book_pages import ChapterWriter
from toolkit.packages.books import MODIFIED, Book, BookChapter, BookEntry, write_book
from toolkit.packages.payloads import write_payload
from toolkit.packages.saved import SHOWN
from toolkit.presenters.days import write_day
from toolkit.selectors.box import find_newest_publication
from toolkit.templatetags.portal import html_lang, is_rtl

BOOK = PackageKind(
    kind="toolkit.book",
    pack=write_payload,
    shows=SHOWN,
    made_ahead=tuple(code for code, _name in settings.LANGUAGES),
)
PACKAGES = [BOOK]  # for settings.FILE_KINDS
PARTS = ("tools", "checklists", "law", "glossary", "practice", "kit")  # the first word after the language
ONLINE = ("kit/numbers/",)  # written in a browser, and kept there
TITLE_PAGE = "title"
MOST_BYTES = 2_000_000  # what readers are promised: templates/toolkit/section_page.html


@dataclass(frozen=True)
class Branch:
    """A page, and those that stand below it."""

    path: str
    inner: list["Branch"] = field(default_factory=list)

    def list_paths(self) -> Iterator[str]:
        yield self.path
        for branch in self.inner:
            yield from branch.list_paths()


def build_book(edition: SavedEdition) -> Package:
    """The book of what was rendered for phones."""
    code, published = edition.language, find_newest_publication()
    with override(code):
        portal = Portal.load()
        book = describe_book(code, edition.pages, portal, published)
        stream = BytesIO()
        write_book(book, stream)
        return Package(
            kind=BOOK.kind,
            subject=code,
            title=book.title[:255],
            language=code,
            filename=f"toolkit-book-{code}.epub",
            media_type="application/epub+zip",
            payload=stream.getvalue(),
            version="1",
            seconds=settings.LARGE_SECONDS + 1,  # in the queue of large files
            page_url=f"{get_home(code)}tools/",
            version_note=write_note(code, published),
        )


def describe_book(code: str, pages: Mapping[str, bytes], portal: Portal, published: datetime | None) -> Book:
    """In the active language, which is the book's."""
    said, home = portal.said, get_home(code)
    chapters, contents = write_chapters(build_branches(code, pages), pages)
    return Book(
        identifier=f"urn:uuid:{uuid5(NAMESPACE_URL, f'{home} book')}",
        title=portal.name,
        lang=html_lang(code),
        dir="rtl" if is_rtl(code) else "ltr",
        authors=[said.publisher.text or portal.name],
        publisher=said.publisher.text or portal.name,
        description=said.strapline.text or portal.name,
        rights=" ".join(text for text in (said.strapline.text, said.footer.text) if text) or portal.name,
        source=home,
        day=published.date().isoformat() if published else "",
        modified=f"{published:%Y-%m-%dT%H:%M:%SZ}" if published else MODIFIED,
        chapters=[write_title_page(code, portal, published), *chapters],
        contents=[BookEntry(portal.name, TITLE_PAGE), *contents],
        begins=chapters[0].name,  # there is one: the list of the law is no page that could be away
    )


def get_home(code: str) -> str:
    """Where the living version is."""
    return f"{str(settings.BASE_URL).rstrip('/')}/{code}/"


def write_note(code: str, published: datetime | None) -> str:
    return _("Edition of %(date)s") % {"date": write_day(published.date(), code)} if published else ""


def write_title_page(code: str, portal: Portal, published: datetime | None) -> BookChapter:
    words = {"portal": portal, "edition": write_note(code, published), "home": get_home(code), "code": code}
    html = render_to_string("toolkit/packages/book_title.html", words)
    return BookChapter(name=TITLE_PAGE, title=portal.name, body=format_xhtml(collapse_whitespace(html)))


def write_chapters(branches: Sequence[Branch], pages: Mapping[str, bytes]) -> tuple[list[BookChapter], list[BookEntry]]:
    """In reading order, and the contents."""
    writers = {path: ChapterWriter(pages[path], path) for branch in branches for path in branch.list_paths()}
    known = {writer.path: writer for writer in writers.values()}
    wanted: dict[str, set[str]] = {path: set() for path in known}
    for writer in writers.values():
        for path, part in writer.settle_links(known):
            wanted[path].add(part)
    return [writer.write(wanted[writer.path]) for writer in writers.values()], list_contents(branches, writers)


def list_contents(branches: Sequence[Branch], writers: Mapping[str, ChapterWriter]) -> list[BookEntry]:
    pairs = [(branch, writers[branch.path]) for branch in branches]
    return [
        BookEntry(writer.title, writer.name, list_contents(branch.inner, writers), **writer.title_language)
        for branch, writer in pairs
    ]


def build_branches(code: str, pages: Mapping[str, bytes]) -> list[Branch]:
    """Part by part as the portal has them: each page below the nearest one whose address its own begins with."""
    online = {f"/{code}/{name}" for name in ONLINE}
    paths = [path for part in PARTS for path in pages if path.startswith(f"/{code}/{part}/") and path not in online]
    branches = {path: Branch(path) for path in paths}
    roots: list[Branch] = []
    for path, branch in branches.items():
        words = path.split("/")
        above = ("/".join([*words[:end], ""]) for end in range(len(words) - 2, 2, -1))
        parent = next((branches[name] for name in above if name in branches), None)
        (parent.inner if parent else roots).append(branch)
    return roots
