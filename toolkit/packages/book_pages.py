"""A public page as a chapter of the book: text with headings, lists and tables, as well-formed XHTML.

Readers' devices run no script and send no form. What is to be pressed or filled in goes; what folds becomes a section
with a heading, and a checklist a list to read.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from urllib.parse import unquote, urldefrag, urlsplit

from django.conf import settings
from django.utils.translation import get_language, override
from lxml import etree, html
from lxml.html import HtmlElement

from toolkit.domain.box import name_part
from toolkit.domain.markup import TAGS, collapse_whitespace
from toolkit.packages.books import BookChapter
from toolkit.packages.box_pages import DROPPED, drop_element, is_private, name_view
from toolkit.templatetags.portal import html_lang

# What is heard, drawn or pressed, what only a script or the portal itself fills, and the portal's ways between pages.
GONE = (
    "button|input|select|textarea|progress|output|script|style|template|audio|video|img|iframe|nav|figure[.//svg]"
    "|svg|legend[contains(@class, 'vh')]|label[not(normalize-space())]"
)
UNUSED = "@hidden or @data-online or @aria-hidden='true'"
# By their class: a checklist's answers, notes and lines of the State that a reader chooses, keys of screens.
PRESSED = ("answers", "write", "filling", "keeping", "states", "of-state", "talk-bar", "large", "close", "voice")
KEPT_TAGS = TAGS | {"h1", "div", "section", "figure", "figcaption", "bdi", "small", "dfn", "tfoot", "cite", "q"}
KEPT_CLASSES = ("lead", "key", "label", "small", "tag", "fold")
KEPT_ATTRIBUTES = frozenset(["lang", "dir", "href", "id", "class", "scope", "colspan", "rowspan"])
MOST_COLUMNS = 3  # of a table on a narrow page
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SECTIONS = ("article", "details", "fieldset", "section")
PHRASES = frozenset("a b strong i em br sup sub span code bdi small dfn cite q".split())
HOLDERS = frozenset("div section p ul ol dl li dd figure figcaption span h1 h2 h3 h4 h5 h6".split())


class ChapterWriter:
    """One page on its way into the book. Its links are settled once it is known which parts all chapters have."""

    def __init__(self, content: bytes, path: str) -> None:
        self.path, self.code = unquote(path), path.split("/")[1]
        self.name = name_chapter(path)
        page: HtmlElement = html.document_fromstring(content.decode())
        self.main: HtmlElement = page.get_element_by_id("main")
        self.drop_parts()
        self.settle_sections()
        for table in list(self.main.iter("table")):
            unfold_table(table)
        self.settle_headings()
        self.settle_lists()
        self.keep_tags()
        self.ids = set(self.main.xpath(".//@id"))
        heading = next(self.main.iter("h1"))
        self.title, self.title_language = read_words(heading), self.find_language(heading)

    def find_language(self, element: HtmlElement) -> dict[str, str]:
        """Of all words in an element, and their direction; nothing where that is the book's."""
        while len(element) == 1 and not has_words(element):
            element = element[0]
        spoken = next((above for above in (element, *element.iterancestors()) if above.get("lang")), self.main)
        lang, way = spoken.get("lang", ""), spoken.get("dir", "")
        return {} if lang in {"", html_lang(self.code)} else {"lang": lang, "dir": way or "auto"}

    def drop_parts(self) -> None:
        """What makes no sense on a device for books; of words that a copy says otherwise, those."""
        for element in self.main.xpath(".//*[@data-offline!='']"):
            element.text = element.get("data-offline")
        for picture in self.main.xpath(".//img[@alt!='']"):
            picture.tag, picture.text = "span", picture.get("alt")
        for form in self.main.xpath(".//form"):
            if form.get("data-answers") or form.xpath(".//article"):
                form.tag = "div"
            else:
                drop_element(form)
        pressed = " or ".join(f"contains(concat(' ', @class, ' '), ' {name} ')" for name in PRESSED)
        for element in self.main.xpath(f".//*[{UNUSED} or {pressed}]"):
            drop_element(element)
        for element in self.main.xpath("|".join(f".//{name}" for name in GONE.split("|"))):
            drop_element(element)

    def settle_sections(self) -> None:
        """The questions of a checklist have their own headings; other folds and groups have theirs in front."""
        for summary in self.main.xpath(".//fieldset[contains(@class, 'item')]//summary"):
            drop_element(summary)
        for element in self.main.xpath(".//summary|.//legend"):
            for inner in element.xpath(".//h1|.//h2|.//h3|.//h4|.//h5|.//h6|.//p"):
                inner.drop_tag()
            element.tag = "summary"
        for details in self.main.iter("details"):
            details.set("class", "fold")
        for element in self.main.iter(*SECTIONS):
            element.tag = "section"
        for first in self.main.xpath(".//summary/following-sibling::*[1][self::p]"):
            if read_words(first) == read_words(first.getprevious()):  # what a fold says once more when it is open
                first.drop_tree()

    def settle_headings(self) -> None:
        """From one on, and none skipped. The title of a fold stands below the heading before it, and what is in the
        fold below its title."""
        given: list[tuple[int, HtmlElement | None]] = []  # levels, each with the fold that it is the title of
        for element in list(self.main.iter("summary", *HEADINGS)):
            above = set(element.iterancestors())
            given = [(level, fold) for level, fold in given if fold is None or fold in above]
            fold = element.getparent() if element.tag == "summary" else None
            if fold is not None:
                level = given[-1][0] + 1 if given else 1
            else:
                titles = [level for level, around in given if around is not None]
                level = max(int(element.tag[1]), *(title + 1 for title in titles), 1)
            while given and given[-1][0] >= level:
                given.pop()
            given.append((level, fold))
            element.tag = f"h{min(len(given), 6)}"

    def settle_lists(self) -> None:
        """Links that stood beside each other as buttons, below each other."""
        for element in self.main.xpath(".//div[a and not(*[not(self::a)])]"):
            if not has_words(element):
                element.tag = "ul"
                for link in list(element):
                    item = html.Element("li")
                    item.tail, link.tail = link.tail, None
                    element.replace(link, item)
                    item.append(link)

    def keep_tags(self) -> None:
        """Of elements and attributes those that devices know; what is empty now goes."""
        for span in self.main.xpath(".//span[following-sibling::node()[1][self::span]]"):
            span.tail = " "  # a style sheet of the portal parts these
        for element in list(self.main.iterdescendants()):
            if not isinstance(element.tag, str):
                element.drop_tree()
                continue
            classes = ["key" if name == "notice" else name for name in (element.get("class") or "").split()]
            kept = [name for name in classes if name in KEPT_CLASSES]
            for name in set(element.attrib) - KEPT_ATTRIBUTES:
                del element.attrib[name]
            element.attrib.pop("class", None)
            if kept:
                element.set("class", " ".join(kept))
        for element in reversed(list(self.main.iterdescendants())):
            if element.tag not in KEPT_TAGS or is_mere_wrap(element):
                element.drop_tag()
            elif element.tag in HOLDERS and not len(element) and not (element.text or "").strip():
                element.drop_tree()

    def settle_links(self, chapters: Mapping[str, "ChapterWriter"]) -> Iterator[tuple[str, str]]:
        """To a chapter, a part of one, or the portal. Gives the parts, each as a path and an id."""
        for link in self.main.xpath(".//a"):
            address = link.get("href") or ""
            place, part = urldefrag(address)
            if address.startswith("#"):
                place = self.path
            target = chapters.get(unquote(place))
            if target:
                part = unquote(part)
                if part in target.ids:
                    yield target.path, part
                file = "" if target is self and part in self.ids else f"{target.name}.xhtml"
                link.set("href", f"{file}#{part}" if part in target.ids else file)
                if target is self and part not in self.ids:
                    link.drop_tag()
            else:
                settle_outward_link(link, address)

    def write(self, parts: Iterable[str]) -> BookChapter:
        """With those of its parts named that something leads to."""
        wanted = set(parts)
        for element in self.main.xpath(".//*[@id]"):
            if element.get("id") in wanted:
                wanted.discard(element.get("id"))  # the first of two with one name
                continue
            del element.attrib["id"]
            if is_mere_wrap(element):
                element.drop_tag()
        body = "".join(etree.tostring(child, encoding="unicode", method="xml") for child in self.main)
        says = self.find_language(self.main) if self.main.get("lang") else {}
        return BookChapter(name=self.name, title=self.title, body=collapse_whitespace(body), **says)


