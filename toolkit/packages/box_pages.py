"""A public page as a file of the box: what leads to another file says so, and what needs the portal goes.

Templates mark what makes no sense without it (`data-online`), and what is for the box alone: hidden elsewhere, or in
other words (`data-offline`). The rest is told by where a link or a form leads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from lxml import html
from lxml.html import HtmlElement

from toolkit.domain.box import START, name_page, write_link

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' data:;"
    " font-src 'self'; base-uri 'none'; form-action 'self'"
)
# Links of the portal's own, to forms, files that it makes, and things a box is not: they go with what says so.
DROPPED = frozenset(
    [
        f"toolkit:{name}"
        for name in ("contact", "data", "saved", "offline", "numbers", "choose_app", "app", "beside", "beside_home")
    ]
    + ["toolkit:form_document"]
    + [f"toolkit:{name}_workbook" for name in ("standings", "carrying", "instrument", "provision")]
    + [
        f"modules:{name}"
        for name in ("feed", "list", "bibtex", "ris", "lecturer", "build", "taught", "feedback", "take", "compare")
    ]
    + ["modules:recording", "modules:small_recording", "modules:captions", "module_beside", "toolkit:recording"]
)
PRIVATE = frozenset(["account", "exit", "files", "work", "gallery", "admin"])
SEARCH = "search"
HASHED = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")
LETTER = re.compile(r"\w")
HREF = re.compile(r'"href":"(/[^"]+)"')
PRESSED = ".//a|.//button|.//input|.//select|.//audio|.//video"


@dataclass(frozen=True, kw_only=True)
class BoxPlan:
    """What is in the box: the file of each page by its address, of each PDF by the address it is asked for at, of each
    film, voice and poster by its own; and captions by theirs, as the address that holds them."""

    languages: Sequence[str]
    pages: Mapping[str, str]
    pdfs: Mapping[str, str]
    portal: str
    policy: str = POLICY
    films: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BoxWords:
    """In the language of a page: of which day the box is, what its own page is called, where answers stay."""

    copy: str
    about: str
    keeping: str


class PageConverter:
    """One page on its way into the box. `assets` are the static files and pictures that it names, by address."""

    def __init__(self, content: str, path: str, plan: BoxPlan, words: BoxWords) -> None:
        self.path, self.plan, self.words = path, plan, words
        self.language = path.split("/")[1]
        self.file = name_page(path)
        self.page: HtmlElement = html.document_fromstring(content)
        self.assets: dict[str, str] = {}

    def convert(self, *scripts: str) -> bytes:
        """The file, with these scripts besides those that its parts need."""
        self.settle_head()
        self.keep_parts()
        self.settle_forms()
        self.settle_media()
        self.settle_links()
        self.settle_checklist()
        self.sign_foot()
        self.add_scripts(*scripts)
        return self.write()

    def write(self) -> bytes:
        written: bytes = html.tostring(self.page, encoding="utf-8", method="html")
        return b"<!DOCTYPE html>\n" + written

    def link(self, target: str) -> str:
        return write_link(self.file, target)

    def settle_head(self) -> None:
        """Scripts, what search engines read and policies of the portal go; style sheets are files beside it."""
        meta = "meta[@property or @name='robots' or starts-with(@name, 'twitter')]"
        for element in self.page.xpath(f"//script[@src or @type='application/ld+json']|//{meta}"):
            element.drop_tree()
        for element in self.page.xpath("//link"):
            if element.get("rel") in {"stylesheet", "icon"}:
                element.set("href", self.link(self.note_asset(element.get("href"))))
            else:
                element.drop_tree()
        policy = html.Element("meta", {"http-equiv": "Content-Security-Policy", "content": self.plan.policy})
        self.page.head.insert(1, policy)  # behind the encoding

    def note_asset(self, address: str) -> str:
        """The file of a static file, without the digest in its name: its content changes, its name does not."""
        place = urlsplit(address).path
        if place.startswith(settings.STATIC_URL):
            file = f"static/{HASHED.sub('', place.removeprefix(settings.STATIC_URL))}"
        else:
            file = f"media/{Path(place).name}"
        self.assets[place] = file
        return file

    def keep_parts(self) -> None:
        for element in self.page.xpath("//*[@data-online]"):
            if any(address in self.plan.films for address in element.xpath(".//a/@href")):
                element.attrib.pop("data-online")  # leads to a film that came along
            else:
                drop_element(element)
        for element in self.page.xpath("//*[@data-offline]"):
            element.attrib.pop("hidden", None)
            if words := element.attrib.pop("data-offline"):
                element.text = words

    def settle_forms(self) -> None:
        """The search is a page of the box, a checklist is filled on its own, a PDF is a link; all else goes."""
        for form in self.page.xpath("//form"):
            action = form.get("action") or ""
            if form.get("data-answers"):
                form.attrib.pop("action", None)
                form.attrib.pop("method", None)
            elif self.is_search(action):
                form.set("action", self.link(f"{self.language}/{SEARCH}/{START}"))
            elif action in self.plan.pdfs:
                self.link_pdf(form, self.plan.pdfs[action])
            elif form.xpath(".//article"):  # what it holds is to be read
                for field in form.xpath(".//input|.//button"):
                    drop_element(field.getparent() if field.getparent().tag == "label" else field)
                form.tag = "div"
                form.attrib.clear()
            else:
                drop_element(form)

    def link_pdf(self, form: HtmlElement, file: str) -> None:
        button = form.find(".//button")
        button.tag, form.tag = "a", "span"
        form.attrib.clear()
        button.attrib.pop("type", None)
        button.set("href", self.link(file))

    def settle_media(self) -> None:
        """Pictures come along; films and recordings where they were asked for, since they are large and what is said
        in them stands beside."""
        for player in self.page.xpath("//video|//audio"):
            if any(address in self.plan.films for address in player.xpath(".//source/@src")):
                self.settle_player(player)
            else:
                drop_element(player.getparent() if player.getparent().get("class") == "voice" else player)
        for chapter in self.page.xpath("//a[@data-seconds]"):  # of a film that stays outside
            if urlsplit(chapter.get("href")).path.startswith("/"):
                chapter.drop_tag()
        if self.page.xpath("//*[@data-film]//video"):
            self.add_scripts("film")
        for image in self.page.xpath("//img"):
            image.attrib.pop("srcset", None)
            image.set("src", self.link(self.note_asset(image.get("src"))))

    def settle_player(self, player: HtmlElement) -> None:
        """What it plays is files beside the page. Its chapters lead into the one edition that came along. lxml does not
        know that these tags are empty, and puts each into the one before."""
        for source in player.xpath(".//source"):
            if file := self.plan.films.get(source.get("src")):
                source.set("src", self.link(file))
                source.attrib.pop("media", None)
            else:
                source.drop_tag()
        for track in player.xpath(".//track"):
            if held := self.plan.captions.get(track.get("src")):
                track.set("src", held)
            else:
                track.drop_tag()
        poster = self.plan.films.get(player.attrib.pop("data-poster", player.attrib.pop("poster", "")))
        if poster:
            player.set("poster", self.link(poster))
        address = player.xpath(".//source/@src")[0]
        for chapter in player.getparent().xpath(".//a[@data-seconds]"):
            chapter.set("href", f"{address}#t={chapter.get('data-seconds')}")

    def settle_links(self) -> None:
        for link in self.page.xpath("//a[@href]"):
            self.settle_link(link)
        for script in self.page.xpath("//script[@type='application/json']"):
            script.text = HREF.sub(lambda found: f'"href":"{self.find_address(found[1])}"', script.text or "")

    def settle_link(self, link: HtmlElement) -> None:
        address = link.get("href")
        if not address.startswith(("/", "?")):
            return
        inside = self.find_address(address)
        is_choice = link.getparent().tag == "li" and (link.get("hreflang") or is_menu(link))
        if inside:
            link.set("href", inside)
            return
        view = name_view(address)
        if view in DROPPED or address.startswith("?") or is_choice:
            drop_element(link)
        elif is_private(address) or not view:
            link.drop_tag()
        else:
            link.set("href", f"{self.plan.portal}{address}")
            link.set("rel", "noreferrer")

    def find_address(self, address: str) -> str:
        """Of a page, or of its part, from here; "" where the box does not hold it. A page that one of its languages
        lacks leads to that language's first page."""
        place = urlsplit(address)
        file = self.plan.pages.get(place.path) or self.plan.films.get(place.path)
        if self.is_search(address):
            query = f"?{place.query}" if place.query else ""
            return f"{self.link(f'{self.language}/{SEARCH}/{START}')}{query}"
        if file is None and place.path.count("/") > 1:
            language = place.path.split("/")[1]
            if language in self.plan.languages and language != self.language:
                file = f"{language}/{START}"
        if file is None or place.query:
            return ""
        return self.link(file) + (f"#{place.fragment}" if place.fragment else "")

    def is_search(self, address: str) -> bool:
        return urlsplit(address).path == f"/{self.language}/{SEARCH}/"

    def settle_checklist(self) -> None:
        """Where answers stay, and what there is no server for. Its button works once the script runs."""
        for form in self.page.xpath("//form[@data-answers]"):
            for button in form.xpath(".//button[@formaction]"):
                drop_element(button)
            for panel in form.xpath(".//template//section[contains(@class, 'panel')]"):
                drop_element(panel)
            for button in form.xpath(".//button[not(@type)]"):
                button.set("disabled", "")
            form.set("data-result-src", "box")
            for notice in self.page.xpath("//div[contains(@class, 'keeping')]"):
                notice.getparent().replace(notice, html.fragment_fromstring(self.words.keeping))
            self.add_scripts("answers")
        if self.page.xpath("//*[@data-walk]"):
            self.add_scripts("kit")

    def replace_main(self, content: str, title: str) -> None:
        """The same frame around another page."""
        main = self.page.get_element_by_id("main")
        above = next(one for one in main.iterancestors() if "wrap" in (one.get("class") or ""))
        above.getparent().replace(above, html.fragment_fromstring(content))
        self.page.head.find("title").text = title

    def add_scripts(self, *names: str) -> None:
        """At the end of the page: a classic script cannot wait for it otherwise."""
        for name in names:
            source = name if name.endswith(".js") else self.link(f"static/js/{name}.js")
            self.page.body.append(html.Element("script", {"src": source}))

    def sign_foot(self) -> None:
        """A copy never passes for the portal. answers.js knows one by `data-saved-bar`."""
        for foot in self.page.xpath("//footer"):
            for box in foot.xpath(".//*[@data-latin-digits]"):
                drop_element(next(box.iterancestors("p")))
            line = html.Element("p", {"class": "soft", "data-saved-bar": "box"})
            line.text = f"{self.words.copy} "
            about = html.Element("a", {"href": self.link(f"{self.language}/box/{START}")})
            about.text = self.words.about
            line.append(about)
            foot.xpath(".//div[contains(@class, 'wrap')]/div")[0].append(line)