def unfold_table(table: HtmlElement) -> None:
    """A device that turns pages cuts off what is too wide for one: each row of such a table becomes a section, with the
    heads of the columns before what stands in them."""
    heads = table.xpath("./thead/tr[1]/*")
    rows = table.xpath("./tbody/tr")
    if len(heads) <= MOST_COLUMNS or len(table.xpath("./thead/tr")) > 1 or any(len(row) != len(heads) for row in rows):
        return
    for row in rows:
        first, *cells = row
        row.tag, first.tag = "section", "h3"
        held = html.Element("dl")
        for head, cell in zip(heads[1:], cells, strict=True):
            if read_words(cell):
                name = deepcopy(head)
                name.tag, name.tail, cell.tag = "dt", None, "dd"
                held.extend([name, cell])
            else:
                cell.drop_tree()
        if len(held):
            row.append(held)
    for part in table.xpath("./thead|./caption"):
        part.drop_tree()
    for part in table.xpath(".//@scope/.."):
        del part.attrib["scope"]
    for body in table.xpath("./tbody"):
        body.drop_tag()
    table.tag = "div"


def settle_outward_link(link: HtmlElement, address: str) -> None:
    """To the portal what everybody may read there; without a link what is private; and gone what only the portal has
    a use for. What leads elsewhere stays."""
    if not address or address.startswith("?"):
        link.drop_tag()
    elif address.startswith("/"):
        view = find_view(address)
        if view in DROPPED:
            drop_element(link)
        elif is_private(address) or not view:
            link.drop_tag()
        else:
            link.set("href", f"{str(settings.BASE_URL).rstrip('/')}{address}")


def find_view(address: str) -> str:
    """In the language of the address: only under it is there an answer."""
    code = address.split("/")[1]
    with override(code if code in dict(settings.LANGUAGES) else get_language()):
        return name_view(address)


def name_chapter(path: str) -> str:
    """Of its file, and of the chapter in the list of files: letters, digits, hyphens and dots, a letter first."""
    return ".".join(name_part(unquote(part)) for part in urlsplit(path).path.strip("/").split("/")[1:])


def read_words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def has_words(element: HtmlElement) -> bool:
    """Of its own, beside those of the elements in it."""
    return bool((element.text or "").strip() or any((child.tail or "").strip(" \n·") for child in element))


def is_mere_wrap(element: HtmlElement) -> bool:
    """A span that says nothing, or a div that holds paragraphs and no words."""
    if element.attrib or element.tag not in {"span", "div"}:
        return False
    return element.tag == "span" or not (has_words(element) or any(child.tag in PHRASES for child in element))