def name_view(address: str) -> str:
    """What answers at an address of the portal; "" for what is none."""
    try:
        return resolve(urlsplit(address).path).view_name if address.startswith("/") else ""
    except Resolver404:
        return ""


def is_private(address: str) -> bool:
    parts = [*address.split("/"), "", ""]
    return parts[1] in PRIVATE or parts[2] in {*PRIVATE, settings.SPACE_PATH}


def is_menu(link: HtmlElement) -> bool:
    """In a list of links that is not part of a text."""
    return any(above.tag in {"nav", "header", "footer"} for above in link.iterancestors())


def drop_element(element: HtmlElement) -> None:
    """And with it the sign that parted it from its neighbour, and what says nothing more without it."""
    above = element.getparent()
    if above is None:
        return
    before = element.getprevious()
    if not LETTER.search(element.tail or ""):
        element.tail = " "
        if element.getnext() is None and before is not None and not LETTER.search(before.tail or ""):
            before.tail = " "
    element.drop_tree()
    if is_left_over(above):
        drop_element(above)


def is_left_over(element: HtmlElement) -> bool:
    """A place without words, a row without anything to press, a fold or a panel that holds but its title."""
    if element.tag in {"main", "body", "form", "html"}:
        return False
    if not LETTER.search(element.text_content()) and not element.xpath(".//img|.//svg|.//input|.//progress"):
        return True
    if "row" in (element.get("class") or "").split():
        return not element.xpath(PRESSED)
    titles = {"summary", "h2", "h3"}
    return element.tag in {"details", "section"} and {child.tag for child in element} <= titles
